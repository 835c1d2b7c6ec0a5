"""The figures that a demo prints, from small books written by hand."""

from __future__ import annotations

from typing import Any

from domain.sla import SlaPolicy
from listenpost.demo.summary import Stored, double_replies, summarise, wrong_cases

HOUR = 3600.0


def post(name: str, at: float = 0.0, **more: Any) -> dict[str, Any]:
    key = {"needs_answer": True, "urgency": "high"}
    return {
        "network": "x", "external_id": name, "person": f"person of {name}", "matter": f"m-{name}",
        "at": at, "visible_at": at, "deleted_at": None, "key": key,
    } | more  # fmt: skip


def reply(to: str, at: float, text: str = "hello", **more: Any) -> dict[str, Any]:
    return {
        "network": "x", "kind": "public", "to_external_id": to, "person": f"person of {to}",
        "matter": f"m-{to}", "text": text, "at": at,
    } | more  # fmt: skip


def stored(*names: str, **more: Any) -> Stored:
    found = [f"x:{name}" for name in names]
    values: dict[str, Any] = {
        "mentions": frozenset(found), "rows": len(found), "skipped": frozenset(),
        "needing": frozenset(), "case_of": {}, "cases": 0, "listeners": {},
    }  # fmt: skip
    return Stored(**values | more)


def figures(published: list[Any], replies: list[Any], ours: Stored) -> dict[str, Any]:
    books = {"published": published, "replies": replies}
    return summarise(books, ours, SlaPolicy(), ends_at=48 * HOUR, seconds=1.0)


def test_what_was_published_and_is_neither_stored_nor_skipped_is_lost() -> None:
    found = figures([post("a"), post("b"), post("c")], [], stored("a", skipped=frozenset({"c"})))
    assert (found["published"], found["lost"], found["lost_examples"]) == (3, 1, ["x:b"])


def test_a_post_deleted_before_anyone_could_see_it_was_not_published() -> None:
    assert figures([post("a", deleted_at=0.0)], [], stored())["published"] == 0


def test_the_second_row_of_one_post_is_a_duplicate() -> None:
    assert figures([post("a")], [], stored("a", rows=2))["duplicates"] == 1


def test_only_what_is_past_its_deadline_is_ignored() -> None:
    found = figures([post("old"), post("new", at=47 * HOUR)], [], stored("old", "new"))
    assert (found["needing_answer"], found["answered"], found["ignored_share"]) == (2, 0, 0.5)


def test_an_answer_to_the_matter_answers_its_earlier_posts() -> None:
    first, again = post("a", person="p", matter="m"), post("b", at=60, person="p", matter="m")
    found = figures([first, again], [reply("b", 120, person="p", matter="m")], stored("a", "b"))
    assert (found["answered"], found["first_response_p50_s"]) == (2, 120.0)


def test_high_urgency_is_on_time_within_four_hours() -> None:
    replies = [reply("a", 4 * HOUR), reply("b", 4 * HOUR + 1)]
    assert figures([post("a"), post("b")], replies, stored("a", "b"))["urgent_on_time_share"] == 0.5


def test_the_same_words_to_the_same_post_twice_are_a_double_reply() -> None:
    twice = [reply("a", 1), reply("a", 2), reply("a", 3, "other words"), reply("b", 3)]
    assert double_replies(twice) == 1


def move(at: float, **more: Any) -> dict[str, Any]:
    return {"person": "p", "matter": "m", "at": at, "carried": True} | more


def moved(*moves: dict[str, Any], again: float = 60) -> dict[str, Any]:
    """Somebody asks, is answered, moved, and asks in public again."""
    first, later = post("a", person="p", matter="m"), post("b", at=again, person="p", matter="m")
    books = {
        "published": [first, later],
        "replies": [reply("a", 30, person="p", matter="m")],
        "moves": list(moves),
    }
    return summarise(books, stored("a", "b"), SlaPolicy(), ends_at=48 * HOUR, seconds=1.0)


def test_what_the_network_calls_a_move_is_a_hop_and_asking_again_in_public_a_return() -> None:
    found = moved(move(30))
    assert (found["hops"], found["escalation_rate"], found["return_rate"]) == (1, 1.0, 1.0)
    assert found["context_carried_rate"] == 1.0
    assert moved(move(90))["return_rate"] == 0.0


def test_a_customer_who_is_moved_twice_is_one_and_every_move_must_carry_her_story() -> None:
    found = moved(move(30), move(40, carried=False))
    assert (found["hops"], found["context_carried_rate"]) == (1, 0.0)


def test_without_a_move_there_is_no_rate() -> None:
    found = moved()
    assert (found["hops"], found["return_rate"], found["context_carried_rate"]) == (0, None, None)


def test_the_same_words_in_private_are_a_double_reply_only_if_nothing_came_between() -> None:
    def said(at: float) -> dict[str, Any]:
        return reply("a", at, kind="private") | {"to_external_id": None}

    heard = [{"person": "person of a", "at": 5.0}]
    assert double_replies([said(1), said(2)], heard) == 1
    assert double_replies([said(1), said(9)], heard) == 0


def test_a_case_of_two_people_and_a_matter_in_two_cases_are_wrong() -> None:
    published = [post("a"), post("b"), post("c", person="person of a", matter="m-a")]
    assert wrong_cases(published, {"x:a": 1, "x:b": 1}) == ["mixed: person of a + person of b"]
    assert wrong_cases(published, {"x:a": 1, "x:c": 2}) == ["parted: m-a"]
    assert wrong_cases(published, {"x:a": 1, "x:c": 1, "x:b": 2}) == []
