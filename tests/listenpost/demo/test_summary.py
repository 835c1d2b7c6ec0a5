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


def test_a_private_reply_is_a_hop_and_asking_again_in_public_a_return() -> None:
    first, again = post("a", person="p", matter="m"), post("b", at=60, person="p", matter="m")
    moved = reply("a", 30, kind="private", person="p", matter="m")
    found = figures([first, again], [moved], stored("a", "b"))
    assert (found["hops"], found["return_rate"]) == (1, 1.0)


def test_a_case_of_two_people_and_a_matter_in_two_cases_are_wrong() -> None:
    published = [post("a"), post("b"), post("c", person="person of a", matter="m-a")]
    assert wrong_cases(published, {"x:a": 1, "x:b": 1}) == 1
    assert wrong_cases(published, {"x:a": 1, "x:c": 2}) == 1
    assert wrong_cases(published, {"x:a": 1, "x:c": 1, "x:b": 2}) == 0
