"""Missing and damaged model files."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from classifier.labels import HEADS
from classifier.manifest import MANIFEST, MODEL, TOKENIZER, Manifest
from classifier.onnx import OnnxClassifier
from domain.errors import ConfigurationError


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    for name in (MANIFEST, MODEL, TOKENIZER):
        shutil.copyfile(folder / name, tmp_path / name)
    return tmp_path


def test_what_is_written_is_read_back(folder: Path, tmp_path: Path) -> None:
    manifest = Manifest.read(folder)
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    assert dict(manifest.heads) == HEADS


def test_the_version_tells_which_file_it_is(folder: Path) -> None:
    manifest = Manifest.read(folder)
    assert manifest.version.endswith("+" + manifest.sha256[:8])


@pytest.mark.parametrize("name", [MANIFEST, MODEL, TOKENIZER])
def test_a_missing_file_is_named_and_how_to_mend_it(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ConfigurationError, match=rf"{name} is missing.*git checkout.*setting"):
        OnnxClassifier.load(copy)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is missing"):
        OnnxClassifier.load(tmp_path / "nowhere")


def test_a_damaged_model_is_not_loaded(copy: Path) -> None:
    with (copy / MODEL).open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00damaged\x00")
    with pytest.raises(ConfigurationError, match=rf"{MODEL} is damaged.*git checkout"):
        OnnxClassifier.load(copy)


def test_a_file_that_is_no_model(copy: Path) -> None:
    (copy / MODEL).write_bytes(b"no model")
    raw = json.loads((copy / MANIFEST).read_text())
    raw["sha256"] = hashlib.sha256(b"no model").hexdigest()
    (copy / MANIFEST).write_text(json.dumps(raw))
    with pytest.raises(ConfigurationError, match=rf"{MODEL} cannot be loaded"):
        OnnxClassifier.load(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "1"}'])
def test_a_broken_manifest(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text)
    with pytest.raises(ConfigurationError, match=rf"{MANIFEST} cannot be read"):
        OnnxClassifier.load(copy)


def test_a_broken_tokenizer(copy: Path) -> None:
    (copy / TOKENIZER).write_text("{}")
    with pytest.raises(ConfigurationError, match=rf"{TOKENIZER} cannot be loaded"):
        OnnxClassifier.load(copy)


def test_labels_of_another_listenpost(copy: Path) -> None:
    raw = json.loads((copy / MANIFEST).read_text())
    raw["heads"]["intent"].reverse()
    (copy / MANIFEST).write_text(json.dumps(raw))
    with pytest.raises(ConfigurationError, match="other labels"):
        OnnxClassifier.load(copy)
