"""Cases: the claim, a customer's earlier cases, history and clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func
from sqlmodel import select

from domain.case import REOPEN_WITHIN, CaseEventKind, CaseStatus
from domain.classification import Topic
from storage import cases, known
from storage.engine import Database
from storage.ids import key
from storage.models import Case, CaseEvent, Mention
from tests.storage.builders import (
    MINUTE,
    NOW,
    SECOND,
    add_case,
    add_customer,
    add_mention,
    add_reply,
    add_user,
    at_once,
)

LEASE = 15 * MINUTE


def claim(database: Database, case_id: int, user_id: int, wall: dt.datetime = NOW) -> bool:
    with database.write() as session:
        return cases.claim(session, case_id, user_id=user_id, wall=wall, lease=LEASE)


@pytest.fixture
def people(database: Database) -> list[int]:
    with database.write() as session:
        return [add_user(session, name) for name in ("ada", "bob")]


@pytest.fixture
def case_id(database: Database) -> int:
    with database.write() as session:
        return add_case(session)


# --- the claim


def test_a_claimed_case_is_nobody_elses_until_its_lease_has_run_out(
    database: Database, people: list[int], case_id: int
) -> None:
    ada, bob = people
    assert claim(database, case_id, ada)
    assert not claim(database, case_id, bob)
    assert not claim(database, case_id, bob, NOW + LEASE)
    assert claim(database, case_id, bob, NOW + LEASE + SECOND)
    assert not claim(database, case_id, ada, NOW + LEASE + SECOND)


def test_a_claim_is_extended_by_its_owner(
    database: Database, people: list[int], case_id: int
) -> None:
    ada, bob = people
    assert claim(database, case_id, ada)
    assert claim(database, case_id, ada, NOW + LEASE)
    assert not claim(database, case_id, bob, NOW + 2 * LEASE)


def test_a_case_that_is_not_there_cannot_be_claimed(database: Database, people: list[int]) -> None:
    assert not claim(database, 4711, people[0])


def test_a_claim_is_seen_in_the_session_that_made_it(
    database: Database, people: list[int], case_id: int
) -> None:
    with database.write() as session:
        case = session.get_one(Case, case_id)
        cases.claim(session, case_id, user_id=people[0], wall=NOW, lease=LEASE)
        assert (case.assignee_id, case.claimed_until) == (people[0], NOW + LEASE)


def test_of_twenty_agents_that_claim_at_once_exactly_one_gets_the_case(
    database: Database, case_id: int
) -> None:
    with database.write() as session:
        agents = [add_user(session, f"agent-{number}") for number in range(20)]
    won = at_once(20, lambda number: claim(database, case_id, agents[number]))
    assert sum(won) == 1
    with database.read() as session:
        assert session.get_one(Case, case_id).assignee_id == agents[won.index(True)]


# --- a customer's earlier cases


def test_a_customers_recent_cases_are_known_with_their_threads(database: Database) -> None:
    with database.write() as session:
        anna, ben = add_customer(session), add_customer(session)
        here = add_case(session, anna, topic=Topic.REFUND)
        alone = add_case(session, anna, status=CaseStatus.RESOLVED)
        add_case(session, ben)
        threads = set()
        for _ in range(2):
            number = add_mention(session, case_id=here)
            threads.add(session.get_one(Mention, number).conversation_id)
    with database.read() as session:
        found = known.candidates_of(session, [anna], now=NOW)[anna]
    assert {one.case.id: one.threads for one in found} == {here: threads, alone: set()}


def test_a_settled_case_is_known_for_a_week_to_the_second_and_an_open_one_for_ever(
    database: Database,
) -> None:
    settled, old = CaseStatus.RESOLVED, NOW - REOPEN_WITHIN - SECOND
    with database.write() as session:
        anna = add_customer(session)
        inside = add_case(session, anna, status=settled, last_activity_at=NOW - REOPEN_WITHIN)
        add_case(session, anna, status=settled, last_activity_at=old)
        unfinished = add_case(session, anna, last_activity_at=old)
    with database.read() as session:
        found = {one.case.id for one in known.candidates_of(session, [anna], now=NOW)[anna]}
    assert found == {inside, unfinished}


# --- history


def test_events_are_told_oldest_first(database: Database, people: list[int], case_id: int) -> None:
    with database.write() as session:
        reply_id = add_reply(session, case_id=case_id)
        for kind, at in (
            (CaseEventKind.REPLIED, NOW + MINUTE),
            (CaseEventKind.OPENED, NOW - MINUTE),
            (CaseEventKind.CLAIMED, NOW),
            (CaseEventKind.DRAFTED, NOW),
        ):
            cases.add_event(session, case_id, kind, at=at, user_id=people[0], reply_id=reply_id)
        cases.add_event(session, add_case(session), CaseEventKind.OPENED, at=NOW)
    with database.read() as session:
        told = cases.events(session, case_id)
    assert [event.kind for event in told] == ["opened", "claimed", "drafted", "replied"]
    assert {(event.user_id, event.reply_id) for event in told} == {(people[0], reply_id)}
    assert told[0].detail == {}


# --- snoozed


def test_a_snoozed_case_wakes_at_its_second(database: Database) -> None:
    with database.write() as session:
        due = add_case(session, status=CaseStatus.SNOOZED, snoozed_until=NOW)
        add_case(session, status=CaseStatus.SNOOZED, snoozed_until=NOW + SECOND)
        add_case(session, status=CaseStatus.OPEN, snoozed_until=NOW)
    with database.read() as session:
        assert [key(case.id) for case in cases.snoozed_and_due(session, now=NOW)] == [due]


def test_a_case_is_found_by_its_number_or_not_at_all(database: Database, case_id: int) -> None:
    with database.read() as session:
        found = cases.get(session, case_id)
        assert found is not None
        assert found.id == case_id
        assert cases.get(session, case_id + 1) is None
        assert session.exec(select(func.count()).select_from(CaseEvent)).one() == 0


# --- a customer's other cases


def test_a_case_comes_with_its_customers_others_the_newest_first(database: Database) -> None:
    with database.write() as session:
        anna = add_customer(session, "Anna")
        mine, old, new = (
            add_case(session, anna, last_activity_at=NOW + gap * MINUTE) for gap in (1, 0, 2)
        )
        add_case(session, anna, status=CaseStatus.MERGED)
        add_case(session)
    with database.read() as session:
        found = cases.with_others(session, mine)
        assert found is not None
        assert (found.case.id, found.customer.name, found.in_incident) == (mine, "Anna", None)
        assert [other.id for other in found.others] == [new, old]
        fewer = cases.with_others(session, old, limit=2)
        assert fewer is not None
        assert (fewer.case.id, [other.id for other in fewer.others]) == (old, [new])


def test_a_merged_case_is_shown_to_whom_asks_for_it(database: Database) -> None:
    with database.write() as session:
        anna = add_customer(session)
        merged = add_case(session, anna, status=CaseStatus.MERGED)
        left = add_case(session, anna, last_activity_at=NOW + MINUTE)
    with database.read() as session:
        found = cases.with_others(session, merged)
        assert found is not None
        assert (found.case.id, [other.id for other in found.others]) == (merged, [left])
        assert cases.with_others(session, left + 1) is None
