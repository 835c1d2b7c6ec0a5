"""Instagram's mentions: a webhook names them, and only by these names they can be read."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import Rejected
from domain.mention import IncomingMention, MentionKind, Skipped
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.instagram import InstagramListener, InstagramSettings
from listeners.instagram_mention import fetch_mention
from listeners.push import FetchingListener
from platforms.facebook import Graph
from responder.instagram import InstagramResponder
from tests.platforms.practice import Practice
from tests.platforms.recorded import graph_answer

POST = MentionKind.POST


@pytest.fixture
def listener(practice: Practice) -> InstagramListener:
    account = practice.instagram_account()
    return InstagramListener(account, InstagramSettings(), now=practice.now)


def posted(practice: Practice, text: str, **more: Any) -> str:
    return practice.publish(text, network="instagram", **({"kind": "tagged"} | more))


def test_a_caption_that_names_us_is_fetched_by_its_id(
    practice: Practice, listener: InstagramListener
) -> None:
    media = posted(practice, "look at this @kestrelia")
    assert isinstance(listener, FetchingListener)
    found = listener.fetch("mentions", {"media_id": media})
    assert isinstance(found, IncomingMention)
    assert (found.external_id, found.conversation_id, found.kind) == (media, media, POST)
    assert found.text == "look at this @kestrelia"
    assert found.summoned


def test_a_comment_that_names_us_is_fetched_and_answered_where_it_is(
    practice: Practice, listener: InstagramListener
) -> None:
    media = posted(practice, "my holiday")
    comment = posted(practice, "ask @kestrelia", kind="comment", reply_to_external_id=media)
    found = listener.fetch("mentions", {"media_id": media, "comment_id": comment})
    assert isinstance(found, IncomingMention)
    assert (found.external_id, found.conversation_id, found.text) == (
        comment,
        media,
        "ask @kestrelia",
    )
    target = ReplyTarget(
        platform=found.platform,
        external_id=found.external_id,
        conversation_id=found.conversation_id,
        author_external_id=found.author.external_id,
        author_handle=found.author.handle,
        kind=found.kind,
        summoned=found.summoned,
        published_at=found.published_at,
    )
    InstagramResponder(practice.instagram_account(), now=practice.now).post(
        OutgoingReply(
            target=target, kind=ReplyKind.PUBLIC, text="We are here.", idempotency_key="k"
        )
    )
    assert practice.public_answers(comment) == ["We are here."]


def test_what_is_gone_or_never_named_us_is_told_apart_from_trouble(
    practice: Practice, listener: InstagramListener
) -> None:
    for media in (posted(practice, "nothing to see"), "17999"):
        with pytest.raises(Rejected):
            listener.fetch("mentions", {"media_id": media})


@pytest.mark.parametrize(
    "told", [{}, {"media_id": None}, {"media_id": "1){id}", "comment_id": "x"}]
)
def test_ids_that_are_none_are_never_asked_for(
    listener: InstagramListener, told: dict[str, Any]
) -> None:
    assert isinstance(listener.fetch("mentions", told), Skipped)


@pytest.mark.parametrize(("edge", "named"), [("comment", "comment_id"), ("media", "media_id")])
def test_what_instagram_really_answered_is_read(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, edge: str, named: str
) -> None:
    answer = graph_answer(f"instagram/apidata/users/mentioned_{edge}.json")
    monkeypatch.setattr(Graph, "get_object", lambda *_args, **_more: answer)
    account = practice.instagram_account()
    graph = Graph(account, now=practice.now)
    found = fetch_mention(graph, account, {"media_id": "1", named: "17967008497439572"})
    assert isinstance(found, IncomingMention)
    assert found.text.startswith("@ikroskun")
    assert found.published_at.year == 2021
