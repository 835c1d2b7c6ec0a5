"""Asking a service that the settings name: no endless answer, no redirect, errors in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    MalformedItem,
    PlatformUnavailable,
)

_MOST_BYTES = 1_000_000
_TROUBLE = (408, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`name` is also its section of the settings; `else_` says what to do without it."""

    name: str
    check: str
    else_: str = ""

    def ask(
        self, url: str, *, json: Mapping[str, object], headers: Mapping[str, str], timeout: float
    ) -> Any:
        """Its answer, read as JSON; raises our errors, with words that say what to do."""
        try:
            found = _posted(url, json=json, headers=headers, timeout=timeout)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PlatformUnavailable(
                f"The {self.name} service does not answer ({type(error).__name__}){self.else_}."
            ) from error
        self._require_success(found.status_code)
        try:
            return found.json()
        except ValueError as error:
            raise self.something_else() from error

    def words(self, told: object) -> str:
        """What it said, without space around it; raises MalformedItem where that is nothing."""
        if not isinstance(told, str) or not told.strip():
            raise MalformedItem(f"The {self.name} service answered with no words.")
        return told.strip()

    def something_else(self) -> MalformedItem:
        """What to raise where its answer has another shape."""
        return MalformedItem(f"The {self.name} service answered with something else.")

    def _require_success(self, status: int) -> None:
        if httpx.codes.is_success(status):
            return
        if status in (401, 403):
            raise AuthenticationFailed(
                f"The {self.name} service refused {self.name}.key: check it."
            )
        if status in _TROUBLE or status >= 500:
            raise PlatformUnavailable(
                f"The {self.name} service has trouble ({status}){self.else_}."
            )
        raise ConfigurationError(f"The {self.name} service answered {status}: check {self.check}.")


def _posted(
    url: str, *, json: Mapping[str, object], headers: Mapping[str, str], timeout: float
) -> httpx.Response:
    with httpx.stream("POST", url, json=json, headers=headers, timeout=timeout) as answer:
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                raise httpx.DecodingError("the answer is larger than a megabyte")
        return httpx.Response(answer.status_code, content=body)
