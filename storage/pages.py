"""Storing a page: authors, conversations, mentions; each known by its platform's id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session

from domain.mention import IncomingMention, Page
from domain.text import clean
from storage import accounts, storable
from storage.models import Conversation, Mention, SkippedItem
from storage.named import ExternalKey, rows_of
from storage.upsert import dialect_of, insert_into, insert_on, table_of

_CONVERSATION, _MENTION, _SKIPPED = (
    table_of(Conversation),
    table_of(Mention),
    table_of(SkippedItem),
)
_UNIQUE = ("platform", "external_id")
_TOLD = ("id", *_UNIQUE)
Heard = Mapping[ExternalKey, IncomingMention]
"""What a page holds, made to fit (`storable.page`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A mention that is new, the keys that it got, and its time as it is stored."""

    id: int
    author_id: int
    published_at: dt.datetime
    mention: IncomingMention


def store_page(session: Session, page: Page, *, listener: str, now: dt.datetime) -> list[int]:
    """Store what is new on a page; returns the ids of exactly the new mentions, oldest first.

    What is known already is left as it is. Call it in the transaction that also writes the cursor.
    """
    return [one.id for one in store(session, storable.page(page), listener=listener, now=now)]


def store(
    session: Session,
    heard: Heard,
    *,
    listener: str,
    now: dt.datetime,
    known: Collection[ExternalKey] = (),
) -> list[Stored]:
    """The same; who looked for them already says which ones are `known`."""
    if not heard:
        return []
    session.flush()  # what follows goes past the session
    authors = accounts.store(session, (m.author for m in heard.values()), now)
    fresh = [mention for name, mention in heard.items() if name not in known]
    if not fresh:
        return []
    conversations = _conversations(session, fresh)
    rows = [
        _row(mention, authors, conversations, listener=listener, now=now)
        for mention in sorted(fresh, key=lambda m: m.published_at)
    ]
    returned = session.connection().execute(_new(dialect_of(session), _MENTION), rows)
    new = [
        Stored(
            id=number,
            author_id=_author_of(heard[platform, name], authors),
            published_at=published_at,
            mention=heard[platform, name],
        )
        for number, platform, name, published_at in returned
    ]
    return sorted(new, key=lambda one: one.id)


def store_skipped(session: Session, page: Page, *, listener: str, now: dt.datetime) -> int:
    """Write down what the listener could not read, once for each item; returns how many are new."""
    rows = [
        {
            "listener": listener,
            "external_id": storable.identifier(item.external_id or "unnamed"),
            "reason": clean(item.reason)[:500],
            "seen_at": now,
        }
        for item in page.skipped
    ]
    if not rows:
        return 0
    statement = insert_into(session, _SKIPPED).on_conflict_do_nothing(
        index_elements=["listener", "external_id"]
    )
    return len(session.connection().execute(statement.returning(_SKIPPED.c.id), rows).all())


def _row(
    mention: IncomingMention,
    authors: Mapping[ExternalKey, int],
    conversations: Mapping[ExternalKey, int],
    *,
    listener: str,
    now: dt.datetime,
) -> dict[str, object]:
    return {
        "platform": mention.platform,
        "external_id": mention.external_id,
        "kind": mention.kind,
        "author_id": _author_of(mention, authors),
        "conversation_id": conversations[mention.platform, mention.conversation_id],
        "in_reply_to": mention.in_reply_to,
        "text": mention.text,
        "url": mention.url,
        "language": mention.language,
        "published_at": mention.published_at,
        "stored_at": now,
        "summoned": mention.summoned,
        "by_brand": mention.by_brand,
        "listener": listener,
        "raw": mention.raw,
    }


def _author_of(mention: IncomingMention, authors: Mapping[ExternalKey, int]) -> int:
    return authors[mention.author.platform, mention.author.external_id]


def _conversations(session: Session, mentions: Iterable[IncomingMention]) -> dict[ExternalKey, int]:
    names = sorted({(m.platform, m.conversation_id) for m in mentions})
    returned = session.connection().execute(
        _new(dialect_of(session), _CONVERSATION),
        [{"platform": platform, "external_id": name} for platform, name in names],
    )
    found = {(row.platform, row.external_id): row.id for row in returned}
    known = [name for name in names if name not in found]
    return found | _threads(session, known) if known else found


def _threads(session: Session, names: Sequence[ExternalKey]) -> dict[ExternalKey, int]:
    rows = rows_of(session, _CONVERSATION, names)
    return {(row.platform, row.external_id): row.id for row in rows}


@cache
def _new(dialect: str, table: Table) -> Any:
    """Built once: what is there already is left as it is, and not told."""
    columns = [table.c[name] for name in (*_TOLD, "published_at") if name in table.c]
    statement = insert_on(dialect, table).on_conflict_do_nothing(index_elements=_UNIQUE)
    return statement.returning(*columns)
