"""Replays: files of real posts, and posts in our own format."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.clock import Clock
from sandbox.posts import BRAND, PlannedPost
from sandbox.replay import LONGEST_GAP, STARTS_AT, load_replay
from sandbox.scenario import Scenario
from sandbox.world import World
from tests.sandbox.practice import Json, RealTime

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
TWEETS = [
    ("1", "115712", "True", "@sprintcare my phone is dead", "", "Tue Oct 31 22:00:00 +0000 2017"),
    ("2", "sprintcare", "False", "@115712 Which one?", "1", "Tue Oct 31 22:05:00 +0000 2017"),
    ("3", "115712", "True", "@sprintcare the new one", "2", "2017-10-31 22:10:00+00:00"),
    ("4", "115713", "True", "no handle here", "9", "Fri Nov 03 22:10:00 +0000 2017"),
]
COLUMNS = ["tweet_id", "author_id", "inbound", "text", "in_response_to_tweet_id", "created_at"]


def _own(number: int, **more: object) -> Json:
    return {
        "id": f"en-{number}",
        "person": "en-jo",
        "network": "x",
        "kind": "mention",
        "day": 0,
        "time": f"1{number}:00",
        "text": f"@kestrelia post {number}",
        "lang": "en",
        "reply_to": None,
        "matter": "m1",
    } | more


def _played(scenario: Scenario) -> World:
    """The world when everything has happened."""
    end = RealTime(scenario.ends_at + 1)
    clock = Clock(scenario_start=end.at, ends_at=scenario.ends_at, real_now=end)
    return World(scenario, clock)


def _write(path: Path, rows: list[Json]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    return path


def test_posts_in_our_own_format_keep_threads_matters_and_reactions(tmp_path: Path) -> None:
    reaction = {"kind": "thank", "after_minutes": 5, "text": "Thanks"}
    rows = [_own(1, reactions=[reaction]), _own(2, reply_to="en-1"), _own(3)]
    world = _played(load_replay(_write(tmp_path / "posts.jsonl", rows)))
    first, second, third = world.posts.values()
    assert second.answers_id == first.external_id
    assert third.root_id == third.external_id
    assert {post.matter for post in (first, second, third)} == {"m1"}
    world.reply(third, "Hello")
    assert world.agenda.reactions_pending == 1


def test_what_is_answered_but_not_in_the_file_stands_in_as_ours(tmp_path: Path) -> None:
    row = _own(1, network="facebook", kind="comment", reply_to="own-photo-fb")
    world = _played(load_replay(_write(tmp_path / "posts.jsonl", [row])))
    own, comment = world.posts.values()
    assert own.person == BRAND
    assert comment.root_id == own.external_id


def test_only_the_first_posts_are_played_and_stretches_without_any_are_short(
    tmp_path: Path,
) -> None:
    rows = [_own(1), _own(9), _own(5)]
    scenario = load_replay(_write(tmp_path / "posts.jsonl", rows), posts=2)
    assert [post.id for post in scenario.posts] == ["en-1", "en-5"]
    assert [post.at - STARTS_AT for post in scenario.posts] == [0, LONGEST_GAP]
    assert scenario.ends_at == STARTS_AT + LONGEST_GAP


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_customer_care_on_twitter_becomes_mentions_of_ours(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"tweets.{form}"
    rows = [dict(zip(COLUMNS, (i, a, n, t, r, c), strict=True)) for i, a, n, t, r, c in TWEETS]
    if form == "jsonl":
        _write(path, rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    first, second, third = _played(load_replay(path)).posts.values()
    assert first.text == "@kestrelia my phone is dead"
    assert second.answers_id == first.external_id
    assert first.matter == second.matter == "1:115712"
    assert third.text == "@kestrelia no handle here"
    assert third.answers_id is None
    assert third.key is None


def test_a_big_file_of_customer_care_can_be_played() -> None:
    scenario = load_replay(_shared("replay_twcs.jsonl.gz"), posts=3000)
    world = _played(scenario)
    assert len(world.posts) == 3000
    assert all("kestrelia" in post.handles for post in world.posts.values())
    assert sum(post.is_reply for post in world.posts.values()) > 500
    _assert_gaps(scenario.posts)


def test_ibm_s_conversations_can_be_played_without_anybody_s_name() -> None:
    scenario = load_replay(_shared("replay_ibm_care.jsonl.gz"))
    world = _played(scenario)
    assert len(world.posts) == 606
    assert all(post.person.startswith("care-") for post in world.posts.values())
    _assert_gaps(scenario.posts)


def _assert_gaps(posts: tuple[PlannedPost, ...]) -> None:
    gaps = [after.at - before.at for before, after in pairwise(posts)]
    assert min(gaps) >= 0
    assert max(gaps) <= LONGEST_GAP
