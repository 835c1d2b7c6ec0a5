"""Feeds (RSS and Atom): who asks for them, and feedparser with our limits and our errors."""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
from pydantic import BaseModel, ConfigDict, Field

from domain.errors import (
    AuthenticationFailed,
    EndpointRetired,
    ListenpostError,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
)
from platforms.failure import retry_after
from platforms.metered import by_host, hooks
from platforms.public_only import NAMED, PublicOnly
from platforms.wire import quiet

_MOST_BYTES = 10_000_000
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_ENDS = (b"</rss", b"</feed", b"</rdf:rdf")
_MEANING: dict[int, type[ListenpostError]] = {
    401: AuthenticationFailed,
    403: PermissionMissing,
    404: EndpointRetired,
    410: EndpointRetired,
    429: RateLimited,
}


class FeedReader(BaseModel):
    """How we ask for feeds; they need no account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_agent: str = Field(
        default="Listenpost (a self-hosted feed reader)",
        description="How we introduce ourselves; some sites refuse what has no name.",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A feed as it is now; `parsed` None where it has not changed since."""

    parsed: Any = None
    etag: str | None = None
    modified: str | None = None


class FeedClient:
    """Asks for feeds. Every failure is one of domain.errors; addresses stay out of messages."""

    def __init__(self, reader: FeedReader, *, now: Callable[[], dt.datetime]) -> None:
        quiet("httpx", "httpcore", level=logging.WARNING)  # they log whole addresses
        self._reader = reader
        self._now = now

    @contextmanager
    def connected(self) -> Iterator[httpx.Client]:
        """Connections for one poll."""
        with httpx.Client(
            timeout=self._reader.timeout.total_seconds(),
            headers={"User-Agent": self._reader.user_agent},
            follow_redirects=True,
            max_redirects=5,
            event_hooks=hooks(by_host),
            transport=PublicOnly(),
        ) as client:
            yield client

    def fetch(
        self, client: httpx.Client, url: str, *, etag: str | None, modified: str | None
    ) -> Fetched:
        """The feed, unless it is as it was when the server gave these marks."""
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        host = urlsplit(url).hostname
        try:
            response, body = _read(client, url, headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = type(error).__name__
            raise PlatformUnavailable(f"The feed at {host} cannot be read ({what}).") from error
        if response.status_code == 304:
            return Fetched(etag=etag, modified=modified)
        if response.status_code != 200:
            raise self._trouble(response, host)
        if not any(end in body[-500:].lower() for end in _ENDS):
            raise PlatformUnavailable(f"{host} answers with no feed, or with half of one.")
        return Fetched(
            parsed=parsed(body, dict(response.headers), host),
            etag=response.headers.get("ETag"),
            modified=response.headers.get("Last-Modified"),
        )

    def _trouble(self, response: httpx.Response, host: str | None) -> ListenpostError:
        kind = _MEANING.get(response.status_code, PlatformUnavailable)
        message = f"The feed at {host} answers HTTP {response.status_code}."
        if not issubclass(kind, RateLimited):
            return kind(message)
        return kind(message, retry_at=retry_after(response.headers, self._now()))


def parsed(body: bytes, headers: Mapping[str, str], host: str | None) -> Any:
    """The feed in these bytes; a reference to no character is read as the sign for such."""
    mended = _REFERENCE.sub(_character, body)
    try:
        return feedparser.parse(mended, response_headers=dict(headers))
    except Exception as error:  # it promises none; its parsers of broken markup raise of all kinds
        what = type(error).__name__
        raise PlatformUnavailable(f"The feed at {host} cannot be parsed ({what}).") from error


def _character(found: re.Match[bytes]) -> bytes:
    number = found[1]
    try:
        code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    except ValueError:  # more digits than Python reads
        code = sys.maxunicode + 1
    return found[0] if code <= sys.maxunicode else b"&#xFFFD;"


def _read(client: httpx.Client, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    named = {NAMED: httpx.URL(url).host}
    with client.stream("GET", url, headers=headers, extensions=named) as response:
        body = b""
        for part in response.iter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                raise httpx.DecodingError("the feed is larger than 10 MB")
        return response, body
