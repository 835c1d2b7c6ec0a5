"""Storing a page: authors, conversations, mentions; each known by its platform's id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from domain.mention import AuthorRef, IncomingMention, Page
from domain.text import clean
from storage import storable
from storage.identities import name_of
from storage.ids import key
from storage.models import Author, Conversation, Customer, Mention, SkippedItem
from storage.upsert import insert_into

ExternalKey = tuple[str, str]
"""(platform, external id)"""


def store_page(session: Session, page: Page, *, listener: str, now: dt.datetime) -> list[int]:
    """Store what is new on a page; returns the ids of exactly the new mentions, oldest first.

    What is known already is left as it is. Call it in the transaction that also writes the cursor.
    """
    heard = map(storable.mention, page.mentions)
    mentions = {(m.platform, m.external_id): m for m in heard}
    if not mentions:
        return []
    authors = _store_authors(session, (m.author for m in mentions.values()), now)
    conversations = _store_conversations(session, mentions.values())
    rows = [
        _row(mention, authors, conversations, listener=listener, now=now)
        for mention in sorted(mentions.values(), key=lambda m: m.published_at)
    ]
    statement = insert_into(session, Mention).on_conflict_do_nothing(
        index_elements=["platform", "external_id"]
    )
    new = session.execute(statement.returning(col(Mention.id)), rows).scalars().all()
    return sorted(new)


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
    statement = insert_into(session, SkippedItem).on_conflict_do_nothing(
        index_elements=["listener", "external_id"]
    )
    return len(session.execute(statement.returning(col(SkippedItem.id)), rows).scalars().all())


def _row(
    mention: IncomingMention,
    authors: Mapping[ExternalKey, int],
    conversations: Mapping[ExternalKey, int],
    *,
    listener: str,
    now: dt.datetime,
) -> dict[str, object]:
    author = mention.author
    return {
        "platform": mention.platform,
        "external_id": mention.external_id,
        "kind": mention.kind,
        "author_id": authors[author.platform, author.external_id],
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


def _store_authors(
    session: Session, refs: Iterable[AuthorRef], now: dt.datetime
) -> dict[ExternalKey, int]:
    """Insert or refresh accounts; each new account begins as a customer of its own."""
    unique = {(ref.platform, ref.external_id): ref for ref in refs}
    rows = [
        {
            "platform": ref.platform,
            "external_id": ref.external_id,
            "handle": ref.handle,
            "display_name": ref.display_name,
            "followers": ref.followers,
            "profile_at": now,
            "created_at": now,
        }
        for _, ref in sorted(unique.items())  # one order for all writers: no deadlocks
    ]
    statement = insert_into(session, Author)
    fresh = statement.excluded
    changed = or_(
        *(
            and_(fresh[name].is_not(None), fresh[name].is_distinct_from(getattr(Author, name)))
            for name in ("handle", "display_name")
        )
    )
    statement = statement.on_conflict_do_update(
        index_elements=["platform", "external_id"],
        set_={
            name: func.coalesce(fresh[name], getattr(Author, name))  # left out is not erased
            for name in ("handle", "display_name", "followers")
        }
        | {"profile_at": case((changed, fresh["profile_at"]), else_=col(Author.profile_at))},
    )
    session.execute(statement, rows)
    found = session.exec(
        select(Author).where(_is_one_of(Author, unique)).order_by(col(Author.id))
    ).all()
    _make_customers(session, [author for author in found if author.customer_id is None], now)
    _rename_customers(session, [author for author in found if author.profile_at == now])
    return {(author.platform, author.external_id): key(author.id) for author in found}


def _make_customers(session: Session, authors: Sequence[Author], now: dt.datetime) -> None:
    customers = [Customer(name=name_of(author)[:200], created_at=now) for author in authors]
    session.add_all(customers)
    session.flush()
    for author, customer in zip(authors, customers, strict=True):
        author.customer_id = author.home_customer_id = key(customer.id)


def _rename_customers(session: Session, renamed: Sequence[Author]) -> None:
    """A customer is called as the account that changed its name last."""
    for author in renamed:
        customer = session.get_one(Customer, key(author.customer_id))
        name = name_of(author)[:200]
        if customer.name != name:
            customer.name = name


def _store_conversations(
    session: Session, mentions: Iterable[IncomingMention]
) -> dict[ExternalKey, int]:
    keys = sorted({(m.platform, m.conversation_id) for m in mentions})
    statement = insert_into(session, Conversation).on_conflict_do_nothing(
        index_elements=["platform", "external_id"]
    )
    session.execute(
        statement, [{"platform": platform, "external_id": name} for platform, name in keys]
    )
    found = session.exec(select(Conversation).where(_is_one_of(Conversation, keys))).all()
    return {(row.platform, row.external_id): key(row.id) for row in found}


def _is_one_of(
    table: type[Author] | type[Conversation], keys: Iterable[ExternalKey]
) -> ColumnElement[bool]:
    """A condition for each platform: for pairs of columns SQLite would read the whole table."""
    by_platform: dict[str, list[str]] = {}
    for platform, name in keys:
        by_platform.setdefault(platform, []).append(name)
    return or_(
        *(
            and_(col(table.platform) == platform, col(table.external_id).in_(names))
            for platform, names in by_platform.items()
        )
    )
