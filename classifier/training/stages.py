"""The stages of a run; what takes long is kept in its folder, and a second run finds it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from classifier.labels import HEADS
from classifier.text import nameless
from classifier.training import embedding, frozen
from classifier.training.config import Config
from classifier.training.data import UNLABELLED, Row, folds, targets
from classifier.training.encoder import base_embeddings, tokenise
from classifier.training.finetune import Material, Trainer, predict
from classifier.training.network import FrozenNetwork, Network

_EMBEDDED = 4_000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The rows and all that is computed from them once."""

    rows: list[Row]
    ids: list[list[int]]
    targets: NDArray[np.int64]
    folds: NDArray[np.int64]
    anchors: NDArray[np.float32]  # the base encoder's embeddings of the rows that are not auxiliary


def corpus(config: Config, rows: list[Row], base: Path, out: Path, say: Say) -> Corpus:
    """Tokens of all rows, the auxiliary ones last; the base embeddings are kept in `out`."""
    rows = sorted(rows, key=lambda row: row.auxiliary)
    ids = tokenise(base, [row.text for row in rows], config.max_tokens)
    main = ids[: sum(not row.auxiliary for row in rows)]
    kept = out / f"anchors-{len(main)}-{sum(map(sum, main))}.npy"
    if not kept.exists():
        say(f"base embeddings of {len(main)} texts")
        np.save(kept, base_embeddings(base, main, config.batch))
    return Corpus(
        rows=rows,
        ids=ids,
        targets=targets(rows),
        folds=folds(rows, config.folds),
        anchors=np.load(kept),
    )


def learned(config: Config, data: Corpus) -> NDArray[np.int64]:
    """The rows to train on: all but the held-out fold."""
    return np.flatnonzero(data.folds != config.finetune.hold_out_fold)


def held_out(config: Config, data: Corpus) -> NDArray[np.int64]:
    """The triage rows that no weight has seen."""
    whole = (data.targets[:, : len(HEADS)] != UNLABELLED).all(1)
    return np.flatnonzero(whole & (data.folds == config.finetune.hold_out_fold))


def frozen_network(config: Config, data: Corpus, base: Path) -> Network:
    """The base encoder with linear heads."""
    chosen = _main(data, learned(config, data))
    strength = config.frozen.inverse_regularisation
    weight, offset = frozen.fit(data.anchors[chosen], data.targets[chosen], strength)
    network = FrozenNetwork(base)
    with torch.no_grad():
        network.heads.weight.copy_(torch.from_numpy(weight))
        network.heads.bias.copy_(torch.from_numpy(offset))
    network.eval()
    return network


def tuned_network(config: Config, data: Corpus, base: Path, out: Path, say: Say) -> Network:
    """The fine-tuned encoder."""
    chosen = learned(config, data)
    plain = [nameless(data.rows[index].text) for index in chosen]
    material = Material(
        ids=[data.ids[index] for index in chosen],
        nameless=tokenise(base, plain, config.max_tokens),
        targets=data.targets[chosen],
        anchors=data.anchors[_main(data, chosen)],
    )
    torch.manual_seed(config.seed)
    network = Network(base, config.finetune.dropout)
    Trainer(config, network, material, out / "checkpoint.pt", say).run()
    say("embedding")
    main = _main(data, chosen)
    sample = np.random.default_rng(config.seed).permutation(main)[:_EMBEDDED]
    embedding.refit(
        network, [data.ids[index] for index in sample], data.anchors[sample], config.batch
    )
    network.eval()
    return network


def _main(data: Corpus, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the chosen rows that are not auxiliary; they come first."""
    return chosen[chosen < len(data.anchors)]


def logits(
    network: Network, data: Corpus, chosen: NDArray[np.int64], batch: int
) -> NDArray[np.float32]:
    """What the network makes of the chosen rows."""
    found: NDArray[np.float32] = predict(network, [data.ids[index] for index in chosen], batch)[0]
    return found
