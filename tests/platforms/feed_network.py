"""Feeds as the contract of listeners sees them: two of them, RSS and Atom, on one small server."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from html import escape
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from listeners.base import Listener
from listeners.feed import FeedListener, FeedSettings
from platforms.feed import FeedReader
from tests.platforms.fake import Fake
from tests.platforms.practice import Stage
from tests.platforms.trouble import Trouble

_BROKEN = "<item></item><item><guid>b1</guid><pubDate>yesterday</pubDate></item>"
_UNPRINTABLE = dict.fromkeys((*range(9), *range(11, 13), *range(14, 32)), " ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article, and when it is in the feed and when it says it was written."""

    number: int
    text: str
    visible: float
    stated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNetwork(Fake):
    """Entries go to the two feeds in turn; every one has the brand's name in it."""

    entries: list[Entry] = field(default_factory=list)
    shows: int = 1000

    @property
    def secrets(self) -> list[str]:
        return []

    @property
    def feeds(self) -> tuple[str, str]:
        return f"{self.url}/feed/0.xml", f"{self.url}/feed/1.xml"

    def listener(self, **settings: Any) -> Listener:
        given = {"urls": self.feeds, "include": ["kestrelia"]} | settings
        reader = FeedReader.model_validate({"timeout": self.patience})
        return FeedListener(reader, FeedSettings.model_validate(given), now=self.now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        now, number = self.hands(), len(self.entries)
        self.entries.append(Entry(number, f"Kestrelia: {text}", now + late, now + lie))
        return f"https://news.example/{number}"

    def serve(self) -> Trouble:
        return Trouble(
            app=Starlette(routes=[Route("/feed/{number:int}.xml", self._feed)]),
            limit=self._limit,
            spoil=lambda body, _effects: body,
            expired=lambda: PlainTextResponse("sign in", 401),
            status=lambda status: PlainTextResponse("told to fail", status),
        )

    async def _feed(self, request: Request) -> Response:
        number = request.path_params["number"]
        there = [one for one in self.entries if one.number % 2 == number]
        page = [one for one in there if one.visible <= self.hands()][::-1][: self.shows]
        effects = {rule.effect for rule in self.trouble[0].rules}
        if "shuffled" in effects:
            page = page[::2] + page[1::2][::-1]
        if "duplicates" in effects:
            page = [copy for one in page for copy in (one, one)]
        body = (_atom if number else _rss)(page, _BROKEN if "malformed" in effects else "")
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status_code=304)
        return Response(body, 200, {"ETag": etag, "Content-Type": "application/xml"})

    def _limit(self, seconds: float | None) -> Response:
        headers = {"Retry-After": str(int(seconds))} if seconds else {}
        return PlainTextResponse("too many", 429, headers)


def _rss(page: list[Entry], broken: str) -> str:
    items = "".join(
        f"<item><guid>https://news.example/{one.number}</guid><title>News</title>"
        f"<link>http://news.example/{one.number}</link><description>{_safe(one.text)}"
        f"</description><pubDate>{format_datetime(_at(one))}</pubDate></item>"
        for one in page
    )
    head = "<title>Daily</title><language>en</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{broken}{items}</channel></rss>'


def _atom(page: list[Entry], broken: str) -> str:
    entries = "".join(
        f"<entry><id>https://news.example/{one.number}</id><title>News</title>"
        f'<link href="https://news.example/{one.number}"/><content type="html">{_safe(one.text)}'
        f"</content><updated>{_at(one).isoformat()}</updated></entry>"
        for one in page
    )
    space = 'xmlns="http://www.w3.org/2005/Atom"'
    broken = broken.replace("item>", "entry>")
    return f'<?xml version="1.0"?><feed {space}><title>Weekly</title>{broken}{entries}</feed>'


def _at(entry: Entry) -> dt.datetime:
    return dt.datetime.fromtimestamp(entry.stated, dt.UTC)


def _safe(text: str) -> str:
    """HTML in XML; what XML cannot hold at all no feed can send."""
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return escape(f"<p>{escape(readable.translate(_UNPRINTABLE))}</p>")


@contextmanager
def feeds_on(stage: Stage) -> Iterator[FeedNetwork]:
    network = FeedNetwork(url=stage.url)
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network
