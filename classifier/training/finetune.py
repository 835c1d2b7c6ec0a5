"""Fine-tuning: all tasks at once, the embedding held in place, the weights averaged."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from classifier.training import rates
from classifier.training.averaging import Average
from classifier.training.config import Config
from classifier.training.encoder import by_length, padded, shuffled
from classifier.training.losses import Losses
from classifier.training.network import Network

_REPORT_EVERY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is learned from: token ids, targets per task, and the base encoder's embeddings.

    Every epoch sees the first `len(anchors)` rows, and of the auxiliary ones behind them a sample.
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
        self.losses = Losses(config.finetune, material.targets, len(material.anchors))
        self.optimiser = rates.optimiser(network, config.finetune)
        self.average = Average(network, config.finetune.averaging)
        steps = -(-self._seen_an_epoch() // config.batch) * config.finetune.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: rates.share(step, steps, config.finetune.warm_up)
        )

    def run(self) -> None:
        """All epochs that are not yet done; then the mean of the weights becomes the network's."""
        done = self._resume()
        for epoch in range(done, self.config.finetune.epochs):
            torch.manual_seed(self.config.seed + epoch)
            random = np.random.default_rng([self.config.seed, epoch])
            rows = self._drawn(random)
            ids = self._masked(rows, random)
            self._epoch(epoch, rows, ids, shuffled(ids, self.config.batch, random))
            self._save(epoch + 1)
        self.average.put_into(self.network)

    def _seen_an_epoch(self) -> int:
        main = len(self.material.anchors)
        rest = len(self.material.ids) - main
        return main + min(rest, self.config.finetune.auxiliary_per_epoch)

    def _drawn(self, random: np.random.Generator) -> NDArray[np.int64]:
        main = len(self.material.anchors)
        extra = random.permutation(len(self.material.ids) - main)[: self._seen_an_epoch() - main]
        return np.concatenate([np.arange(main), main + extra])

    def _masked(self, rows: NDArray[np.int64], random: np.random.Generator) -> list[list[int]]:
        hidden = random.random(len(rows)) < self.config.finetune.handle_masking
        return [
            (self.material.nameless if hide else self.material.ids)[row]
            for row, hide in zip(rows.tolist(), hidden.tolist(), strict=True)
        ]

    def _epoch(
        self,
        epoch: int,
        rows: NDArray[np.int64],
        ids: list[list[int]],
        batches: list[NDArray[np.int64]],
    ) -> None:
        self.network.train()
        began, total = time.monotonic(), 0.0
        for number, chosen in enumerate(batches, 1):
            total += self._step(padded([ids[index] for index in chosen]), rows[chosen])
            if number % _REPORT_EVERY == 0 or number == len(batches):
                self.progress(
                    f"epoch {epoch + 1} batch {number}/{len(batches)} "
                    f"loss {total / number:.4f} {time.monotonic() - began:.0f} s"
                )

    def _step(self, batch: tuple[torch.Tensor, torch.Tensor], rows: NDArray[np.int64]) -> float:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.finetune.bf16):
            logits, vectors = self.network.all_tasks(*batch)
        main = rows < len(self.material.anchors)
        loss = self.losses.tasks(logits.float(), self.material.targets[rows])
        loss = loss + self.losses.embedding(
            vectors.float()[torch.from_numpy(main)], self.material.anchors[rows[main]]
        )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.average.follow(self.network)
        return float(loss.item())

    def _save(self, done: int) -> None:
        state = {
            "done": done,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "mean": self.average.mean,
            "steps": self.average.steps,
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
        self.average.mean, self.average.steps = state["mean"], state["steps"]
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
