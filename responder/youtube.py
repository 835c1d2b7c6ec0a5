"""Answers comments on our channel's videos, as the channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import YOUTUBE, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.same_text import same_text
from domain.text import clean
from domain.youtube import as_posted
from platforms.reading import identifier, instant, mapping
from platforms.youtube import AT_ONCE, YouTubeChannel, client_of

_PAGES = 20


class YouTubeResponder:
    """Posts replies as one channel, and finds them again in their thread."""

    platform: ClassVar[Platform] = YOUTUBE
    account_model: ClassVar[type[YouTubeChannel]] = YouTubeChannel
    at_once: ClassVar[int] = AT_ONCE

    def __init__(self, account: YouTubeChannel, *, now: Callable[[], dt.datetime]) -> None:
        self._channel = account.channel_id
        self._client = client_of(account, now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        """Looks first: YouTube knows no key by which it could tell a repeat."""
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("YouTube: only public replies are possible; answer in public.")
        if not self.still_there([reply.target.external_id]):
            raise ReplyNotAllowed("YouTube: the comment was deleted, or is hidden.")
        found = self.find(reply)
        if found is not None:
            return found
        made = self._client.reply(_text(reply), thread=reply.target.conversation_id)
        if identifier(made.get("id")) is None:
            raise OutcomeUnknown("YouTube took the reply, but did not say what it made of it.")
        return _posted(made)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The one of our own in the thread with the same text."""
        try:
            return next((_posted(one) for one in self._thread(reply) if self._is(one, reply)), None)
        except Rejected:
            return None  # the thread is gone; below it nothing can be found

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that are neither deleted nor hidden."""
        found = [identifier(mapping(one).get("id")) for one in self._client.comments(ids)]
        return frozenset(one for one in found if one)

    def _thread(self, reply: OutgoingReply) -> Iterator[Mapping[str, Any]]:
        place: str | None = None
        for _ in range(_PAGES):
            page = self._client.replies(reply.target.conversation_id, place)
            yield from map(mapping, page.items)
            place = page.place
            if place is None:
                return

    def _is(self, comment: Mapping[str, Any], reply: OutgoingReply) -> bool:
        snippet = mapping(comment.get("snippet"))
        text = snippet.get("textOriginal") or snippet.get("textDisplay")
        author = mapping(snippet.get("authorChannelId")).get("value")
        return author == self._channel and same_text(_text(reply), text)


def _text(reply: OutgoingReply) -> str:
    return clean(as_posted(reply.target, reply.text))


def _posted(comment: Mapping[str, Any]) -> PostedReply:
    comment_id, snippet = str(comment["id"]), mapping(comment.get("snippet"))
    video = identifier(snippet.get("videoId"))
    place = f"watch?v={video}&lc={comment_id}" if video else f"post?lc={comment_id}"
    return PostedReply(
        external_id=comment_id,
        url=f"https://www.youtube.com/{place}",
        posted_at=instant(snippet.get("publishedAt")),
    )
