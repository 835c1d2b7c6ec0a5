"""The ledger's filter lives in the address."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.ledger_figures import headline
from dashboard.components.ledger_picture import in_words, table
from dashboard.ledger_filters import DAYS, LedgerFilter, Part, from_query, to_query
from domain.ledger import Expected, Reason, Settlement
from listenpost.services.ledger import LedgerReport, Period
from tests.fakes import START

filters = st.builds(
    LedgerFilter,
    part=st.sampled_from(Part),
    days=st.sampled_from(DAYS),
    platforms=st.lists(st.sampled_from(["x", "facebook"]), unique=True).map(tuple),
    teams=st.lists(st.sampled_from(["care", "night shift"]), unique=True).map(tuple),
    reason=st.none() | st.sampled_from(Reason),
)


@given(filters)
def test_an_address_brings_back_the_filter_that_made_it(wanted: LedgerFilter) -> None:
    assert from_query(to_query(wanted)) == wanted


@given(st.dictionaries(st.sampled_from(["part", "days", "platform", "team", "reason"]), st.text()))
def test_no_address_breaks_the_page(query: dict[str, str]) -> None:
    assert from_query(query).days in DAYS


def test_the_first_sentence_says_what_is_ignored_and_why() -> None:
    assert headline(report()) == (
        "3 of 10 requests are past their deadline without an answer: 3 never seen."
    )
    calm = replace(report(), ignored={Reason.NEVER_SEEN: 0})
    assert headline(calm) == "10 requests needed an answer, and none is ignored."


def test_the_picture_is_told_in_words_and_ends_with_what_is_left() -> None:
    found = report()
    assert in_words(found) == (
        "Waterfall. Needed an answer: 10. Answered here: 6. Pending: 1. Ignored: 3."
    )
    assert table(found)[1] == {"what became of them": "Answered here", "posts": 6}


def report() -> LedgerReport:
    return LedgerReport(
        period=Period(since=START, until=START),
        heard=12,
        unjudged=0,
        expected=Expected(number=10, low=9, high=11),
        decided=10,
        added=0,
        settled={Settlement.ANSWERED_HERE: 6, Settlement.WITHDRAWN: 0},
        pending={Reason.NOT_DUE: 1},
        ignored={Reason.NEVER_SEEN: 3},
    )
