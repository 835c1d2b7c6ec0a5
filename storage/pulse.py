"""How customers' posts sounded: sums for reports over one slim row a post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, not_, or_
from sqlmodel import Session, col, func, select

from domain.classification import Sentiment, Topic
from domain.mention import MentionKind
from storage.among import within
from storage.models import Author, BrandTopic, Classification, Mention, PulseName, PulsePost
from storage.slots import slot_of
from storage.upsert import insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Posts in slots from `since` to before `until`; an empty choice means all.

    `name` is a campaign's or a competitor's, as it stands in `PulseName`. What was merged into
    one of the `brand_topics` counts as it.
    """

    since: int
    until: int
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sentiments: tuple[Sentiment, ...] = ()
    authors: tuple[int, ...] = ()
    brand_topics: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many posts of one network, language, topic and mood."""

    platform: str
    language: str
    topic: str
    sentiment: Sentiment
    posts: int


def note(session: Session, mention_ids: Collection[int], *, edition: int) -> None:
    """Count these posts as their newest judgement says; our own posts count nowhere."""
    session.flush()
    newest = (
        select(func.max(Classification.id))
        .where(within(col(Classification.mention_id), mention_ids))
        .group_by(col(Classification.mention_id))
    )
    heard = (
        select(  # type: ignore[call-overload]
            Mention.id,
            Mention.author_id,
            slot_of(session, col(Mention.published_at)),
            Mention.platform,
            func.coalesce(Mention.language, ""),
            Classification.topic,
            Classification.sentiment,
            Author.followers,
            Classification.brand_topic_id,
            cast(edition, Integer),
        )
        .join(Classification, col(Classification.mention_id) == col(Mention.id))
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(col(Classification.id).in_(newest), col(Mention.by_brand).is_(False))
    )
    names = (
        "mention_id", "author_id", "slot", "platform", "language", "topic", "sentiment",
        "followers", "brand_topic_id", "edition",
    )  # fmt: skip
    statement = insert_into(session, PulsePost).from_select(names, heard)
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["mention_id"],
            set_={name: statement.excluded[name] for name in names[1:]},
        )
    )


def moods(session: Session, wanted: Wanted) -> Sequence[tuple[int, Sentiment, int]]:
    """(slot, mood, posts), in the order of the slots."""
    statement = narrowed(select(PulsePost.slot, PulsePost.sentiment, func.count()), wanted)
    found = session.execute(
        statement.group_by(col(PulsePost.slot), col(PulsePost.sentiment)).order_by(
            col(PulsePost.slot)
        )
    )
    return [(slot, Sentiment(mood), posts) for slot, mood, posts in found]


def groups(session: Session, wanted: Wanted) -> list[Group]:
    """What the posts were about, where and in which language."""
    labels = (PulsePost.platform, PulsePost.language, PulsePost.topic, PulsePost.sentiment)
    statement = narrowed(select(*labels, func.count()), wanted)  # type: ignore[call-overload]
    found = session.execute(statement.group_by(*labels))
    return [
        Group(
            platform=platform,
            language=language,
            topic=Topic(topic).value,
            sentiment=Sentiment(mood),
            posts=posts,
        )
        for platform, language, topic, mood, posts in found
    ]


def reach(session: Session, wanted: Wanted) -> tuple[int, int, int]:
    """(followers of the accounts that wrote, of how many that is known, accounts)."""
    each = narrowed(
        select(PulsePost.author_id, func.max(PulsePost.followers).label("followers")), wanted
    )
    accounts = each.group_by(col(PulsePost.author_id)).subquery()
    followers, known, all_ = session.exec(
        select(
            func.coalesce(func.sum(accounts.c.followers), 0),
            func.count(accounts.c.followers),
            func.count(),
        ).select_from(accounts)
    ).one()
    return int(followers), known, all_


def accounts(
    session: Session, wanted: Wanted, *, limit: int
) -> Sequence[tuple[int, Sentiment, int]]:
    """(account, mood, posts) of those who wrote most in one mood."""
    statement = narrowed(select(PulsePost.author_id, PulsePost.sentiment, func.count()), wanted)
    found = session.execute(
        statement.group_by(col(PulsePost.author_id), col(PulsePost.sentiment))
        .order_by(func.count().desc(), col(PulsePost.author_id))
        .limit(limit)
    )
    return [(author, Sentiment(mood), posts) for author, mood, posts in found]


def authors(session: Session, author_ids: Collection[int]) -> dict[int, Author]:
    """The accounts with these keys."""
    found = session.exec(select(Author).where(col(Author.id).in_(author_ids))).all()
    return {one.id: one for one in found if one.id is not None}


def wrote_in_public(session: Session, author_ids: Collection[int]) -> frozenset[int]:
    """Those of the accounts that everybody could read at least once."""
    return frozenset(
        session.exec(
            select(Mention.author_id)
            .where(within(col(Mention.author_id), author_ids), _in_public())
            .distinct()
        )
    )


def posts(
    session: Session, wanted: Wanted, *, limit: int, private: bool = True
) -> Sequence[tuple[Mention, Author, Sentiment]]:
    """(post, its account, its mood), those that most people may have read first.

    With `private=False` none that only the brand could read.
    """
    statement = (
        narrowed(select(Mention, Author, PulsePost.sentiment), wanted)
        .join(Mention, col(Mention.id) == col(PulsePost.mention_id))
        .join(Author, col(Author.id) == col(PulsePost.author_id))
    )
    found = session.execute(
        (statement if private else statement.where(_in_public()))
        .order_by(
            func.coalesce(PulsePost.followers, -1).desc(),
            col(PulsePost.slot).desc(),
            col(PulsePost.mention_id).desc(),
        )
        .limit(limit)
    )
    return [(post, author, Sentiment(mood)) for post, author, mood in found]


def named(session: Session, wanted: Wanted) -> Sequence[tuple[str, Sentiment, int]]:
    """(name, mood, posts) of everything that is named in them."""
    statement = narrowed(select(PulseName.name, PulsePost.sentiment, func.count()), wanted)
    found = session.execute(
        statement.join(PulseName, col(PulseName.mention_id) == col(PulsePost.mention_id))
        .where(col(PulseName.slot) >= wanted.since, col(PulseName.slot) < wanted.until)
        .group_by(col(PulseName.name), col(PulsePost.sentiment))
    )
    return [(name, Sentiment(mood), posts) for name, mood, posts in found]


def languages(session: Session, *, since: int) -> list[str]:
    """Which were heard since then, the most frequent first."""
    found = session.exec(
        select(PulsePost.language, func.count())
        .where(PulsePost.slot >= since)
        .group_by(col(PulsePost.language))
        .order_by(func.count().desc(), col(PulsePost.language))
    ).all()
    return [language for language, _ in found]


def topic_names(session: Session, topic_ids: Collection[int]) -> tuple[str, ...]:
    """What the brand calls these topics of its own, also one that is no more."""
    found = session.exec(select(BrandTopic.name).where(col(BrandTopic.id).in_(topic_ids))).all()
    return tuple(sorted(found))


def first_slot(session: Session) -> int | None:
    """When listening began, as far as posts tell."""
    return session.exec(select(func.min(PulsePost.slot))).one()


def _in_public() -> ColumnElement[bool]:
    """What everybody can read: neither a message, nor for whom it names or who follows alone."""
    seen_by = func.coalesce(col(Mention.raw)["visibility"].as_string(), "")
    return not_(or_(col(Mention.kind) == MentionKind.MESSAGE, seen_by.in_(("direct", "private"))))


def narrowed(statement: Any, wanted: Wanted) -> Select[Any]:
    """The statement, of the wanted posts alone."""
    found: Select[Any] = statement.where(*_conditions(wanted))
    if wanted.name:
        inside = select(PulseName.mention_id).where(
            PulseName.name == wanted.name,
            PulseName.slot >= wanted.since,
            PulseName.slot < wanted.until,
        )
        found = found.where(col(PulsePost.mention_id).in_(inside))
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        col(PulsePost.slot) >= wanted.since,
        col(PulsePost.slot) < wanted.until,
    ]
    for column, values in (
        (col(PulsePost.platform), wanted.platforms),
        (col(PulsePost.language), wanted.languages),
        (col(PulsePost.topic), wanted.topics),
        (col(PulsePost.sentiment), wanted.sentiments),
        (col(PulsePost.author_id), wanted.authors),
    ):
        if values:
            found.append(column.in_(values))
    if wanted.brand_topics:
        those = or_(
            col(BrandTopic.id).in_(wanted.brand_topics),
            col(BrandTopic.merged_into).in_(wanted.brand_topics),
        )
        found.append(col(PulsePost.brand_topic_id).in_(select(BrandTopic.id).where(those)))
    return found
