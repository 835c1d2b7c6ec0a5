"""Looking in a new post for signs that its author is a customer under another account too."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from domain.identity import EvidenceKind
from domain.mention import Platform, is_hidden
from domain.retelling import (
    MOST_OWNERS,
    alike,
    handles_named,
    identifiers,
    networks_named,
    retold,
)
from listenpost.language.vocabulary import PLATFORMS
from listenpost.services import addresses, identity, quoted_codes
from listenpost.services.app import App
from listenpost.services.identity import Evidence
from storage.among import within
from storage.ids import key
from storage.models import Author, Mention, NamedIdentifier
from storage.upsert import insert_into

STORY_WITHIN = dt.timedelta(days=3)
MOST_CANDIDATES = 300


Observation = tuple[int, EvidenceKind, str]
"""Another account, and why it seems to be the same person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a batch of posts says: numbers that others named too, and by post what is known of it
    already.
    """

    shared: frozenset[str]
    told: Mapping[int, list[Observation]]


def note(app: App, session: Session, posts: Sequence[Mention]) -> Noted:
    """Write down what the posts say of their authors that others may say too."""
    told: dict[int, list[Observation]] = defaultdict(list)
    for found in (addresses.heard(app, session, posts), quoted_codes.heard(app, session, posts)):
        for post_id, observations in found.items():
            told[post_id] += observations
    return Noted(shared=_numbers(app, session, posts), told=dict(told))


def _numbers(app: App, session: Session, posts: Sequence[Mention]) -> frozenset[str]:
    """Write down the numbers that nobody else named; returns the others."""
    named = [
        (value, post) for post in posts for value in identifiers(post.text, app.identity.identifier)
    ]
    if not named:
        return frozenset()
    author = col(NamedIdentifier.author_id)
    known = session.exec(
        select(NamedIdentifier.value, func.min(author), func.max(author))
        .where(within(col(NamedIdentifier.value), {value for value, _ in named}))
        .group_by(col(NamedIdentifier.value))
    ).all()
    owners = {value: {first, last} for value, first, last in known}
    for value, post in named:
        owners.setdefault(value, set()).add(post.author_id)
    shared = {value for value, authors in owners.items() if len(authors) > 1}
    _store(session, [(value, post) for value, post in named if value not in shared])
    return frozenset(shared)


def _store(session: Session, named: Sequence[tuple[str, Mention]]) -> None:
    rows = [
        {"value": value, "author_id": post.author_id, "mention_id": key(post.id)}
        for value, post in named
    ]
    if rows:
        statement = insert_into(session, NamedIdentifier).on_conflict_do_nothing(
            index_elements=["mention_id", "value"]
        )
        session.execute(statement, rows)


def look(
    app: App, session: Session, post: Mention, author: Author, *, noted: Noted
) -> list[Observation]:
    """What the post says of its author's other accounts; most posts say nothing.

    Of the numbers that it names only the shared ones can tell anything.
    """
    found = [*noted.told.get(key(post.id), ())]
    found += _same_identifier(app, session, post, noted.shared)
    named = handles_named(post.text)
    networks = networks_named(post.text, on=Platform(post.platform))
    if named and networks:
        found += _named_handle(session, post, named, networks)
    if networks:
        found += _same_story(app, session, post, author, networks)
    return found


def keep(
    app: App,
    session: Session,
    post: Mention,
    author: Author,
    seen: Sequence[Observation],
    *,
    now: dt.datetime,
) -> None:
    """Write it down as evidence, which may make the accounts one customer's."""
    for other, kind, text in seen:
        evidence = Evidence(kind=kind, text=text, mention_id=post.id)
        identity.observe(app, session, key(author.id), other, evidence, now=now)
        session.flush()


def _same_identifier(
    app: App, session: Session, post: Mention, shared: frozenset[str]
) -> list[Observation]:
    """A number that nobody else can know, named by two accounts in two threads."""
    if not shared:
        return []
    found = [one for one in identifiers(post.text, app.identity.identifier) if one in shared]
    _store(session, [(value, post) for value in found])
    return [
        (other, EvidenceKind.SAME_IDENTIFIER, f"both named {value}")
        for value in found
        for other in _others_with(session, value, post)
    ]


def _others_with(session: Session, value: str, post: Mention) -> list[int]:
    """The other accounts that named it elsewhere; none where so many did that it is nobody's."""
    named = select(NamedIdentifier.author_id).where(NamedIdentifier.value == value).distinct()
    owners = session.exec(named.limit(MOST_OWNERS + 1)).all()
    if len(owners) > MOST_OWNERS:
        return []
    elsewhere = named.join(Mention, col(Mention.id) == col(NamedIdentifier.mention_id)).where(
        Mention.conversation_id != post.conversation_id,
        NamedIdentifier.author_id != post.author_id,
    )
    return list(session.exec(elsewhere).all())


def _named_handle(
    session: Session, post: Mention, named: frozenset[str], networks: frozenset[Platform]
) -> list[Observation]:
    """ "I am @name on X": the account must have written to us itself, else it is anybody's."""
    others = session.exec(
        select(Author.id, Author.handle, Author.platform)
        .join(Mention, col(Mention.author_id) == col(Author.id))
        .where(
            col(Author.platform).in_(networks),
            func.lower(col(Author.handle)).in_(named),
            col(Mention.by_brand).is_(False),
            col(Author.erased_at).is_(None),
        )
        .distinct()
        .limit(2)
    ).all()
    if len(others) != 1:
        return []
    other, handle, platform = others[0]
    place = PLATFORMS.get(Platform(platform), platform)
    if is_hidden(post.kind, post.raw):
        told = f"named @{handle} on {place} in private as the other account"
        return [(key(other), EvidenceKind.NAMED_IN_PRIVATE, told)]
    text = f"named @{handle} on {place} as the other account"
    return [(key(other), EvidenceKind.NAMED_HANDLE, text)]


def _same_story(
    app: App,
    session: Session,
    post: Mention,
    author: Author,
    networks: frozenset[Platform],
) -> list[Observation]:
    """ "I wrote on X too": the one account there that told the same in the last days."""
    recent = session.exec(
        select(Mention, Author)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(
            col(Mention.platform).in_(networks),
            col(Mention.by_brand).is_(False),
            col(Mention.published_at) <= post.published_at,
            col(Mention.published_at) >= post.published_at - STORY_WITHIN,
            col(Author.customer_id) != author.customer_id,
            col(Author.erased_at).is_(None),
            Mention.language == post.language,
        )
        .order_by(col(Mention.published_at).desc())
        .limit(MOST_CANDIDATES)
    ).all()
    told: dict[int, str] = {}
    for mention, other in recent:
        told[key(other.id)] = f"{told.get(key(other.id), '')} {_without_numbers(app, mention)}"
    own = (author.display_name, author.handle)
    named_alike = {
        key(other.id) for _, other in recent if alike(own, (other.display_name, other.handle))
    }
    found = retold(_without_numbers(app, post), told, alike=named_alike)
    if found is None:
        return []
    there = " and ".join(sorted(PLATFORMS.get(name, name) for name in networks))
    text = f"wrote of {there} and told the same: {', '.join(found.words)}"
    return [(found.key, EvidenceKind.SAME_STORY, text)]


def _without_numbers(app: App, post: Mention) -> str:
    """A number that both name is evidence of its own and counts once."""
    return app.identity.identifier.sub(" ", post.text)
