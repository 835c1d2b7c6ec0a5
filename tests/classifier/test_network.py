"""The parts of the training that need torch, on an encoder of a few neurons."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from classifier.training import config
from classifier.training.config import Config
from classifier.training.data import UNLABELLED
from classifier.training.tasks import TASKS

torch = pytest.importorskip("torch", reason="the extra [train] is not installed")
pytest.importorskip("onnx", reason="the extra [train] is not installed")

AUXILIARY = 10
"""From here on the rows are auxiliary."""
IDS = [[0, *range(5, 5 + length), 2] for length in (3, 9, 5, 7) * 4]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=64,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=32,
        pad_token_id=1,
    )
    BertModel(shape, add_pooling_layer=False).save_pretrained(tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def settings() -> Config:
    found = config.read(Path(config.__file__).with_name("config.toml"))
    tune = dataclasses.replace(found.finetune, epochs=2, bf16=False, auxiliary_per_epoch=3)
    return dataclasses.replace(found, batch=4, finetune=tune)


def trained(settings: Config, base: Path, checkpoint: Path) -> dict[str, np.ndarray]:
    from classifier.training.finetune import Material, Trainer
    from classifier.training.network import Network

    torch.manual_seed(1)
    network = Network(base)
    targets = np.stack([np.arange(len(IDS)) % len(labels) for labels in TASKS.values()], 1)
    targets[:AUXILIARY, -1] = UNLABELLED
    targets[AUXILIARY:, 1:-1] = UNLABELLED
    anchors = np.full((AUXILIARY, 32), 32**-0.5, np.float32)
    material = Material(ids=IDS, nameless=IDS, targets=targets, anchors=anchors)
    Trainer(settings, network, material, checkpoint, lambda _: None).run()
    return {name: weight.numpy() for name, weight in network.state_dict().items()}


def test_a_run_that_is_gone_on_with_ends_like_one_in_one_go(
    settings: Config, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from classifier.training.finetune import Trainer

    whole = trained(settings, base, tmp_path / "whole.pt")
    epoch = Trainer._epoch

    def broken_off(self: Trainer, number: int, *rest: object) -> None:
        if number == 1:
            raise KeyboardInterrupt
        epoch(self, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Trainer, "_epoch", broken_off)
    with pytest.raises(KeyboardInterrupt):
        trained(settings, base, tmp_path / "half.pt")
    monkeypatch.setattr(Trainer, "_epoch", epoch)
    gone_on = trained(settings, base, tmp_path / "half.pt")
    assert all(np.allclose(whole[name], gone_on[name], atol=1e-6) for name in whole)


def test_word_embeddings_stay_and_the_rest_learns(
    settings: Config, base: Path, tmp_path: Path
) -> None:
    from classifier.training.network import Network

    torch.manual_seed(1)
    before = {name: weight.numpy().copy() for name, weight in Network(base).state_dict().items()}
    after = trained(settings, base, tmp_path / "checkpoint.pt")
    words = "encoder.embeddings.word_embeddings.weight"
    assert np.array_equal(before[words], after[words])
    assert not np.array_equal(before["heads.weight"], after["heads.weight"])
    assert not np.array_equal(before["auxiliary.weight"], after["auxiliary.weight"])


def test_a_wrong_urgency_costs_more_the_further_it_is_off() -> None:
    from classifier.training.losses import ordinal

    sure = torch.eye(4) * 20.0  # critical, high, normal, none
    costs = [float(ordinal(sure[[given]], torch.tensor([0]))) for given in range(4)]
    assert costs[0] == pytest.approx(0, abs=1e-4)
    assert costs == sorted(costs)
    assert costs[3] == pytest.approx(3, abs=1e-3)


def test_lower_layers_learn_more_slowly(settings: Config, base: Path) -> None:
    from classifier.training import rates
    from classifier.training.network import Network

    network = Network(base)
    groups = rates.optimiser(network, settings.finetune).param_groups
    names = [name for name, one in network.named_parameters() if one.requires_grad]
    rate = {name: group["lr"] for name, group in zip(names, groups, strict=True)}
    tune = settings.finetune
    assert rate["encoder.encoder.layer.1.output.dense.weight"] == tune.rate
    assert rate["encoder.encoder.layer.0.output.dense.weight"] == tune.rate * tune.layer_decay
    assert rate["heads.weight"] == rate["auxiliary.weight"] == tune.head_rate
    assert "encoder.embeddings.word_embeddings.weight" not in rate


def test_the_mean_of_the_weights_lies_among_them() -> None:
    from classifier.training.averaging import Average

    layer = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(layer.weight)
    average = Average(layer, decay=0.9)
    for value in (1.0, 2.0, 3.0):
        torch.nn.init.constant_(layer.weight, value)
        average.follow(layer)
    average.put_into(layer)
    assert 2.0 < float(layer.weight) < 3.0


def test_every_epoch_draws_other_auxiliary_rows(
    settings: Config, base: Path, tmp_path: Path
) -> None:
    from classifier.training.finetune import Material, Trainer
    from classifier.training.network import Network

    targets = np.zeros((len(IDS), len(TASKS)), np.int64)
    anchors = np.zeros((AUXILIARY, 32), np.float32)
    material = Material(ids=IDS, nameless=IDS, targets=targets, anchors=anchors)
    trainer = Trainer(settings, Network(base), material, tmp_path / "none.pt", lambda _: None)
    drawn = [trainer._drawn(np.random.default_rng(seed)).tolist() for seed in range(8)]
    assert all(rows[:AUXILIARY] == list(range(AUXILIARY)) for rows in drawn)
    assert all(len(rows) == len(set(rows)) == AUXILIARY + 3 for rows in drawn)
    assert len({tuple(rows) for rows in drawn}) > 1


def test_the_exported_graphs_agree_with_the_network(base: Path, tmp_path: Path) -> None:
    import onnxruntime

    from classifier.training import export
    from classifier.training.finetune import predict
    from classifier.training.network import Network
    from classifier.windows import padded

    network = Network(base).eval()
    expected = predict(network, IDS, 4)
    export.to_float(network, tmp_path / "float.onnx")
    export.to_int8(tmp_path / "float.onnx", tmp_path / "int8.onnx")
    for name, tolerance in (("float", 1e-4), ("int8", 0.05)):
        session = onnxruntime.InferenceSession(str(tmp_path / f"{name}.onnx"))
        logits, vectors = session.run(["logits", "embedding"], padded(IDS))
        assert np.allclose(logits, expected[0], atol=tolerance)
        assert np.allclose(vectors, expected[1], atol=tolerance)
