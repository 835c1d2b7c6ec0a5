"""What belongs to a case: its thread, its customer, the judgements."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, select

from domain.classification import Intent, Sentiment, Topic, Urgency
from domain.mention import FACEBOOK, AuthorRef, X
from storage import pages, threads
from storage.engine import Database
from storage.models import Author, Classification, Mention
from tests.storage.builders import (
    MINUTE,
    NOW,
    add_case,
    add_customer,
    add_mention,
    author,
    page,
    post,
)


def hear(
    session: Session,
    name: str,
    *,
    thread: str,
    at: dt.datetime = NOW,
    case_id: int | None = None,
    by: AuthorRef | None = None,
) -> int:
    heard = post(name, thread=thread, published_at=at, by=by)
    (number,) = pages.store_page(session, page(heard), listener="x", now=NOW)
    session.get_one(Mention, number).case_id = case_id
    session.flush()
    return number


def judge(session: Session, mention_id: int, model: str) -> None:
    session.add(
        Classification(
            mention_id=mention_id,
            sentiment=Sentiment.NEGATIVE,
            intent=Intent.COMPLAINT,
            urgency=Urgency.HIGH,
            topic=Topic.ORDER,
            private=False,
            abstained=False,
            model=model,
            created_at=NOW,
        )
    )
    session.flush()


def told(database: Database, case_id: int, *, limit: int = 200) -> list[str]:
    with database.read() as session:
        return [
            mention.external_id for mention, _, _ in threads.posts(session, case_id, limit=limit)
        ]


def test_a_case_shows_its_whole_threads_others_included_oldest_first(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        hear(session, "hers", thread="t", at=NOW, case_id=case_id)
        hear(session, "before", thread="t", at=NOW - MINUTE, by=author("ben"))
        hear(session, "ours", thread="t", at=NOW + MINUTE)
        hear(session, "also hers", thread="u", at=NOW + 2 * MINUTE, case_id=case_id)
        hear(session, "elsewhere", thread="v")
    assert told(database, case_id) == ["before", "hers", "ours", "also hers"]


def test_a_post_comes_with_who_wrote_it(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        hear(session, "hers", thread="t", case_id=case_id, by=author("anna"))
        hear(session, "his", thread="t", at=NOW + MINUTE, by=author("ben"))
    with database.read() as session:
        found = threads.posts(session, case_id)
    assert [(mention.external_id, who.handle) for mention, who, _ in found] == [
        ("hers", "anna"),
        ("his", "ben"),
    ]


def test_of_a_thread_without_end_the_newest_posts_are_shown(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        for number in range(10):
            hear(session, str(number), thread="t", at=NOW + number * MINUTE, case_id=case_id)
    assert told(database, case_id, limit=3) == ["7", "8", "9"]


def test_posts_of_the_same_second_keep_the_order_in_which_they_were_heard(
    database: Database,
) -> None:
    with database.write() as session:
        case_id = add_case(session)
        for name in ("b", "a", "c"):
            hear(session, name, thread="t", case_id=case_id)
    assert told(database, case_id) == ["b", "a", "c"]


def test_a_case_without_posts_shows_none(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        add_mention(session)
    assert told(database, case_id) == []


def test_the_newest_judgement_counts(database: Database) -> None:
    with database.write() as session:
        number, other = add_mention(session), add_mention(session)
        for model in ("first", "second"):
            judge(session, number, model)
    with database.read() as session:
        found = threads.judgement(session, number)
        assert found is not None
        assert found.model == "second"
        assert threads.judgement(session, other) is None


def test_a_customer_has_accounts_on_several_platforms(database: Database) -> None:
    with database.write() as session:
        on_x, on_facebook = author("anna", platform=X), author("anna.b", platform=FACEBOOK)
        for ref in (on_x, on_facebook, author("ben")):
            hear(session, f"by-{ref.handle}", thread="t", by=ref)
        anna = add_customer(session, "Anna")
        for account in session.exec(select(Author).where(Author.handle != "ben")):
            account.customer_id = anna
    with database.read() as session:
        person, accounts = threads.customer(session, anna)
        assert person.name == "Anna"
        assert [account.handle for account in accounts] == ["anna.b", "anna"]


def test_who_is_not_there_is_no_customer(database: Database) -> None:
    with database.read() as session, pytest.raises(NoResultFound):
        threads.customer(session, 4711)


def test_a_customers_cases_are_listed_newest_first(database: Database) -> None:
    with database.write() as session:
        anna = add_customer(session)
        numbers = [
            add_case(session, anna, last_activity_at=NOW + gap * MINUTE) for gap in (0, 2, 1)
        ]
        add_case(session)
    with database.read() as session:
        found = [case.id for case in threads.cases_of(session, anna)]
        newest = [case.id for case in threads.cases_of(session, anna, limit=1)]
    assert found == [numbers[1], numbers[2], numbers[0]]
    assert newest == [numbers[1]]
