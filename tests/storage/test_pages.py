"""Storing a page: exactly the new posts, once, with everything that belongs to them."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import select

from domain.errors import Conflict
from domain.mention import FACEBOOK, AuthorRef, Cursor, Skipped, X
from storage import pages, polls, tasks
from storage.engine import Database
from storage.models import Author, Conversation, Customer, Mention, Poll, SkippedItem, Task
from tests.storage.builders import (
    DAY,
    MINUTE,
    NOW,
    SECOND,
    at_once,
    author,
    number_of,
    page,
    post,
    rows,
    store,
)


def external_ids(database: Database, ids: list[int]) -> list[str]:
    with database.read() as session:
        return [session.get_one(Mention, number).external_id for number in ids]


# --- what is new


def test_the_ids_of_exactly_the_new_posts_come_back(database: Database) -> None:
    first = store(database, post("a"), post("b"))
    second = store(database, post("b"), post("c"), post("a"))
    assert external_ids(database, first) == ["a", "b"]
    assert external_ids(database, second) == ["c"]
    assert store(database, post("a"), post("b"), post("c")) == []
    assert number_of(database, Mention) == 3


def test_new_posts_come_back_oldest_first_whatever_order_the_page_had(database: Database) -> None:
    newest_first = [post(f"p{n}", published_at=NOW - n * MINUTE) for n in range(50)]
    found = external_ids(database, store(database, *newest_first))
    assert found == [mention.external_id for mention in reversed(newest_first)]


def test_an_empty_page_stores_nothing(database: Database) -> None:
    assert store(database) == []


def test_a_post_that_comes_twice_on_a_page_is_stored_once(database: Database) -> None:
    assert len(store(database, post("a", text="one"), post("a", text="two"))) == 1


def test_a_post_that_two_listeners_hear_is_stored_once(database: Database) -> None:
    store(database, post("a"), listener="x-mentions")
    assert store(database, post("a"), listener="x-search") == []
    (found,) = rows(database, Mention)
    assert found.listener == "x-mentions"


def test_what_is_stored_is_left_as_it_is(database: Database) -> None:
    store(database, post("a", text="as it was"))
    store(database, post("a", text="edited", published_at=NOW + DAY))
    (found,) = rows(database, Mention)
    assert (found.text, found.published_at) == ("as it was", NOW)


def test_the_same_id_on_two_platforms_names_two_posts(database: Database) -> None:
    store(database, post("1", platform=X), post("1", platform=FACEBOOK))
    assert [found.platform for found in rows(database, Mention)] == [X, FACEBOOK]
    assert number_of(database, Author) == number_of(database, Conversation) == 2


def test_ids_that_differ_only_in_case_or_zeros_are_different_posts(database: Database) -> None:
    names = ["a", "A", "007", "7", "7.0", " 7", "7 ", "ä", "a\u0308"]
    assert len(store(database, *(post(name) for name in names))) == len(names)
    assert store(database, *(post(name) for name in names)) == []


@pytest.mark.parametrize(
    "name",
    [
        "1992884412349876543",
        "100064_1163542",
        "01HZXW3K4QFZ5T8Y1V2B3N4M5P",
        "at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3l4y2",
        "https://mastodon.example/users/anna/statuses/1#x",
        "t3_1a2b3c",
        "'; DROP TABLE mention; --",
        "%_\\/",
        "x" * 255,
    ],
)
def test_an_id_of_any_form_names_its_post_for_ever(database: Database, name: str) -> None:
    (number,) = store(database, post(name))
    assert external_ids(database, [number]) == [name]
    assert store(database, post(name)) == []


def test_a_large_page_is_stored_whole(database: Database) -> None:
    many = [post(f"p{n}", by=author(f"anna{n}"), thread=f"t{n}") for n in range(300)]
    assert len(store(database, *many)) == 300
    assert store(database, *many) == []


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3)), max_size=8),
        max_size=5,
    )
)
def test_whatever_the_pages_hold_each_post_is_new_once(
    database: Database, walks: list[list[tuple[int, int, int]]]
) -> None:
    with database.write() as session:
        for table in ("mention", "author", "conversation", "customer"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own names
    heard: set[str] = set()
    for walk in walks:
        mentions = [
            post(f"p{name}", by=author(f"a{name % 4}"), thread=f"t{thread}", published_at=NOW)
            for name, _, thread in walk
        ]
        new = external_ids(database, store(database, *mentions))
        wanted = {mention.external_id for mention in mentions} - heard
        assert sorted(new) == sorted(wanted)
        heard |= wanted
    assert number_of(database, Mention) == len(heard)
    assert number_of(database, Customer) == number_of(database, Author)


# --- who wrote it


def test_a_new_account_begins_as_a_customer_of_its_own(database: Database) -> None:
    store(database, post(by=author("anna")), post(by=author("ben")), post(by=author("anna")))
    accounts = rows(database, Author)
    assert [account.handle for account in accounts] == ["anna", "ben"]
    assert len({account.customer_id for account in accounts}) == 2
    assert [customer.name for customer in rows(database, Customer)] == ["Anna", "Ben"]


def test_an_account_is_refreshed_and_stays_the_same_customer(database: Database) -> None:
    store(database, post(by=author("anna", followers=10)))
    (before,) = rows(database, Author)
    renamed = dataclasses.replace(
        author("anna", followers=99), handle="anna_b", display_name="Anna B."
    )
    store(database, post(by=renamed))
    (after,) = rows(database, Author)
    assert (after.handle, after.display_name, after.followers) == ("anna_b", "Anna B.", 99)
    assert (after.id, after.customer_id, after.created_at) == (
        before.id,
        before.customer_id,
        before.created_at,
    )


def test_what_a_platform_leaves_out_does_not_erase_what_we_know(database: Database) -> None:
    store(database, post(by=author("anna", followers=10)))
    store(database, post(by=AuthorRef(platform=X, external_id="id-anna")))
    (found,) = rows(database, Author)
    assert (found.handle, found.display_name, found.followers) == ("anna", "Anna", 10)


def test_a_customer_whose_account_was_linked_elsewhere_stays_linked(database: Database) -> None:
    store(database, post(by=author("anna")), post(by=author("ben")))
    with database.write() as session:
        anna, ben = session.exec(select(Author).order_by("id")).all()
        ben.customer_id = anna.customer_id
    store(database, post(by=author("ben")))
    anna, ben = rows(database, Author)
    assert ben.customer_id == anna.customer_id


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        (AuthorRef(platform=X, external_id="7"), "x 7"),
        (AuthorRef(platform=X, external_id="7", handle="anna"), "anna"),
        (AuthorRef(platform=X, external_id="7", handle="anna", display_name="A" * 300), "A" * 200),
    ],
)
def test_a_customer_is_called_what_is_known(database: Database, ref: AuthorRef, name: str) -> None:
    store(database, post(by=ref))
    assert [customer.name for customer in rows(database, Customer)] == [name]


def test_a_thread_is_kept_once(database: Database) -> None:
    store(database, post("a", thread="t"), post("b", thread="t"))
    store(database, post("c", thread="t"))
    assert [found.external_id for found in rows(database, Conversation)] == ["t"]


# --- all or nothing


def registered(database: Database) -> Poll:
    with database.write() as session:
        polls.register(session, listener="x-mentions", platform=X, kind="mentions", now=NOW)
        found = polls.claim(session, "x-mentions", owner="one", wall=NOW, lease=MINUTE)
    assert found is not None
    return found


@pytest.mark.parametrize("step", ["stored", "put", "advanced"])
def test_page_tasks_and_cursor_are_kept_together_or_not_at_all(
    database: Database, step: str
) -> None:
    poll = registered(database)
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        ids = pages.store_page(
            session,
            page(post("a"), skipped=[Skipped(external_id="7", reason="x")]),
            listener="x-mentions",
            now=NOW,
        )
        assert step != "stored" or 1 / 0
        tasks.put(session, "triage", {"mentions": ids}, run_at=NOW, now=NOW)
        assert step != "put" or 1 / 0
        cursor = Cursor("after a")
        polls.advance(session, poll, cursor=cursor, stored=1, skipped=1, wall=NOW, lease=MINUTE)
        assert step != "advanced" or 1 / 0
    for table in (Mention, Author, Customer, Conversation, SkippedItem, Task):
        assert number_of(database, table) == 0
    (kept,) = rows(database, Poll)
    assert (kept.cursor, kept.stored, kept.pages) == (None, 0, 0)


def test_a_worker_that_lost_its_lease_stores_nothing(database: Database) -> None:
    stale = registered(database)
    with database.write() as session:
        polls.claim(session, "x-mentions", owner="two", wall=NOW + DAY, lease=MINUTE)
    with pytest.raises(Conflict), database.write() as session:  # noqa: PT012
        pages.store_page(session, page(post("a")), listener="x-mentions", now=NOW)
        polls.advance(
            session, stale, cursor=Cursor("a"), stored=1, skipped=0, wall=NOW, lease=MINUTE
        )
    assert number_of(database, Mention) == 0


# --- several writers


def test_listeners_that_hear_the_same_posts_at_once_store_each_once(database: Database) -> None:
    heard = [
        post(f"p{n}", by=author(f"a{n % 7}"), thread=f"t{n % 5}", published_at=NOW - n % 3 * SECOND)
        for n in range(40)
    ]

    def hear(number: int) -> list[int]:
        mine = heard[:: 1 if number % 2 else -1]
        new: list[int] = []
        for start in range(0, 40, 10):
            new += store(database, *mine[start : start + 25], listener=f"listener-{number}")
        return new

    found = [number for new in at_once(4, hear) for number in new]
    assert len(found) == len(set(found)) == number_of(database, Mention) == 40
    assert number_of(database, Author) == number_of(database, Customer) == 7
    assert number_of(database, Conversation) == 5


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_storing_a_page_never_reads_a_whole_table(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, sql: str, values: Any, *_rest: object) -> None:
        asked.append((sql, values))

    event.listen(database.engine, "before_cursor_execute", listen)
    store(database, post("a"), post("b", by=author("ben", platform=FACEBOOK), platform=FACEBOOK))
    event.remove(database.engine, "before_cursor_execute", listen)
    with database.read() as session:
        plans = [
            (sql, str(step))
            for sql, values in asked
            if sql.startswith("SELECT")
            for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    assert plans
    assert not [plan for plan in plans if re.search(r"SCAN (author|conversation)", plan[1])]
