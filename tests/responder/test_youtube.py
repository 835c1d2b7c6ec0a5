"""Answering on YouTube."""

from __future__ import annotations

from typing import ClassVar

import pytest

from domain.errors import PermissionMissing, ReplyNotAllowed
from tests.platforms.youtube_network import YouTubeNetwork, problem
from tests.responder.contract import ResponderContract


class TestYouTube(ResponderContract):
    too_long: ClassVar[int] = 10_001

    @pytest.fixture
    def network(self, youtube: YouTubeNetwork) -> YouTubeNetwork:
        return youtube


def test_who_is_answered_inside_a_thread_is_named(youtube: YouTubeNetwork) -> None:
    top = youtube.write("customer", "It is late.")
    target = youtube.target_of(youtube.write("copycat", "Mine, too.", above=top.id))
    reply = youtube.outgoing(target, "Platform 3")
    posted = youtube.responder().post(reply)
    assert youtube.answers(target) == ["@copycat Platform 3"]
    assert youtube.comments[posted.external_id].parent == top.id
    assert youtube.responder().find(reply) == posted


def test_an_answer_is_found_below_a_long_thread(youtube: YouTubeNetwork) -> None:
    target = youtube.target()
    for n in range(120):
        youtube.says(target, f"me too {n}", brand=False)
    reply = youtube.outgoing(target)
    posted = youtube.responder().post(reply)
    assert youtube.responder().find(reply) == posted


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("commentsDisabled", ReplyNotAllowed),
        ("forbidden", ReplyNotAllowed),
        ("insufficientPermissions", PermissionMissing),
        ("accessNotConfigured", PermissionMissing),
    ],
)
def test_a_refusal_says_why(youtube: YouTubeNetwork, reason: str, kind: type[Exception]) -> None:
    reply = youtube.outgoing(youtube.target())
    youtube.trouble[0].status = lambda _code: problem(403, reason)
    youtube.fail("status", status=403, method="POST")
    with pytest.raises(kind, match=reason):
        youtube.responder().post(reply)
    assert youtube.answers(reply.target) == []


def test_those_that_are_gone_are_not_there(youtube: YouTubeNetwork) -> None:
    here, gone = (youtube.target(f"hello {n}") for n in range(2))
    youtube.gone(gone)
    asked = [here.external_id, gone.external_id]
    assert youtube.responder().still_there(asked) == {here.external_id}  # type: ignore[attr-defined]
