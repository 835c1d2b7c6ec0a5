"""The address is the state of the inbox."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import filters
from domain.classification import Urgency
from listenpost.services.inbox import InboxFilter, InboxOrder, InboxView

FILTERS = st.builds(
    InboxFilter,
    view=st.sampled_from(InboxView),
    platforms=st.lists(st.sampled_from(["x", "facebook"]), unique=True).map(tuple),
    urgencies=st.lists(st.sampled_from(Urgency), unique=True).map(tuple),
    languages=st.lists(st.sampled_from(["de", "en", "ar"]), unique=True).map(tuple),
    search=st.text(max_size=filters.LONGEST_SEARCH).map(str.strip),
    order=st.sampled_from(InboxOrder),
)


@given(FILTERS)
def test_a_filter_survives_the_address(wanted: InboxFilter) -> None:
    assert filters.from_query(filters.to_query(wanted)) == wanted


@given(
    st.dictionaries(st.sampled_from(["view", "platform", "urgency", "order", "search"]), st.text())
)
def test_any_address_means_some_filter(query: dict[str, str]) -> None:
    assert isinstance(filters.from_query(query), InboxFilter)


def test_the_plain_inbox_has_a_plain_address() -> None:
    assert filters.to_query(InboxFilter()) == {}


@pytest.mark.parametrize("text", ["-1", "x", "", "1e3", "٣", "9" * 30])
def test_only_a_number_names_a_case(text: str) -> None:
    assert filters.number({"case": text}, "case") is None


@pytest.mark.parametrize("view", [InboxView.CLOSED, InboxView.SNOOZED, InboxView.ALL])
def test_the_next_case_is_never_one_that_needs_no_answer(view: InboxView) -> None:
    assert filters.for_work(InboxFilter(view=view)).view is InboxView.TO_ANSWER
    assert filters.for_work(InboxFilter(view=InboxView.OVERDUE)).view is InboxView.OVERDUE
