"""A bare "?" asks again; it says nothing new of the matter."""

from __future__ import annotations

from tests.fakes import Office


def test_a_nudge_leaves_what_the_case_is_about(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    before = office.case(office.arrive(first))
    after = office.case(office.arrive(office.says("Ann", "@us ??", under=first)))
    assert after.id == before.id
    assert (after.topic, after.sentiment, after.private) == (
        before.topic,
        before.sentiment,
        before.private,
    )
    assert after.unanswered_posts == 2
