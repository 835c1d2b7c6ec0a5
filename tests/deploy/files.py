"""What stands in deploy/: documents, the commands that they run, the settings that they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE = DEPLOY / "compose.yaml"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OURS = "listenpost:local"


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def our_services() -> dict[str, dict[str, Any]]:
    services = compose()["services"].items()
    return {name: service for name, service in services if service["image"] == OURS}


def resources() -> list[dict[str, Any]]:
    """Every document of the manifests."""
    return [
        document
        for file in MANIFESTS
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))
    ]


def pods() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Name -> labels and spec of each pod that something makes."""
    found = {}
    for one in resources():
        spec = one.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            found[one["metadata"]["name"]] = (template["metadata"]["labels"], template["spec"])
    return found


def container(pod: dict[str, Any]) -> dict[str, Any]:
    (found,) = pod["containers"]
    return dict(found)


def commands() -> Iterator[tuple[str, list[str]]]:
    """(where, the words after `listenpost`) of everything that is started."""
    yield "Dockerfile", _json_words("CMD")
    for name, service in our_services().items():
        yield f"compose {name}", service["command"] or in_shell(service["entrypoint"][-1])
    for unit in UNITS:
        (line,) = re.findall(r"(?m)^ExecStart=(.*)$", unit.read_text(encoding="utf-8"))
        yield unit.name, in_shell(line)
    for name, (_, pod) in pods().items():
        one = container(pod)
        yield f"kubernetes {name}", one.get("args") or in_shell(one["command"][-1])


def in_shell(line: str) -> list[str]:
    """What a shell's line gives to listenpost."""
    return shlex.split(re.search(r"\blistenpost (.*?)'?$", line)[1])  # type: ignore[index]


def environment() -> set[str]:
    """Every LISTENPOST_ variable that is set anywhere here."""
    texts = [DOCKERFILE, COMPOSE, *UNITS, *MANIFESTS]
    found = {
        name
        for file in texts
        for name in re.findall(r"LISTENPOST_[A-Z_]+", file.read_text(encoding="utf-8"))
    }
    return {name for name in found if "__" in name}


def _json_words(instruction: str) -> list[str]:
    lines = re.findall(rf"(?m)^{instruction} (\[.*\])$", DOCKERFILE.read_text(encoding="utf-8"))
    words: list[str] = yaml.safe_load(lines[-1])
    return words
