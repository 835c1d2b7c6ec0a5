"""The inbox as a query: the same cases in the same order on both engines."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from domain.case import CaseStatus
from domain.classification import Urgency
from domain.mention import FACEBOOK, X
from storage import inbox
from storage.engine import Database
from storage.inbox import InboxFilter, InboxOrder, InboxView
from storage.inbox_counts import counts
from storage.models import Customer, Mention
from tests.storage.builders import (
    DAY,
    MINUTE,
    NOW,
    SECOND,
    add_case,
    add_customer,
    add_mention,
    add_user,
)

ANYTHING = InboxFilter(view=InboxView.ALL)


@dataclass(frozen=True)
class Desk:
    """Two agents and one case in each state, by name."""

    database: Database
    ada: int
    bob: int
    cases: dict[str, int]

    def sees(self, wanted: InboxFilter, *, user: int | None = None) -> list[str]:
        """The names of the cases that the filter finds, in its order."""
        names = {number: name for name, number in self.cases.items()}
        return [names[number] for number in found(self.database, wanted, user or self.ada)]


def found(database: Database, wanted: InboxFilter, user: int = 1, **page: int) -> list[int]:
    with database.read() as session:
        rows = inbox.page(
            session, wanted, user_id=user, now=NOW, wall=NOW, **{"limit": 100, **page}
        )
        total = counts(session, wanted, user_id=user, now=NOW, wall=NOW)[wanted.view]
        assert page or len(rows) == total
        return [case.id for case, _ in rows if case.id is not None]


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as session:
        ada, bob = add_user(session, "ada"), add_user(session, "bob")
        held = {"assignee_id": bob, "claimed_until": NOW + MINUTE}
        states: dict[str, dict[str, object]] = {
            "open": {"due_at": NOW + DAY},
            "late": {"due_at": NOW - SECOND},
            "due": {"due_at": NOW},
            "mine": {"assignee_id": ada, "claimed_until": NOW + MINUTE},
            "was mine": {"assignee_id": ada, "claimed_until": NOW - SECOND},
            "bobs": held,
            "on its way": {"reply_pending": True},
            "doubtful": {"reply_pending": True, "attention": "look"},
            "asked": {"status": CaseStatus.WAITING, "attention": "look"},
            "waiting": {"status": CaseStatus.WAITING, "due_at": NOW - DAY},
            "snoozed": {"status": CaseStatus.SNOOZED, **held},
            "resolved": {"status": CaseStatus.RESOLVED},
            "dismissed": {"status": CaseStatus.NOT_ACTIONABLE},
        }
        customer = add_customer(session)
        cases = {
            name: add_case(session, customer, rank=-float(place), waiting_since=NOW, **values)
            for place, (name, values) in enumerate(states.items())
        }
    return Desk(database, ada, bob, cases)


TO_ANSWER = ["open", "late", "due", "mine", "was mine", "bobs", "doubtful"]


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (InboxView.TO_ANSWER, TO_ANSWER),
        (InboxView.MINE, ["mine"]),
        (InboxView.UNASSIGNED, ["open", "late", "due", "was mine", "doubtful"]),
        (InboxView.OVERDUE, ["late"]),
        (InboxView.CHECK, ["doubtful", "asked"]),
        (InboxView.WAITING, ["asked", "waiting"]),
        (InboxView.SNOOZED, ["snoozed"]),
        (InboxView.CLOSED, ["resolved", "dismissed"]),
    ],
)
def test_each_view_shows_its_cases_most_urgent_first(
    desk: Desk, view: InboxView, names: list[str]
) -> None:
    assert desk.sees(InboxFilter(view=view)) == names


def test_all_are_all(desk: Desk) -> None:
    assert desk.sees(ANYTHING) == list(desk.cases)


def test_mine_depends_on_who_asks(desk: Desk) -> None:
    assert desk.sees(InboxFilter(view=InboxView.MINE), user=desk.bob) == ["bobs"]


# --- choices


def test_choices_narrow_and_none_narrows_nothing(database: Database) -> None:
    with database.write() as session:
        calm = add_case(session, platform=X, urgency=Urgency.NORMAL, language="de", rank=3)
        bad = add_case(session, platform=FACEBOOK, urgency=Urgency.CRITICAL, language="el", rank=2)
        mute = add_case(session, platform=FACEBOOK, urgency=Urgency.NORMAL, language=None, rank=1)
    assert found(database, InboxFilter()) == [calm, bad, mute]
    assert found(database, InboxFilter(platforms=(FACEBOOK,))) == [bad, mute]
    assert found(database, InboxFilter(platforms=(X, FACEBOOK))) == [calm, bad, mute]
    assert found(database, InboxFilter(urgencies=(Urgency.CRITICAL,))) == [bad]
    assert found(database, InboxFilter(languages=("de", "el"))) == [calm, bad]
    assert found(database, InboxFilter(platforms=(FACEBOOK,), languages=("de",))) == []


# --- order and pages


def test_equal_cases_come_in_one_order_and_each_on_one_page(database: Database) -> None:
    with database.write() as session:
        numbers = [add_case(session, rank=1.0) for _ in range(7)]
    pages = [found(database, InboxFilter(), limit=3, offset=start) for start in (0, 3, 6, 9)]
    assert pages == [numbers[:3], numbers[3:6], numbers[6:], []]


def test_by_arrival_the_longest_waiting_comes_first_and_who_does_not_wait_last(
    database: Database,
) -> None:
    with database.write() as session:
        none = add_case(session, waiting_since=None)
        late = add_case(session, waiting_since=NOW)
        early = add_case(session, waiting_since=NOW - DAY)
    wanted = InboxFilter(view=InboxView.ALL, order=InboxOrder.ARRIVAL)
    assert found(database, wanted) == [early, late, none]


def test_by_recency_what_moved_last_comes_first(database: Database) -> None:
    with database.write() as session:
        old = add_case(session, last_activity_at=NOW - DAY)
        new = add_case(session, last_activity_at=NOW)
        twin = add_case(session, last_activity_at=NOW)
    assert found(database, InboxFilter(order=InboxOrder.RECENT)) == [twin, new, old]


# --- search


def searched(database: Database, words: str) -> list[int]:
    return found(database, InboxFilter(view=InboxView.ALL, search=words))


def case_saying(database: Database, text: str, *, name: str = "Anna") -> int:
    with database.write() as session:
        number = add_case(session, add_customer(session, name))
        add_mention(session, case_id=number, text=text)
    return number


def test_a_search_finds_words_in_any_post_and_in_the_name(database: Database) -> None:
    parcel = case_saying(database, "where is my parcel?")
    with database.write() as session:
        add_mention(session, case_id=parcel, text="still nothing")
    refund = case_saying(database, "I want a refund", name="Parcel Smith")
    assert searched(database, "parcel") == [parcel, refund]
    assert searched(database, "still nothing") == [parcel]
    assert searched(database, "I want") == [refund]
    assert searched(database, "  parcel  ") == [parcel, refund]
    assert searched(database, "absent") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "/", "/%", "'", '"', "--", "*", "^", "!", "…"])
def test_what_holds_no_word_finds_nothing(database: Database, words: str) -> None:
    case_saying(database, f"it says {words} here", name="N")
    assert searched(database, words) == []


@pytest.mark.parametrize("words", ["100%", "a_b", "c:\\d", "near*", '"or" x', "not -y", "words:z"])
def test_signs_separate_words_and_mean_nothing(database: Database, words: str) -> None:
    here = case_saying(database, f"it says {words} here", name="N")
    case_saying(database, "it says aXb cd 10 nothing here", name="N")
    assert searched(database, words) == [here]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Where is my PARCEL", "parcel"),
        ("mein Ärger", "ÄRGER"),
        ("το δέμα μου", "ΔΈΜΑ"),
        ("где посылка", "ПОСЫЛКА"),
        ("paketim nerede", "NEREDE"),
        ("包裹在哪里", "包裹"),
        ("أين طردي", "طردي"),
        ("😡😡", "😡"),
    ],
)
def test_capitals_do_not_matter_in_any_script(database: Database, text: str, words: str) -> None:
    here = case_saying(database, text, name="N")
    case_saying(database, "something else", name="N")
    assert searched(database, words) == [here]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(words=st.text(st.characters(codec=None), max_size=10))
@example(words="\x00")
@example(words="\ud800")
@example(words="%" * 200)
def test_nothing_that_is_typed_breaks_the_inbox(database: Database, words: str) -> None:
    searched(database, words)


def test_a_post_without_case_finds_none(database: Database) -> None:
    with database.write() as session:
        add_mention(session, text="parcel")
        add_case(session)
    assert searched(database, "parcel") == []


def test_a_case_comes_with_its_customers_name(database: Database) -> None:
    case_saying(database, "hello", name="Ζωή")
    with database.read() as session:
        ((case, name),) = inbox.page(session, ANYTHING, user_id=1, now=NOW, wall=NOW, limit=1)
        assert name == "Ζωή" == session.get_one(Customer, case.customer_id).name
        (mention,) = session.exec(select(Mention)).all()
        assert mention.case_id == case.id
