"""Answering on Reddit."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from domain.errors import ReplyNotAllowed
from tests.platforms.reddit_network import RedditNetwork
from tests.responder.contract import ResponderContract


class TestReddit(ResponderContract):
    too_long: ClassVar[int] = 10_001

    @pytest.fixture
    def network(self, reddit: RedditNetwork) -> RedditNetwork:
        return reddit


@pytest.mark.parametrize(("flag", "word"), [("locked", "locked"), ("archived", "archived")])
def test_a_thread_that_is_closed_is_not_asked_to_take_a_comment(
    reddit: RedditNetwork, flag: str, word: str
) -> None:
    target = reddit.target()
    reddit.things[target.external_id].data[flag] = True
    with pytest.raises(ReplyNotAllowed, match=word):
        reddit.responder().post(reddit.outgoing(target))
    assert reddit.answers(target) == []


def test_a_post_is_answered_below_itself(reddit: RedditNetwork) -> None:
    post = reddit.write("customer", "It is late again.", title="Kestrelia?")
    target = replace(reddit.target(), external_id=post.name, conversation_id=post.name)
    reply = reddit.outgoing(target)
    posted = reddit.responder().post(reply)
    assert reddit.responder().find(reply) == posted


def test_what_a_thread_hides_is_found_among_our_own(reddit: RedditNetwork) -> None:
    reply = reddit.outgoing(reddit.target())
    posted = reddit.responder().post(reply)
    reddit.folded.add(reply.target.external_id)
    for n in range(130):
        reddit.says(reddit.target(f"other {n}"), f"answer {n}", brand=True)
    assert reddit.responder().find(reply) == posted


def test_those_that_show_a_shell_are_not_there_and_what_is_hidden_is_in_doubt(
    reddit: RedditNetwork,
) -> None:
    here, deleted, removed = (reddit.write("customer", f"hello {n}") for n in range(3))
    deleted.delete()
    removed.data["body"] = "[removed]"
    asked = [here.name, deleted.name, removed.name, "t1_never"]
    assert reddit.responder().still_there(asked) == {here.name, "t1_never"}  # type: ignore[attr-defined]
