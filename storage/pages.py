"""Storing a page: authors, conversations, mentions; each known by its platform's id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session

from domain.mention import IncomingMention, Page
from domain.text import clean
from storage import accounts, attachments, bulk, storable
from storage.columns import in_utc
from storage.models import Conversation, Mention, SkippedItem
from storage.named import UNIQUE, ExternalKey, rows_of
from storage.upsert import insert_into, table_of

_CONVERSATION, _MENTION, _SKIPPED = (
    table_of(Conversation),
    table_of(Mention),
    table_of(SkippedItem),
)
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
    posts = sorted(fresh, key=lambda m: m.published_at)
    rows = [
        _row(number, mention, authors, conversations, listener=listener, now=now)
        for number, mention in zip(bulk.numbers(session, _MENTION, len(posts)), posts, strict=True)
    ]
    made = [_stored(row, mention) for row, mention in zip(rows, posts, strict=True)]
    if bulk.insert_new(session, _MENTION, rows, unique=UNIQUE):
        return made
    there = _keys(session, _MENTION, [(row["platform"], row["external_id"]) for row in rows])
    mine = set(there.values())
    return [one for one in made if one.id in mine]


def _stored(row: Mapping[str, Any], mention: IncomingMention) -> Stored:
    return Stored(
        id=row["id"],
        author_id=row["author_id"],
        published_at=row["published_at"],
        mention=mention,
    )


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
    number: int,
    mention: IncomingMention,
    authors: Mapping[ExternalKey, int],
    conversations: Mapping[ExternalKey, int],
    *,
    listener: str,
    now: dt.datetime,
) -> dict[str, Any]:
    return {
        "id": number,
        "platform": mention.platform,
        "external_id": mention.external_id,
        "kind": mention.kind,
        "author_id": _author_of(mention, authors),
        "conversation_id": conversations[mention.platform, mention.conversation_id],
        "in_reply_to": mention.in_reply_to,
        "text": mention.text,
        "url": mention.url,
        "language": mention.language,
        "published_at": in_utc(mention.published_at),
        "stored_at": now,
        "summoned": mention.summoned,
        "by_brand": mention.by_brand,
        "listener": listener,
        "raw": mention.raw,
        "attachments": attachments.rows(mention.attachments),
    }


def _author_of(mention: IncomingMention, authors: Mapping[ExternalKey, int]) -> int:
    return authors[mention.author.platform, mention.author.external_id]


def _conversations(session: Session, mentions: Iterable[IncomingMention]) -> dict[ExternalKey, int]:
    names: list[ExternalKey] = sorted({(m.platform, m.conversation_id) for m in mentions})
    made = dict(zip(names, bulk.numbers(session, _CONVERSATION, len(names)), strict=True))
    rows = [
        {"id": number, "platform": platform, "external_id": name}
        for (platform, name), number in made.items()
    ]
    all_new = bulk.insert_new(session, _CONVERSATION, rows, unique=UNIQUE)
    return made if all_new else _keys(session, _CONVERSATION, names)


def _keys(session: Session, table: Table, names: Sequence[ExternalKey]) -> dict[ExternalKey, int]:
    """Of what is stored by now, by whomever."""
    rows = rows_of(session, table, names, "id", *UNIQUE)
    return {(row.platform, row.external_id): row.id for row in rows}
