"""The training configuration, as typed values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from classifier.training.data import DataSet, TestSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Linear heads on the untouched encoder."""

    inverse_regularisation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTune:
    """The whole encoder learns."""

    hold_out_fold: int
    epochs: int
    auxiliary_per_epoch: int
    rate: float
    head_rate: float
    layer_decay: float
    warm_up: float
    weight_decay: float
    dropout: float
    smoothing: float
    ordinal: float
    averaging: float
    embedding_weight: float
    handle_masking: float
    bf16: bool
    head_weights: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How probabilities become labels."""

    missed_critical_cost: float
    abstain_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of `config.toml`."""

    seed: int
    folds: int
    max_tokens: int
    batch: int
    threads: int
    frozen: Frozen
    finetune: FineTune
    decision: Decision
    sets: tuple[DataSet, ...]
    tests: tuple[TestSet, ...]


def read(path: Path, *, permissive_only: bool = False) -> Config:
    """The configuration; with `permissive_only`, without the sets of other licences."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    sets = [DataSet(**{**one, "heads": tuple(one["heads"])}) for one in raw.pop("sets")]
    tests = [TestSet(**{**one, "heads": tuple(one["heads"])}) for one in raw.pop("tests")]
    return Config(
        frozen=Frozen(**raw.pop("frozen")),
        finetune=FineTune(**raw.pop("finetune")),
        decision=Decision(**raw.pop("decision")),
        sets=tuple(one for one in sets if one.permissive or not permissive_only),
        tests=tuple(tests),
        **raw,
    )
