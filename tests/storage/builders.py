"""Small makers of records for the storage's tests."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TypeVar

from sqlmodel import Session, SQLModel, func, select

from domain.case import CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.mention import (
    AuthorRef,
    Cursor,
    IncomingMention,
    MentionKind,
    Page,
    Platform,
    Skipped,
    X,
)
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Role
from storage import pages
from storage.engine import Database
from storage.ids import key
from storage.models import Case, Customer, Mention, Reply, User

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)

_numbers = count(1)
Row = TypeVar("Row", bound=SQLModel)
Result = TypeVar("Result")


def author(name: str = "anna", *, platform: Platform = X, followers: int | None = 10) -> AuthorRef:
    return AuthorRef(
        platform=platform,
        external_id=f"id-{name}",
        handle=name,
        display_name=name.title(),
        followers=followers,
    )


def post(
    external_id: str | None = None,
    *,
    text: str = "hello",
    by: AuthorRef | None = None,
    platform: Platform = X,
    published_at: dt.datetime = NOW,
    thread: str | None = None,
    language: str | None = "en",
    raw: dict[str, object] | None = None,
    url: str = "https://example.org/1",
) -> IncomingMention:
    """A post as a listener hands it over."""
    name = external_id if external_id is not None else f"post-{next(_numbers)}"
    return IncomingMention(
        platform=platform,
        external_id=name,
        kind=MentionKind.POST,
        author=by or author(platform=platform),
        text=text,
        url=url,
        published_at=published_at,
        conversation_id=thread or name,
        language=language,
        raw=raw or {},
    )


def page(*mentions: IncomingMention, skipped: Sequence[Skipped] = ()) -> Page:
    return Page(mentions=mentions, cursor=Cursor("next"), skipped=tuple(skipped))


def store(
    database: Database,
    *mentions: IncomingMention,
    listener: str = "x-mentions",
    skipped: Sequence[Skipped] = (),
) -> list[int]:
    """Store one page; the ids that were new."""
    with database.write() as session:
        heard = page(*mentions, skipped=skipped)
        new = pages.store_page(session, heard, listener=listener, now=NOW)
        pages.store_skipped(session, heard, listener=listener, now=NOW)
        return new


def rows(database: Database, table: type[Row]) -> list[Row]:
    """Everything in a table, by key."""
    with database.read() as session:
        order = list(table.__table__.primary_key)  # type: ignore[attr-defined]
        return list(session.exec(select(table).order_by(*order)).all())


def number_of(database: Database, table: type[SQLModel]) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def add_user(session: Session, name: str = "ada", role: Role = Role.AGENT) -> int:
    user = User(name=name, display_name=name.title(), role=role, password_hash="x", created_at=NOW)
    session.add(user)
    session.flush()
    return key(user.id)


def add_customer(session: Session, name: str = "Anna") -> int:
    customer = Customer(name=name, created_at=NOW)
    session.add(customer)
    session.flush()
    return key(customer.id)


def add_case(session: Session, customer_id: int | None = None, /, **values: object) -> int:
    """A case to answer; `values` replace the usual ones."""
    usual: dict[str, object] = {
        "customer_id": customer_id or add_customer(session),
        "platform": X,
        "title": "a matter",
        "status": CaseStatus.OPEN,
        "urgency": Urgency.NORMAL,
        "topic": Topic.ORDER,
        "sentiment": Sentiment.NEGATIVE,
        "private": False,
        "opened_at": NOW,
        "last_activity_at": NOW,
    }
    case = Case.model_validate({**usual, **values})
    session.add(case)
    session.flush()
    return key(case.id)


def add_mention(session: Session, *, case_id: int | None = None, **values: object) -> int:
    """A stored post, in a case if one is given."""
    (number,) = pages.store_page(session, page(post()), listener="test", now=NOW)
    mention = session.get_one(Mention, number)
    mention.case_id = case_id
    for name, value in values.items():
        setattr(mention, name, value)
    session.flush()
    return number


def add_reply(
    session: Session, status: ReplyStatus = ReplyStatus.APPROVED, **values: object
) -> int:
    case_id = values.pop("case_id", None) or add_case(session)
    usual: dict[str, object] = {
        "case_id": case_id,
        "mention_id": values.pop("mention_id", None) or add_mention(session),
        "kind": ReplyKind.PUBLIC,
        "text": "an answer",
        "status": status,
        "idempotency_key": f"key-{next(_numbers)}",
        "created_at": NOW,
    }
    reply = Reply.model_validate({**usual, **values})
    session.add(reply)
    session.flush()
    return key(reply.id)


def at_once(workers: int, work: Callable[[int], Result]) -> list[Result]:
    """What `work(number)` returned in each of several threads that start together."""
    together = threading.Barrier(workers)

    def run(number: int) -> Result:
        together.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))
