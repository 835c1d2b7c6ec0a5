"""Fine-tuning: all heads at once, masked where a set lacks a label, the embedding held in place."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from classifier.labels import HEADS, columns
from classifier.training.config import Config
from classifier.training.data import UNLABELLED
from classifier.training.encoder import by_length, padded, shuffled
from classifier.training.network import Network

_REPORT_EVERY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is learned from: token ids, targets per head, and the base encoder's embeddings.

    `nameless` are the ids of the same texts with every handle made "@user": seen now and then, so
    that the network does not lean on the names of the brands in the sets.
    """

    ids: list[list[int]]
    nameless: list[list[int]]
    targets: NDArray[np.int64]
    anchors: NDArray[np.float32]


class Trainer:
    """Trains a network in place; `run` goes on from the last finished epoch if one was saved."""

    def __init__(
        self,
        config: Config,
        network: Network,
        material: Material,
        checkpoint: Path,
        progress: Callable[[str], None],
    ) -> None:
        self.config, self.network, self.material = config, network, material
        self.checkpoint, self.progress = checkpoint, progress
        self.losses = _losses(material.targets, config.finetune.smoothing)
        self.optimiser = _optimiser(network, config)
        steps = -(-len(material.ids) // config.batch) * config.finetune.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: _rate(step, steps, config.finetune.warm_up)
        )

    def run(self) -> None:
        """All epochs that are not yet done."""
        done = self._resume()
        for epoch in range(done, self.config.finetune.epochs):
            torch.manual_seed(self.config.seed + epoch)
            random = np.random.default_rng([self.config.seed, epoch])
            ids = self._masked(random)
            self._epoch(epoch, ids, shuffled(ids, self.config.batch, random))
            self._save(epoch + 1)

    def _masked(self, random: np.random.Generator) -> list[list[int]]:
        hidden = random.random(len(self.material.ids)) < self.config.finetune.handle_masking
        pairs = zip(self.material.ids, self.material.nameless, hidden.tolist(), strict=True)
        return [nameless if hide else ids for ids, nameless, hide in pairs]

    def _epoch(self, epoch: int, ids: list[list[int]], batches: list[NDArray[np.int64]]) -> None:
        self.network.train()
        began, total = time.monotonic(), 0.0
        for number, chosen in enumerate(batches, 1):
            total += self._step(padded([ids[index] for index in chosen]), chosen)
            if number % _REPORT_EVERY == 0 or number == len(batches):
                self.progress(
                    f"epoch {epoch + 1} batch {number}/{len(batches)} "
                    f"loss {total / number:.4f} {time.monotonic() - began:.0f} s"
                )

    def _step(self, batch: tuple[torch.Tensor, torch.Tensor], chosen: NDArray[np.int64]) -> float:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.finetune.bf16):
            logits, vectors = self.network(*batch)
        loss = self._loss(logits.float(), vectors.float(), chosen)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return float(loss.item())

    def _loss(
        self, logits: torch.Tensor, vectors: torch.Tensor, chosen: NDArray[np.int64]
    ) -> torch.Tensor:
        tune = self.config.finetune
        anchors = torch.from_numpy(self.material.anchors[chosen])
        loss = tune.embedding_weight * (1.0 - (vectors * anchors).sum(-1)).mean()
        for index, (head, where) in enumerate(columns(HEADS)):
            wanted = torch.from_numpy(self.material.targets[chosen, index])
            if bool((wanted != UNLABELLED).any()):
                loss = loss + tune.head_weights[head] * self.losses[head](logits[:, where], wanted)
        return loss

    def _save(self, done: int) -> None:
        state = {
            "done": done,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        unfinished = self.checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self.checkpoint)

    def _resume(self) -> int:
        if not self.checkpoint.exists():
            return 0
        state = torch.load(self.checkpoint, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.progress(f"resumed after epoch {state['done']}")
        return int(state["done"])


@torch.no_grad()  # type: ignore[untyped-decorator]
def predict(
    network: Network, ids: list[list[int]], batch: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits and embeddings, in order."""
    network.eval()
    logits = np.zeros((len(ids), network.heads.out_features), np.float32)
    vectors = np.zeros((len(ids), network.heads.in_features), np.float32)
    for chosen in by_length(ids, batch):
        one, vector = network(*padded([ids[index] for index in chosen]))
        logits[chosen], vectors[chosen] = one.numpy(), vector.numpy()
    return logits, vectors


def _losses(targets: NDArray[np.int64], smoothing: float) -> dict[str, nn.CrossEntropyLoss]:
    return {
        head: nn.CrossEntropyLoss(
            weight=torch.from_numpy(_class_weights(targets[:, index], len(HEADS[head]))),
            ignore_index=UNLABELLED,
            label_smoothing=smoothing,
        )
        for index, head in enumerate(HEADS)
    }


def _class_weights(wanted: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """The square root of the inverse frequency: rare labels count more, but not wildly so."""
    counts = np.bincount(wanted[wanted != UNLABELLED], minlength=count) + 1.0
    return np.asarray(np.sqrt(counts.mean() / counts), np.float32)


def _optimiser(network: Network, config: Config) -> torch.optim.AdamW:
    """Word embeddings stay as they are: languages with little data keep their neighbours."""
    tune = config.finetune
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    named = [pair for pair in network.named_parameters() if pair[1].requires_grad]
    body = [weight for name, weight in named if not name.startswith("heads.")]
    head = [weight for name, weight in named if name.startswith("heads.")]
    decayed = [weight for weight in body if weight.ndim > 1]
    plain = [weight for weight in body if weight.ndim <= 1]
    groups = [
        {"params": decayed, "lr": tune.rate, "weight_decay": tune.weight_decay},
        {"params": plain, "lr": tune.rate, "weight_decay": 0.0},
        {"params": head, "lr": tune.head_rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _rate(step: int, steps: int, warm_up: float) -> float:
    rise = max(1, int(warm_up * steps))
    return (step + 1) / rise if step < rise else max(0.0, (steps - step) / max(1, steps - rise))
