"""Answers posts on Mastodon, in public or so that only the customer sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import EndpointRetired, Rejected, ReplyNotAllowed
from domain.mastodon_text import addressed
from domain.mention import MASTODON, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.same_text import same_text
from domain.text import clean
from platforms.html_text import text_of_html
from platforms.mastodon import MastodonAccount, MastodonClient
from platforms.reading import identifier, instant, mapping

_ONLY_NAMED = "direct"


class MastodonResponder:
    """Posts replies as one account, and finds them again below the post that they answer."""

    platform: ClassVar[Platform] = MASTODON
    account_model: ClassVar[type[MastodonAccount]] = MastodonAccount
    names_the_gone = True
    at_once = 20

    def __init__(self, account: MastodonAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._client = MastodonClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        """Never shown to more people than the post that it answers."""
        try:
            target = self._client.post(reply.target.external_id)
        except Rejected as error:
            raise ReplyNotAllowed(f"The post is gone or hidden from us. {error}") from error
        private = reply.kind is ReplyKind.PRIVATE
        made = self._client.reply(
            clean(addressed(reply.target, reply.text)),
            to=reply.target.external_id,
            visibility=_ONLY_NAMED if private else str(target.get("visibility") or "public"),
            key=reply.idempotency_key,
        )
        return self._posted(made)

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that we may see. A server from before Mastodon 4.3 has no list: it is asked for
        each."""
        try:
            return frozenset(ids) & self._client.known(ids)
        except (Rejected, EndpointRetired):
            return frozenset(one for one in ids if self._is_there(one))

    def _is_there(self, post_id: str) -> bool:
        try:
            self._client.post(post_id)
        except Rejected:
            return False
        return True

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of our own that answers the same post with the same text."""
        try:
            below = self._client.below(reply.target.external_id)
        except Rejected:
            return None  # the post is gone; below it nothing can be found
        found = [post for post in map(mapping, below) if self._is(post, reply)]
        return self._posted(found[0]) if found else None

    def _is(self, post: Mapping[str, Any], reply: OutgoingReply) -> bool:
        private = post.get("visibility") == _ONLY_NAMED
        return (
            self._account.is_us(mapping(post.get("account")))
            and identifier(post.get("in_reply_to_id")) == reply.target.external_id
            and (private or reply.kind is ReplyKind.PUBLIC)
            and same_text(
                _short_handles(addressed(reply.target, reply.text)),
                _short_handles(text_of_html(post.get("content"))),
            )
        )

    def _posted(self, post: Mapping[str, Any]) -> PostedReply:
        post_id = str(post["id"])
        url = post.get("url")
        secure = isinstance(url, str) and url.startswith("https://")
        server = self._account.base_url.split("://", 1)[1].rstrip("/")
        return PostedReply(
            external_id=post_id,
            url=str(url) if secure else f"https://{server}/@{self._account.handle}/{post_id}",
            posted_at=instant(post.get("created_at")),
        )


def _short_handles(text: str) -> str:
    """Servers show @user@server as @user."""
    plain = clean(text).split()
    return " ".join("@" + word.split("@")[1] if word.startswith("@") else word for word in plain)
