"""From a trained network to a folder that the product can load."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np

from classifier.decision import Policy, certainty, probabilities
from classifier.labels import HEADS
from classifier.manifest import MODEL, TOKENIZER, Manifest, digest
from classifier.training import calibrate, export
from classifier.training.config import Config
from classifier.training.network import Network
from classifier.training.stages import Corpus, held_out, logits

VERSION = "1.0.0"
_WINDOWS = 4


def publish(config: Config, data: Corpus, network: Network, base: Path, folder: Path) -> Manifest:
    """Writes model, tokenizer and manifest, and the float model beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    floating = folder / "model.fp32.onnx"
    export.to_float(network, floating)
    export.to_int8(floating, folder / MODEL)
    shutil.copyfile(base / TOKENIZER, folder / TOKENIZER)
    manifest = _manifest(config, data, network, digest(folder / MODEL))
    manifest.write(folder)
    return manifest


def float_twin(folder: Path, manifest: Manifest) -> Path:
    """A folder with the same model in 32-bit floats, to measure what 8 bits cost."""
    twin = folder.parent / f"{folder.name}-fp32"
    twin.mkdir(exist_ok=True)
    shutil.copyfile(folder / "model.fp32.onnx", twin / MODEL)
    shutil.copyfile(folder / TOKENIZER, twin / TOKENIZER)
    dataclasses.replace(manifest, sha256=digest(twin / MODEL)).write(twin)
    return twin


def _manifest(config: Config, data: Corpus, network: Network, sha256: str) -> Manifest:
    """Fitted on held-out posts of the training sets, so that the test sets stay untouched."""
    fitted = held_out(config, data)
    raw = logits(network, data, fitted, config.batch)
    temperatures = calibrate.fit(raw, data.targets[fitted])
    sure = certainty(probabilities(raw, temperatures))
    natural = [data.rows[index].natural for index in fitted]
    return Manifest(
        version=f"listenpost-triage-{VERSION}+{sha256[:8]}",
        sha256=sha256,
        heads=HEADS,
        temperatures=temperatures,
        policy=Policy(
            missed_critical_cost=config.decision.missed_critical_cost,
            abstain_below=round(
                float(np.quantile(sure[natural], config.decision.abstain_share)), 4
            ),
        ),
        max_tokens=config.max_tokens,
        max_windows=_WINDOWS,
    )
