"""Answers posts on X."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import ReplyNotAllowed
from domain.mention import Platform, X
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.text import clean
from platforms.reading import identifier
from platforms.x import XAccount, XClient
from platforms.x_messages import event_id_of
from platforms.x_posts import (
    is_snowflake,
    post_url,
    reference,
    same_text,
    snowflake_time,
    walk,
)
from responder.x_messages import find_message, post_message


class XResponder:
    """Posts replies as one account, and finds them again in that account's own timeline."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    names_the_gone = True
    at_once = 100

    def __init__(self, account: XAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._client = XClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is ReplyKind.PRIVATE:
            return post_message(self._client, reply)
        if event_id_of(reply.target.external_id) is not None:
            raise ReplyNotAllowed("X: a message is answered in private, never in public.")
        return self._posted(
            self._client.reply(clean(reply.text), to=reply.target.external_id),
        )

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that X does not call deleted; of messages it tells nothing."""
        posts = [one for one in ids if event_id_of(one) is None]
        return frozenset(ids) - (self._client.not_found(posts) if posts else frozenset())

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of our posts that answers the same post with the same text; X serves the
        newest 3,200 of them, and the messages of 30 days."""
        if reply.kind is ReplyKind.PRIVATE:
            return find_message(self._client, reply)
        ours = walk(self._client.own_posts, reply.target.external_id)
        found = [post for post in ours if _is(post, reply)]
        ids = [identifier(post.get("id")) for post in found]
        oldest = min((one for one in ids if one and is_snowflake(one)), key=int, default=None)
        return self._posted(oldest) if oldest else None

    def _posted(self, post_id: str) -> PostedReply:
        return PostedReply(
            external_id=post_id,
            url=post_url(self._account.handle, post_id),
            posted_at=snowflake_time(post_id) if is_snowflake(post_id) else None,
        )


def _is(post: Mapping[str, Any], reply: OutgoingReply) -> bool:
    answers = reference(post, "replied_to") == reply.target.external_id
    return answers and same_text(reply.text, post)
