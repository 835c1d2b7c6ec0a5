"""What articles are worth: which reply named one, and whether the customer came back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlmodel import Session

from domain.article import Trouble, troubles
from domain.deflection import PATIENCE, solved
from domain.share import Share
from listenpost.services.app import App
from storage import article_sent, articles
from storage.article_sent import Sent
from storage.ids import key
from storage.models import Article, Reply

BATCH = 100
_URL = re.compile(r"https?://[^\s<>\"'\]]+", re.IGNORECASE)
_BEHIND = ".,;:!?)…»”。，、"
"""Signs that end a sentence and no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article as it is listed.

    `solved_share` is of those that are settled, None before the first; `likely_share` is between
    what it really lies.
    """

    article_id: int
    title: str
    url: str
    language: str | None
    source: str
    updated_at: dt.datetime
    checked_at: dt.datetime | None
    troubles: tuple[Trouble, ...]
    last_error: str | None
    sent: int
    solved: int
    came_back: int
    solved_share: float | None
    likely_share: tuple[float, float]


def sent(session: Session, reply: Reply, *, at: dt.datetime) -> None:
    """The reply is public: the articles whose address stands in it were sent."""
    urls = addresses_in(reply.text)
    if urls:
        found = [key(one.id) for one in articles.by_url(session, urls)]
        article_sent.add(session, key(reply.id), found, at=at)


def addresses_in(text: str) -> frozenset[str]:
    """The web addresses in a reply, with and without a slash at their end."""
    found = {url.rstrip(_BEHIND) for url in _URL.findall(text)}
    return frozenset(found | {url.rstrip("/") for url in found} | {f"{url}/" for url in found})


def settle_due(app: App) -> int:
    """Say of each article that was sent a week ago whether it solved the matter."""
    now = app.clock.now()
    with app.database.write() as session:
        rows = article_sent.due(session, before=now - PATIENCE, limit=BATCH)
        for row in rows:
            back = article_sent.came_back(session, row, until=row.sent_at + PATIENCE)
            row.solved = solved(sent_at=row.sent_at, came_back=back, now=now)
            row.settled_at = now
            session.add(row)
    return len(rows)


def listed(
    app: App, *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> list[Row]:
    """Every article, with what is wrong with it and what came of it in a period."""
    now = app.clock.now()
    with app.database.read() as session:
        figures = article_sent.figures(session, since=since, until=until)
        rows = articles.listed(session)
    return [_row(app, one, figures.get(key(one.id), Sent()), now) for one in rows]


def _row(app: App, one: Article, came: Sent, now: dt.datetime) -> Row:
    settled = Share(part=came.solved, whole=came.solved + came.came_back)
    return Row(
        article_id=key(one.id),
        title=one.title,
        url=one.url,
        language=one.language or one.reads_as,
        source=one.source,
        updated_at=one.updated_at,
        checked_at=one.checked_at,
        troubles=troubles(
            state=one.state,
            updated_at=one.updated_at,
            language=one.language,
            reads_as=one.reads_as,
            url=one.url,
            rules=app.articles,
            now=now,
        ),
        last_error=one.last_error,
        sent=came.sent,
        solved=came.solved,
        came_back=came.came_back,
        solved_share=settled.value,
        likely_share=settled.interval,
    )
