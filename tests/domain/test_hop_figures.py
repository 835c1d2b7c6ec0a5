"""Escalation, return and carried context, counted by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.channel import ChannelKind, Place
from domain.hop import HopAsker, HopOutcome
from domain.hop_figures import AnsweredCase, CountedHop, by, edges, figures
from domain.mention import FACEBOOK, X
from domain.share import Share

WALL = Place(kind=ChannelKind.REPLY, platform=FACEBOOK)
INBOX = Place(kind=ChannelKind.MESSAGE, platform=FACEBOOK)
CASES = [
    AnsweredCase(id=1, topic="billing", platform=FACEBOOK),
    AnsweredCase(id=2, topic="billing", platform=FACEBOOK),
    AnsweredCase(id=3, topic="order", platform=X),
]


def hop(
    case_id: int,
    outcome: HopOutcome = HopOutcome.OPEN,
    *,
    asked_by: HopAsker = HopAsker.AGENT,
    carried: bool = False,
) -> CountedHop:
    return CountedHop(
        case_id=case_id,
        origin=WALL,
        target=INBOX,
        asked_by=asked_by,
        outcome=outcome,
        context_carried=carried,
    )


HOPS = [
    hop(1, HopOutcome.RETURNED),
    hop(1, HopOutcome.SOLVED, carried=True),
    hop(2),
    hop(3, HopOutcome.ARRIVED, asked_by=HopAsker.CUSTOMER, carried=True),
    hop(9),  # of a case that was answered at another time
]


def test_a_case_is_escalated_once_however_often_its_customer_was_moved() -> None:
    found = figures(CASES, HOPS)
    assert (found.escalation.part, found.escalation.whole) == (2, 3)
    assert (found.returned.part, found.returned.whole) == (1, 2)
    assert (found.context_carried.part, found.context_carried.whole) == (1, 3)


def test_who_moved_by_herself_was_not_sent_away() -> None:
    found = by(lambda case: case.topic, CASES, HOPS)
    assert list(found) == ["billing", "order"]
    assert (found["order"].escalation.part, found["order"].by_herself) == (0, 1)


def test_the_graph_has_one_edge_for_each_way() -> None:
    (edge,) = edges(HOPS)
    assert (edge.number, edge.returned, edge.carried) == (5, 1, 2)


def test_wilsons_interval_is_as_published() -> None:
    low, high = Share(part=8, whole=10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share().value is None
    assert Share().in_words() == "none yet"


@given(whole=st.integers(1, 10_000), data=st.data())
def test_a_share_lies_within_its_interval_and_that_within_zero_and_one(
    whole: int, data: st.DataObject
) -> None:
    share = Share(part=data.draw(st.integers(0, whole)), whole=whole)
    low, high = share.interval
    assert share.value is not None
    assert 0 <= low <= share.value <= high <= 1
