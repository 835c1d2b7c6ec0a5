"""Judging a page takes a number of statements that does not grow with the posts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.assignment import RoutingRule
from domain.case import CaseEventKind
from domain.ledger import Settlement
from listenpost.services import teams
from storage.models import (
    Author,
    Case,
    CaseEvent,
    IdentityLink,
    LedgerEntry,
    MentionTrace,
    NamedIdentifier,
    SlaClock,
)
from tests.fakes import Office
from tests.statements import counted


def routed(office: Office) -> None:
    """New cases go to a team."""
    office.app = replace(office.app, routing=(RoutingRule(team="Care"),))
    teams.make_those_of_rules(office.app)


def judging(office: Office, people: Sequence[str]) -> int:
    """How many statements it takes to judge a post of each; every third opens no case."""
    words = ("my kettle is broken", "where is my parcel", "lovely weather")
    posts = [
        office.says(name, f"{words[place % 3]}, order {name}", thread=name)
        for place, name in enumerate(people)
    ]
    office.hear(*posts)
    with counted(office.app.database) as sent:
        assert office.judge() == len(people)
    return len(sent)


def test_ten_times_as_many_posts_take_as_many_statements(office: Office) -> None:
    routed(office)
    office.app = replace(office.app, batch=100)  # nearly full ones are looked at once more
    few, many = ([f"KE-{10_000 * size + n}" for n in range(size)] for size in (3, 30))
    opening = judging(office, few), judging(office, many)
    joining = judging(office, few), judging(office, many)
    assert opening[0] == opening[1]
    assert joining[0] == joining[1]
    assert len(office.rows(Case)) == 22


def test_what_is_written_in_bulk_is_all_there(office: Office) -> None:
    routed(office)
    first, second = office.says("Ann", "my kettle is broken"), office.says("Ben", "lovely weather")
    again = office.says("Ann", "where is it?", under=first)
    office.arrive(first, again, second)
    (case,) = office.rows(Case)
    assert [(event.kind, event.case_id) for event in office.rows(CaseEvent)] == [
        (CaseEventKind.OPENED, case.id),
        (CaseEventKind.ROUTED, case.id),
        (CaseEventKind.CUSTOMER_WROTE, case.id),
    ]
    assert {trace.mention_id for trace in office.rows(MentionTrace)} == {
        office.mention(first).id,
        office.mention(again).id,
    }
    assert [(entry.case_id, entry.settlement) for entry in office.rows(LedgerEntry)] == [
        (case.id, Settlement.OPEN),
        (case.id, Settlement.OPEN),
        (None, Settlement.NOT_NEEDED),
    ]
    (clock,) = office.rows(SlaClock)
    assert (clock.case_id, clock.due_at, clock.counted_seconds) == (case.id, case.due_at, None)


def test_numbers_that_two_people_name_on_one_page_are_evidence_as_before(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken, order KE-55501")
    office.arrive(
        first,
        office.says("Ann", "where is my parcel KE-55777", thread="another"),
        office.says("Ben", "order KE-55501 is broken"),
        office.says("Eve", "order KE-55501 in her thread", under=first),
    )
    assert {row.value for row in office.rows(NamedIdentifier)} == {"KE-55501", "KE-55777"}
    assert len(office.rows(NamedIdentifier)) == 4
    pairs = {frozenset((link.author_id, link.other_id)) for link in office.rows(IdentityLink)}
    accounts = {author.handle: author.id for author in office.rows(Author)}
    assert pairs == {frozenset((accounts["ann"], accounts["ben"]))} | {
        frozenset((accounts["ben"], accounts["eve"]))
    }
