"""Counts of views: exact while they are small, honest lower bounds where they are not."""

from __future__ import annotations

import pytest

from domain.case import CaseStatus
from storage import inbox_counts, search
from storage.engine import Database
from storage.inbox import InboxFilter, InboxView
from storage.inbox_counts import Count
from tests.storage.builders import DAY, NOW, add_case, add_customer


def counted(database: Database, wanted: InboxFilter) -> dict[InboxView, Count]:
    with database.read() as session:
        return inbox_counts.counts(session, wanted, user_id=1, now=NOW, wall=NOW)


def add(database: Database, number: int, **values: object) -> None:
    with database.write() as session:
        customer = add_customer(session, "Ottokar")
        for _ in range(number):
            add_case(session, customer, **values)


def test_a_count_stops_where_nobody_reads_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_counts, "MOST", 4)
    add(database, 3)
    found = counted(database, InboxFilter())[InboxView.TO_ANSWER]
    assert (found, found.more) == (3, False)
    add(database, 3)
    found = counted(database, InboxFilter())[InboxView.TO_ANSWER]
    assert (found, found.more) == (3, True)


def test_of_closed_cases_only_some_are_held_against_a_filter(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_counts, "LOOKED_AT", 2)
    add(database, 4, status=CaseStatus.RESOLVED, language="de")
    add(database, 4, language="de")
    found = counted(database, InboxFilter(languages=("de",)))
    assert (found[InboxView.CLOSED], found[InboxView.CLOSED].more) == (2, True)
    assert (found[InboxView.TO_ANSWER], found[InboxView.TO_ANSWER].more) == (4, False)
    assert counted(database, InboxFilter())[InboxView.CLOSED] == 4


def test_of_open_cases_that_fulfil_a_filter_the_most_urgent_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_counts, "MOST_OPEN", 3)
    add(database, 2, language="de", due_at=NOW - DAY, rank=9.0)
    found = counted(database, InboxFilter(languages=("de",)))
    assert (found[InboxView.OVERDUE], found[InboxView.OVERDUE].more) == (2, False)
    add(database, 2, language="de", due_at=NOW + DAY, rank=1.0)
    add(database, 2, language="fr", due_at=NOW - DAY, rank=10.0)
    found = counted(database, InboxFilter(languages=("de",)))
    assert (found[InboxView.OVERDUE], found[InboxView.TO_ANSWER]) == (2, 3)
    assert found[InboxView.OVERDUE].more
    assert counted(database, InboxFilter())[InboxView.TO_ANSWER] == 6


def test_what_common_words_find_is_counted_as_a_lower_bound(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    add(database, 1)
    add(database, 4, status=CaseStatus.WAITING)
    found = counted(database, InboxFilter(search="ottokar"))
    assert (found[InboxView.TO_ANSWER], found[InboxView.WAITING]) == (1, 2)
    assert all(count.more for count in found.values())


def test_a_search_is_counted_exactly_where_it_finds_few(database: Database) -> None:
    add(database, 2)
    add(database, 3, status=CaseStatus.WAITING)
    with database.write() as session:
        add_case(session, add_customer(session, "Anna"))
    found = counted(database, InboxFilter(search="ottokar"))
    assert (found[InboxView.TO_ANSWER], found[InboxView.WAITING]) == (2, 3)
    assert found[InboxView.ALL] == 5
    assert not found[InboxView.ALL].more
