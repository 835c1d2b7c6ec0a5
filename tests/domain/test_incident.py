"""Which posts are one incident: by what they share, and never by when they came."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.incident import (
    LEAST_CUSTOMERS,
    LEAST_URGENT,
    Anchor,
    Heard,
    anchor_of,
    belongs,
    best,
    groups,
    markers,
    title_of,
)
from tests.domain.builders import NOW

MARKERS = st.frozensets(st.sampled_from(["cx20", "nestbox3", "ba2490"]), max_size=2)
TOPICS = st.dictionaries(st.sampled_from(["outage", "safety"]), st.floats(0, 1), max_size=2)


@st.composite
def crowds(draw: st.DrawFn) -> list[Heard]:
    number = draw(st.integers(0, 30))
    return [
        Heard(
            mention_id=index,
            case_id=index,
            customer_id=draw(st.integers(0, 12)),
            at=NOW + dt.timedelta(minutes=index),
            urgent=draw(st.booleans()),
            complaint=draw(st.booleans()),
            topics=draw(TOPICS),
            markers=draw(MARKERS),
        )
        for index in range(number)
    ]


PAIRS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=12)


def found(
    posts: list[Heard], pairs: list[tuple[int, int]], surging: list[str]
) -> set[tuple[str, frozenset[int]]]:
    known = {post.mention_id for post in posts}
    alike = [(one, other) for one, other in pairs if one in known and other in known]
    return {
        (anchor.kind, members)
        for anchor, members in groups(posts, surging=surging, alike=lambda: alike)
    }


@given(crowds(), PAIRS, st.lists(st.sampled_from(["outage", "safety"])), st.randoms())
def test_the_order_of_arrival_does_not_matter(
    posts: list[Heard], pairs: list[tuple[int, int]], surging: list[str], chance: random.Random
) -> None:
    shuffled = posts.copy()
    chance.shuffle(shuffled)
    turned = [(other, one) for one, other in reversed(pairs)]
    assert found(posts, pairs, surging) == found(shuffled, turned, list(reversed(surging)))


@given(crowds(), PAIRS, st.lists(st.sampled_from(["outage", "safety"])))
def test_no_post_is_in_two_incidents_and_none_is_of_a_few(
    posts: list[Heard], pairs: list[tuple[int, int]], surging: list[str]
) -> None:
    parts = [members for _, members in found(posts, pairs, surging)]
    everybody = [number for members in parts for number in members]
    assert len(everybody) == len(set(everybody))
    by_id = {post.mention_id: post for post in posts}
    for kind, members in found(posts, pairs, surging):
        inside = [by_id[number] for number in members]
        assert len({post.customer_id for post in inside}) >= LEAST_CUSTOMERS
        urgent = {post.customer_id for post in inside if post.urgent}
        complain = {post.customer_id for post in inside if post.complaint}
        said_alike = kind == "words" and len(complain) >= LEAST_CUSTOMERS
        assert said_alike or len(urgent) >= LEAST_URGENT[kind]


def crowd(number: int, *, urgent: int = 9, **values: object) -> list[Heard]:
    return [
        Heard(
            mention_id=index,
            case_id=index,
            at=NOW,
            urgent=index < urgent,
            **{"topics": {}, "customer_id": index, **values},  # type: ignore[arg-type]
        )
        for index in range(number)
    ]


@pytest.mark.parametrize(
    ("posts", "surging", "pairs", "kinds"),
    [
        (crowd(5, markers=frozenset({"cx20"})), [], [], ["marker"]),
        (crowd(4, markers=frozenset({"cx20"})), [], [], []),
        (crowd(5, markers=frozenset({"cx20"}), urgent=1), [], [], ["marker"]),
        (crowd(5, markers=frozenset({"cx20"}), urgent=0), [], [], []),
        (crowd(5, topics={"outage": 0.4}, urgent=2), ["outage"], [], []),
        (crowd(5, topics={"outage": 0.4}), ["outage"], [], ["surge"]),
        (crowd(5, topics={"outage": 0.4}), [], [], []),
        (crowd(5, topics={"outage": 0.2}), ["outage"], [], []),
        (crowd(5), [], [(0, 1), (1, 2), (2, 3), (3, 4)], ["words"]),
        (crowd(5), [], [(0, 1), (2, 3), (3, 4)], []),
        (crowd(6, markers=frozenset({"cx20"}), topics={"safety": 1}), ["safety"], [], ["marker"]),
    ],
)
def test_what_ties_posts_together(
    posts: list[Heard], surging: list[str], pairs: list[tuple[int, int]], kinds: list[str]
) -> None:
    made = groups(posts, surging=surging, alike=lambda: pairs)
    assert [anchor.kind for anchor, _ in made] == kinds


PAIRED = [(number, number + 1) for number in range(11)]


@pytest.mark.parametrize(
    ("posts", "kinds"),
    [
        (crowd(5, urgent=0, complaint=True), ["words"]),
        (crowd(5, urgent=0), []),
        (crowd(4, urgent=0, complaint=True), []),
        (crowd(5, urgent=0, complaint=True, customer_id=7), []),
        (crowd(12, urgent=0, complaint=True)[:5] + crowd(12, urgent=0)[5:], []),
        (crowd(12, urgent=0, complaint=True)[:6] + crowd(12, urgent=0)[6:], ["words"]),
        (crowd(5, urgent=0, complaint=True, topics={"outage": 0.4}), ["words"]),
    ],
)
def test_the_same_complaint_of_five_people_is_one_and_what_only_sounds_alike_is_none(
    posts: list[Heard], kinds: list[str]
) -> None:
    known = {post.mention_id for post in posts}
    pairs = [(one, other) for one, other in PAIRED if {one, other} <= known]
    made = groups(posts, surging=["outage"], alike=lambda: pairs)
    assert [anchor.kind for anchor, _ in made] == kinds


def test_complaints_with_no_words_in_common_need_urgent_ones_as_before() -> None:
    posts = crowd(8, urgent=0, complaint=True, markers=frozenset({"cx20"}), topics={"outage": 0.9})
    assert groups(posts, surging=["outage"], alike=list) == []


def test_one_customer_who_shouts_is_no_incident() -> None:
    loud = [
        Heard(
            mention_id=index,
            case_id=1,
            customer_id=1,
            at=NOW,
            urgent=True,
            topics={},
            markers=frozenset({"cx20"}),
        )
        for index in range(50)
    ]
    assert groups(loud, surging=["outage"], alike=lambda: [(0, 1)]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mein CX-20 raucht", {"cx20"}),
        ("der CX20, der Cx-20", {"cx20"}),
        ("flight BA2490 to Oslo", {"ba2490"}),
        ("seit 10 Uhr, 2hrs+, 14h, 5G, since10", set()),
        ("nothing", set()),
    ],
)
def test_a_marker_is_a_name_with_a_number(text: str, expected: set[str]) -> None:
    assert markers(text) == expected


def test_a_post_joins_by_the_tie_of_the_incident() -> None:
    (post,) = crowd(1, topics={"outage": 0.15}, markers=frozenset({"cx20"}))
    far = partial(belongs, post, to_core=0.0, to_nearest=0.0)
    assert far(Anchor(kind="marker", name="cx20"))
    assert not far(Anchor(kind="marker", name="cx21"))
    assert far(Anchor(kind="surge", name="outage"))
    assert not far(Anchor(kind="surge", name="order"))
    assert belongs(post, Anchor(kind="surge", name="order"), to_core=0.3, to_nearest=0.3)
    after = Anchor(kind="surge", name="order")
    assert not belongs(post, after, to_core=0.3, to_nearest=0.3, surging=False)
    assert belongs(post, Anchor(kind="words", name="1"), to_core=0.3, to_nearest=0.7)
    assert not belongs(post, Anchor(kind="words", name="1"), to_core=0.4, to_nearest=0.5)
    assert belongs(post, Anchor(kind="words", name="1"), to_core=0.6, to_nearest=0.5)


def test_of_two_incidents_the_stronger_tie_wins_then_the_older() -> None:
    surge, marker = Anchor(kind="surge", name="outage"), Anchor(kind="marker", name="cx20")
    assert best([(1, surge), (2, marker)]) == 2
    assert best([(2, surge), (1, surge)]) == 1
    assert best([]) is None


def test_an_anchor_reads_back_as_it_was_written_and_gives_a_title() -> None:
    for anchor in (Anchor(kind="marker", name="cx20"), Anchor(kind="surge", name="outage")):
        assert anchor_of(str(anchor)) == anchor
        assert anchor.name.lower() in title_of(anchor, "x").lower()
    assert title_of(Anchor(kind="words", name="7"), "no net") == "Many say the same: no net"
