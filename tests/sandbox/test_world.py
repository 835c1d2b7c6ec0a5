"""A whole week, answered: every script is played to its end, and twice the same."""

from __future__ import annotations

from functools import cache

import pytest

from sandbox.books import books, summary
from sandbox.clock import Clock
from sandbox.posts import Json, Network
from sandbox.scenario import load
from sandbox.world import World
from tests.sandbox.practice import RealTime

HOUR = 3600.0


@cache
def _answered_week(seed: int) -> tuple[Json, Json]:
    """Every hour all new posts that need an answer get one, until nothing more happens."""
    scenario = load("kestrelia")
    time = RealTime(scenario.starts_at)
    clock = Clock(
        scenario_start=scenario.starts_at,
        ends_at=scenario.ends_at,
        real_now=time,
        real_start=scenario.starts_at,
    )
    world = World(scenario, clock, seed=seed)
    answered: set[str] = set()
    while not summary(world)["exhausted"]:
        time.at += HOUR
        world.advance()
        for post in list(world.posts.values()):
            if post.key and post.key["needs_answer"] and post.external_id not in answered:
                answered.add(post.external_id)
                world.reply(post, f"Answer {len(answered)}")
    return books(world), summary(world)


def test_every_reaction_of_the_scenario_is_played() -> None:
    told, counts = _answered_week(0)
    scripted = [
        reaction.text
        for post in load("kestrelia").posts
        for reaction in post.reactions
        if reaction.text
    ]
    written = [post for post in told["published"] if post["post_id"] is None]
    assert counts["reactions_pending"] == 0
    assert len(written) >= 0.9 * len(scripted)
    assert len({post["external_id"] for post in told["published"]}) == len(told["published"])


def test_a_reaction_comes_after_the_reply_and_in_its_thread() -> None:
    told, _ = _answered_week(0)
    replies = {reply["external_id"]: reply for reply in told["replies"]}
    for post in told["published"]:
        if post["post_id"] is None:
            reply = replies[post["reply_to_external_id"]]
            assert reply["at"] < post["at"]
            assert reply["person"] == post["person"]


def test_ids_on_x_follow_the_time() -> None:
    told, _ = _answered_week(0)
    on_x = [post for post in told["published"] if post["network"] == Network.X]
    by_time = sorted(on_x, key=lambda post: (post["at"], int(post["external_id"])))
    assert by_time == sorted(on_x, key=lambda post: int(post["external_id"]))


@pytest.mark.parametrize("other_seed", [0, 1])
def test_the_same_replies_bring_the_same_week(other_seed: int) -> None:
    _answered_week.cache_clear()
    told, _ = _answered_week(0)
    _answered_week.cache_clear()
    assert _answered_week(other_seed)[0] == told
