"""Answers posts on X."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import PlatformUnavailable, ReplyNotAllowed
from domain.mention import Platform, X
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.text import clean
from platforms.reading import identifier, mapping
from platforms.x import XAccount, XClient
from platforms.x_posts import (
    XPageRequest,
    is_snowflake,
    post_url,
    reference,
    same_text,
    snowflake_time,
)


class XResponder:
    """Posts replies as one account, and finds them again in that account's own timeline."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    at_once = 100

    def __init__(self, account: XAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._client = XClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("X: only public replies are possible; answer in public.")
        return self._posted(
            self._client.reply(clean(reply.text), to=reply.target.external_id),
        )

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that X does not call deleted."""
        return frozenset(ids) - self._client.not_found(ids)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of our posts that answers the same post with the same text."""
        found = [post for post in self._own_posts_since(reply) if _is(post, reply)]
        ids = [identifier(post.get("id")) for post in found]
        oldest = min((one for one in ids if one and is_snowflake(one)), key=int, default=None)
        return self._posted(oldest) if oldest else None

    def _own_posts_since(self, reply: OutgoingReply) -> Iterator[Mapping[str, Any]]:
        """Everything that we posted after the target; X serves the newest 3,200."""
        token, passed = None, set[str]()
        while True:
            page = self._client.own_posts(
                XPageRequest(since_id=reply.target.external_id, token=token)
            )
            yield from map(mapping, page.posts)
            token = page.next_token
            if token is None:
                return
            if token in passed:
                raise PlatformUnavailable("X: the account's timeline turns in a circle.")
            passed.add(token)

    def _posted(self, post_id: str) -> PostedReply:
        return PostedReply(
            external_id=post_id,
            url=post_url(self._account.handle, post_id),
            posted_at=snowflake_time(post_id) if is_snowflake(post_id) else None,
        )


def _is(post: Mapping[str, Any], reply: OutgoingReply) -> bool:
    answers = reference(post, "replied_to") == reply.target.external_id
    return answers and same_text(reply.text, post)
