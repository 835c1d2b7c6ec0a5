"""Answers as requests gives them, without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import requests


def answer(
    status: int, body: object = None, headers: Mapping[str, str] | None = None
) -> requests.Response:
    """A response; `body` is JSON unless it is bytes."""
    made = requests.Response()
    made.status_code = status
    made.reason = "Because"
    made._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    made._content_consumed = True  # type: ignore[attr-defined]
    made.headers.update(headers or {})
    return made


def family(kind: type[Exception]) -> Iterator[type[Exception]]:
    """A class of errors and all below it."""
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


def bare(kind: type[Exception]) -> Exception:
    """An error of the class, whatever its constructor wants."""
    made = kind.__new__(kind)
    made.args = ("it went wrong",)
    return made
