"""What a customer's post says of where she was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.channel import ChannelKind, Place, place_of
from domain.hop import HopOutcome, KnownHop, step
from domain.mention import FACEBOOK, MentionKind, X

WALL = place_of(FACEBOOK, MentionKind.COMMENT)
INBOX = place_of(FACEBOOK, MentionKind.MESSAGE)
ON_X = place_of(X, MentionKind.POST)
SENT = KnownHop(id=1, origin=WALL, target=INBOX)
PLACES = st.sampled_from([WALL, INBOX, ON_X, Place(kind=ChannelKind.PHONE)])


def test_she_arrives_where_she_was_sent_and_that_is_no_move_of_her_own() -> None:
    found = step([SENT], before=WALL, here=INBOX, asks=True)
    assert found.ended == {1: HopOutcome.ARRIVED}
    assert found.moved_from is None


@pytest.mark.parametrize(
    ("asks", "ended"), [(True, {1: HopOutcome.RETURNED}), (False, {})], ids=["asks", "thanks"]
)
def test_only_who_asks_again_where_she_started_has_returned(
    asks: bool, ended: dict[int, HopOutcome]
) -> None:
    found = step([SENT], before=WALL, here=WALL, asks=asks)
    assert found.ended == ended
    assert found.moved_from is None


def test_who_asks_on_another_network_went_there_by_herself() -> None:
    assert step([], before=WALL, here=ON_X, asks=True).moved_from == WALL
    assert step([], before=WALL, here=ON_X, asks=False).moved_from is None


def test_who_returns_has_not_moved_by_herself() -> None:
    assert step([SENT], before=INBOX, here=WALL, asks=True).moved_from is None


@given(
    hops=st.lists(st.tuples(PLACES, PLACES), max_size=4),
    before=st.none() | PLACES,
    here=PLACES,
    asks=st.booleans(),
)
def test_one_post_is_either_an_arrival_or_a_move_and_ends_only_hops_it_is_about(
    hops: list[tuple[Place, Place]], before: Place | None, here: Place, asks: bool
) -> None:
    known = [
        KnownHop(id=number, origin=origin, target=target)
        for number, (origin, target) in enumerate(hops)
    ]
    found = step(known, before=before, here=here, asks=asks)
    for number, outcome in found.ended.items():
        place = known[number].target if outcome is HopOutcome.ARRIVED else known[number].origin
        assert place == here
    if found.moved_from is not None:
        assert found.moved_from == before != here
        assert not found.ended
