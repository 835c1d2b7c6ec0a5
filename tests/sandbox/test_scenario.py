"""The built-in scenario is what docs/scenarios.md says, and no text is a copy of another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from sandbox.clock import Clock
from sandbox.posts import BRAND, KINDS, Json, Kind, Network, PlannedPost
from sandbox.scenario import Scenario, load
from sandbox.world import World
from sandbox.x.length import LIMIT, weighted
from tests.sandbox.practice import RealTime

KEY: dict[str, set[object]] = {
    "needs_answer": {True, False},
    "urgency": {"critical", "high", "normal", "none"},
    "sentiment": {"negative", "neutral", "positive"},
    "intent": {"complaint", "question", "request", "praise", "other"},
    "private": {True, False},
    "topic": {
        "account",
        "billing",
        "order",
        "refund",
        "product",
        "outage",
        "staff",
        "safety",
        "booking",
        "other",
    },
}
REACTIONS = {"thank", "answer", "complain", "silent"}
HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
SAME = 0.5


@cache
def _scenario() -> Scenario:
    return load("kestrelia")


def _posts() -> list[PlannedPost]:
    """The customers' posts."""
    return [post for post in _scenario().posts if post.person != BRAND]


def _keys() -> Iterator[tuple[PlannedPost, Json]]:
    for post in _posts():
        assert post.key is not None, post.id
        yield post, post.key


def test_it_is_large_and_speaks_many_languages() -> None:
    languages = Counter(post.lang for post in _posts())
    assert languages.total() >= 600
    assert len([lang for lang, posts in languages.items() if posts >= 10]) >= 12


def test_ids_and_handles_are_unique() -> None:
    for names in (
        [post.id for post in _scenario().posts],
        [person.id for person in _scenario().people],
        [person.handle.lower() for person in _scenario().people if person.handle],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_handles_are_what_x_allows() -> None:
    handles = [person.handle for person in _scenario().people if person.handle]
    assert [handle for handle in handles if not HANDLE.fullmatch(handle)] == []


def test_everybody_who_posts_is_described_and_has_the_account() -> None:
    known = {person.id: person for person in _scenario().people}
    strangers = {post.person for post in _posts()} - known.keys()
    assert strangers == set()
    without = [
        post.id for post in _posts() if post.network is Network.X and not known[post.person].handle
    ]
    assert without == []


def test_kinds_fit_their_networks_and_the_handle() -> None:
    handle = f"@{_scenario().brand.x_handle}"
    for post in _posts():
        assert post.kind in KINDS[post.network], post.id
        if post.network is Network.X:
            assert (handle in post.text.lower()) is (post.kind is Kind.MENTION), post.id
            assert weighted(post.text) <= LIMIT, post.id
        assert post.kind is not Kind.COMMENT or post.reply_to, post.id


def test_answers_lie_later_than_what_they_answer_on_the_same_network() -> None:
    posts = {post.id: post for post in _scenario().posts}
    for post in _posts():
        if post.reply_to is not None:
            answered = posts[post.reply_to]
            assert answered.network is post.network, post.id
            assert answered.at < post.at, post.id
            assert answered.kind is not Kind.TAGGED or post.kind is Kind.COMMENT, post.id


def test_everything_lies_within_the_week() -> None:
    scenario = _scenario()
    assert scenario.ends_at - scenario.starts_at == 7 * 86_400
    assert all(scenario.starts_at <= post.at < scenario.ends_at for post in scenario.posts)


def test_keys_use_the_rubrics_words_and_agree_with_themselves() -> None:
    for post, key in _keys():
        assert key.keys() == KEY.keys(), post.id
        for name, value in key.items():
            assert value in KEY[name], (post.id, name)
        assert (key["urgency"] == "none") is not key["needs_answer"], post.id


def test_who_is_owed_an_answer_has_a_matter_and_reactions_come_only_then() -> None:
    for post, key in _keys():
        assert key["needs_answer"] or not post.reactions, post.id
        assert not key["needs_answer"] or post.matter, post.id
        for reaction in post.reactions:
            assert reaction.kind in REACTIONS, post.id
            assert reaction.after_minutes > 0 or reaction.kind == "silent", post.id
            assert bool(reaction.text) is (reaction.kind != "silent"), post.id


def test_a_matter_is_one_persons() -> None:
    people: dict[str, set[str]] = defaultdict(set)
    for post in _posts():
        if post.matter:
            people[post.matter].add(post.person)
    assert {matter: who for matter, who in people.items() if len(who) > 1} == {}


def test_customers_come_back_on_both_networks_with_the_same_matter() -> None:
    networks: dict[str, set[Network]] = defaultdict(set)
    for post in _posts():
        if post.matter:
            networks[post.matter].add(post.network)
    assert sum(len(where) == 2 for where in networks.values()) >= 20


def test_every_urgency_topic_and_intent_occurs() -> None:
    for name in ("urgency", "topic", "intent", "sentiment"):
        assert {key[name] for _, key in _keys()} == KEY[name]


def test_no_text_is_nearly_another() -> None:
    texts = [(post.id, post.text) for post in _posts()]
    texts += [
        (f"{post.id} {number}", reaction.text)
        for post in _posts()
        for number, reaction in enumerate(post.reactions)
    ]
    assert list(_near_duplicates(texts)) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("my router blinks red since noon", "my router blinks red since noon!", True),
        ("my router blinks red since noon", "your bill is wrong in every line of it", False),
    ],
)
def test_near_duplicates_are_found(one: str, other: str, near: bool) -> None:
    assert bool(list(_near_duplicates([("1", one), ("2", other)]))) is near


def test_the_whole_week_can_be_played() -> None:
    scenario = _scenario()
    end = RealTime(scenario.ends_at + 1)
    clock = Clock(scenario_start=end.at, ends_at=scenario.ends_at, real_now=end)
    world = World(scenario, clock)
    assert len(world.posts) == len(scenario.posts)
    assert all(world.get(external_id) for external_id in world.posts)


def _near_duplicates(texts: list[tuple[str | None, str]]) -> Iterator[tuple[object, ...]]:
    """Pairs of texts of four words or more whose character 4-grams overlap by more than SAME.

    Only texts that share one of their rarest grams can overlap so much (prefix filtering).
    """
    grams = {name: _grams(text) for name, text in texts if len(_words(text)) >= 4}
    rarity = Counter(gram for found in grams.values() for gram in found)
    holders: dict[str, list[str | None]] = defaultdict(list)
    for name, found in grams.items():
        by_rarity = sorted(found, key=lambda gram: (rarity[gram], gram))
        prefix = by_rarity[: len(found) - int(len(found) * SAME) + 1]
        for other in dict.fromkeys(other for gram in prefix for other in holders[gram]):
            overlap = _jaccard(found, grams[other])
            if overlap > SAME:
                yield name, other, round(overlap, 2)
        for gram in prefix:
            holders[gram].append(name)


def _words(text: str) -> list[str]:
    return [word for word in text.lower().split() if not word.startswith("@")]


def _grams(text: str) -> frozenset[str]:
    plain = " ".join(_words(text))
    return frozenset(plain[place : place + 4] for place in range(len(plain) - 3))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
