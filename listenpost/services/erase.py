"""Erasing a customer: her words, names and identifiers go, the counts stay, and it stays so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlmodel import Session, col, select

from domain.case import CaseEventKind, CaseStatus
from domain.errors import BadInput, Conflict
from domain.mention import Page
from domain.role import Actor, Permission, require
from listenpost.services import clocks, identity
from listenpost.services.app import App
from listenpost.services.case_state import note_state
from storage import blanking, cases, holdings, identities, scrubbing, topics, traces, users
from storage.ids import key
from storage.models import (
    Author,
    Case,
    Customer,
    IdentityLink,
    Mention,
    Tombstone,
)

log = structlog.get_logger(__name__)
_ANY_TOMBSTONE = select(Tombstone.digest).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was emptied: how many records of each table."""

    customer_id: int
    records: dict[str, int]


def erase(app: App, actor: Actor, customer_id: int) -> Erasure:
    """Empty everything that is held on a customer; it cannot be undone.

    Raises BadInput if there is no such customer, Conflict while a reply to her is on its way.
    """
    require(actor.role, Permission.ERASE_CUSTOMERS)
    done = erase_as(app, customer_id, user_id=actor.id)
    scrubbing.forget_deleted(app.database)
    return done


def erase_as(app: App, customer_id: int, *, user_id: int | None) -> Erasure:
    """The same without a signed-in user: the command line, and what is erased again."""
    with app.database.write() as session:
        customer = session.get(Customer, customer_id)
        if customer is None or customer.erased_at is not None:
            raise BadInput(f"There is no customer {customer_id}, or it was erased already.")
        authors = session.exec(select(Author.id).where(Author.customer_id == customer_id)).all()
        if not authors:
            raise BadInput(f"Customer {customer_id} has no account: it belongs to another one's.")
        identities.lock(session, [key(author) for author in authors])
        found = holdings.of_customer(session, customer_id)
        found.pop("audit_entry", None)  # it holds nobody's words, and is never changed
        _require_quiet(found)
        _empty(app, session, found)
        records = {table: len(rows) for table, rows in found.items()}
        users.audit(
            session,
            "customer.erased",
            f"customer:{customer_id}",
            user_id=user_id,
            wall=app.clock.wall(),
            records=records,
        )
    log.info("customer.erased", customer=customer_id, records=sum(records.values()))
    return Erasure(customer_id=customer_id, records=records)


def reapply(app: App) -> list[Erasure]:
    """Erase again whom a restored backup brought back; safe to repeat."""
    with app.database.write() as session:
        known = app.tombstones.known(session)
        for digest, at in known.items():
            session.merge(Tombstone(digest=digest, erased_at=at))
        returned = [
            key(author.id)
            for author in session.exec(select(Author).where(col(Author.erased_at).is_(None))).all()
            if _was_erased(app, author, known)
        ]
    return [_erase_account(app, author_id) for author_id in returned if _is_there(app, author_id)]


def _was_erased(app: App, author: Author, known: Mapping[str, dt.datetime]) -> bool:
    """An account that was heard for the first time after the erasure is a new one."""
    at = known.get(app.tombstones.digest(author.platform, author.external_id))
    return at is not None and author.created_at <= at


def _is_there(app: App, author_id: int) -> bool:
    """Accounts of one customer go together: the first takes the others along."""
    with app.database.read() as session:
        return session.get_one(Author, author_id).erased_at is None


def _erase_account(app: App, author_id: int) -> Erasure:
    with app.database.write() as session:
        identity.stand_alone(app, session, author_id)
        customer_id = key(session.get_one(Author, author_id).customer_id)
    return erase_as(app, customer_id, user_id=None)


def without_erased(app: App, session: Session, page: Page) -> Page:
    """The page without posts that were erased: the overlap of a walk brings them again."""
    if session.connection().execute(_ANY_TOMBSTONE).first() is None:
        return page
    digests = {
        app.tombstones.digest(post.platform, post.external_id): post for post in page.mentions
    }
    gone = set(
        session.exec(select(Tombstone.digest).where(col(Tombstone.digest).in_(digests))).all()
    )
    kept = tuple(post for digest, post in digests.items() if digest not in gone)
    return replace(page, mentions=kept)


def _require_quiet(found: holdings.Holdings) -> None:
    busy = [row.id for row in found.get("case", []) if isinstance(row, Case) and row.reply_pending]
    if busy:
        raise Conflict(
            f"A reply to case {busy[0]} of this customer is on its way: wait until it has arrived, "
            "or decide what became of it."
        )


def _empty(app: App, session: Session, found: holdings.Holdings) -> None:
    now = app.clock.now()
    names = [*blanking.identifiers(found), *blanking.posted_replies(session, found)]
    app.tombstones.add(session, (app.tombstones.digest(*name) for name in names), now=now)
    for row in found.get("case", []):
        if isinstance(row, Case):
            _close(app, session, row)
    for table in ("pulse_name", "brand_topic_example", "post_vector"):
        for row in found.pop(table, []):
            session.delete(row)
    posts = [row for row in found.get("mention", []) if isinstance(row, Mention)]
    topics.forget(session, [key(post.id) for post in posts], texts={post.text for post in posts})
    blanking.blank(session, found)
    traces.forget(session, [key(post.id) for post in posts])
    for row in _all_of(found, Author, Customer):
        row.erased_at = now
    for row in found.get("mention", []):
        if isinstance(row, Mention) and row.triaged_at is None:
            row.triaged_at, row.needs_answer = now, False
    for row in found.get("identity_link", []):
        if isinstance(row, IdentityLink):
            row.confidence = 0.0
    for table in ("named_identifier", "known_address", "customer_fact"):
        for row in found.get(table, []):
            session.delete(row)
    session.flush()


def _all_of(
    found: holdings.Holdings, *kinds: type[Author | Customer]
) -> Sequence[Author | Customer]:
    return [row for rows in found.values() for row in rows if isinstance(row, kinds)]


def _close(app: App, session: Session, case: Case) -> None:
    """Nobody is asked for an answer to nobody; what happened before still counts."""
    now = app.clock.now()
    if case.waiting_since is not None:
        case.status = CaseStatus.NOT_ACTIONABLE
    case.waiting_since, case.due_at, case.snoozed_until = None, None, None
    case.unanswered_posts = 0
    case.version += 1
    state = note_state(case)
    cases.add_event(session, key(case.id), CaseEventKind.ERASED, at=now, detail=state)
    clocks.project(session, case, app)
