"""`config.json` beside the model: what it is, how to read its scores, and whether it is intact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from classifier.decision import Policy
from classifier.labels import HEADS
from domain.errors import ConfigurationError

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "config.json"
BUILTIN = "builtin"
"""What the settings call the model that is shipped."""

_MEND = (
    "Restore it with `git checkout -- classifier/model` in the source tree or by installing "
    "Listenpost again, or point the setting classifier.model at a folder that holds a model."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One shipped model."""

    version: str
    sha256: str
    heads: Mapping[str, tuple[str, ...]]
    temperatures: Mapping[str, float]
    policy: Policy
    max_tokens: int
    max_windows: int

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises ConfigurationError where it is missing, unreadable or not for these labels."""
        path = folder / MANIFEST
        try:
            manifest = _from_json(json.loads(present(path).read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(f"{path} cannot be read ({error!r}). {_MEND}") from error
        if dict(manifest.heads) != HEADS:
            raise ConfigurationError(f"{path} names other labels than this Listenpost. {_MEND}")
        return manifest

    def write(self, folder: Path) -> None:
        """As JSON that `read` takes back."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def verify(self, folder: Path) -> None:
        """Raises ConfigurationError where the model is not the one that was shipped."""
        path = present(folder / MODEL)
        if digest(path) != self.sha256:
            raise ConfigurationError(f"The model file {path} is damaged. {_MEND}")


def folder_of(chosen: str) -> Path:
    """Where the model of this name in the settings lies, as far as it lies in a folder."""
    return Path(__file__).parent / "model" if chosen == BUILTIN else Path(chosen)


def present(path: Path) -> Path:
    """The path itself, or ConfigurationError where there is no such file."""
    if not path.is_file():
        raise ConfigurationError(f"The model file {path} is missing. {_MEND}")
    return path


def unreadable(path: Path, error: Exception) -> ConfigurationError:
    """The error to raise where a foreign library cannot read one of the files."""
    return ConfigurationError(f"The model file {path} cannot be loaded ({error}). {_MEND}")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_json(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        heads={head: tuple(labels) for head, labels in raw.pop("heads").items()},
        temperatures={head: float(raw["temperatures"][head]) for head in HEADS},
        policy=Policy(**raw.pop("policy")),
        **{name: value for name, value in raw.items() if name != "temperatures"},
    )
