"""The practice network as a process of its own, and the questions that we ask it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from domain.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A running practice network."""

    url: str
    client: httpx.Client
    """One for all questions: a new one reads all certificates of the machine first."""

    def ask(self, what: str) -> dict[str, Any]:
        """GET one page of its control plane: clock, config, summary or books."""
        answer = self.client.get(f"{self.url}/_sandbox/{what}")
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def tell(self, what: str, **values: Any) -> dict[str, Any]:
        """POST to its control plane; ASCII, so that even a lone surrogate gets through."""
        body = json.dumps(values)
        answer = self.client.post(f"{self.url}/_sandbox/{what}", content=body)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def heal(self) -> None:
        """Switch every misbehaviour off."""
        self.client.delete(f"{self.url}/_sandbox/faults").raise_for_status()


@contextmanager
def running(arguments: Sequence[str]) -> Iterator[Network]:
    """Start `python -m sandbox` and stop it at the end."""
    command = [sys.executable, "-m", "sandbox", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        with httpx.Client(timeout=60) as client:
            yield Network(url=_address(process), client=client)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise ConfigurationError("The practice network did not start; its message stands above.")
    address: str = json.loads(line)["url"]
    return address
