"""Answers on Instagram: comments in public or by one private message, and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected
from domain.mention import INSTAGRAM, MentionKind, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from domain.same_text import same_text
from domain.text import clean
from platforms.facebook import Graph
from platforms.instagram import InstagramAccount
from platforms.reading import identifier, instant, mapping
from responder.meta_inbox import MetaInbox

_FIELDS = "id,text,timestamp,from,username"
Item = Mapping[str, Any]


class InstagramResponder:
    """Writes as one account, and finds again what it wrote below a comment or in its inbox."""

    platform: ClassVar[Platform] = INSTAGRAM
    account_model: ClassVar[type[InstagramAccount]] = InstagramAccount
    at_once = 50

    def __init__(self, account: InstagramAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._graph = Graph(account, now=now)
        self._inbox = MetaInbox(
            graph=self._graph,
            owner=account.page_id,
            on="instagram",
            is_us=account.is_us,
            url="https://www.instagram.com/direct/inbox/",
            now=now,
        )

    def post(self, reply: OutgoingReply) -> PostedReply:
        """Instagram takes the same words twice: so we look before we write."""
        target = reply.target
        if target.kind == MentionKind.MESSAGE:
            return self._inbox.answer(reply)
        if reply.kind is ReplyKind.PRIVATE:
            return self._inbox.reply_privately(reply, "comment_id")
        earlier = self.find(reply) if target.kind == MentionKind.COMMENT else None
        if earlier is not None:
            return earlier
        words = clean(reply.text)
        if target.kind == MentionKind.COMMENT:
            made = self._graph.put_object(target.external_id, "replies", message=words)
        else:
            where = {"media_id": target.conversation_id, "message": words}
            if target.external_id != target.conversation_id:
                where["comment_id"] = target.external_id
            made = self._graph.put_object(self._account.user_id, "mentions", **where)
        comment_id = identifier(made.get("id"))
        if comment_id is None:
            raise OutcomeUnknown("Instagram took the reply, but did not say what it made of it.")
        return PostedReply(external_id=comment_id, url=self._url)

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that can be read."""
        return self._graph.existing(ids)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of our own that answers the same comment with the same text.

        Raises Rejected where nobody but a person can tell: below other people's media nothing can
        be read, and a message does not say about which of her comments it is.
        """
        if reply.target.kind == MentionKind.MESSAGE:
            return self._inbox.find(reply)
        if reply.kind is ReplyKind.PRIVATE:
            raise Rejected(
                "Instagram does not say about which comment a message is: look into its inbox."
            )
        if reply.target.kind != MentionKind.COMMENT:
            raise Rejected("Below other people's posts nothing can be read: open the post.")
        try:
            branch = self._branch(reply.target)
        except Rejected:
            return None  # the comment is gone, and everything below it
        since = reply.target.published_at.replace(microsecond=0)
        found = [
            one
            for one in branch
            if self._is_ours(one)
            and same_text(reply.text, one.get("text"))
            and _is_since(one, since)
        ]
        first = min(found, key=lambda one: str(one.get("timestamp")), default=None)
        return None if first is None else self._found(first)

    def _branch(self, target: ReplyTarget) -> list[Item]:
        """The replies beside or below the comment; none where others speak there too.

        Instagram hangs the answer to a reply below the comment above both, and nobody could tell
        whom we answered.
        """
        told = self._graph.get_object(target.external_id, fields=f"{_FIELDS},parent_id")
        above = identifier(told.get("parent_id"))
        top = above or target.external_id
        replies = list(self._graph.walk(top, "replies", fields=_FIELDS, limit="50"))
        if above is None:
            return replies
        first = self._graph.get_object(top, fields=_FIELDS)
        speakers = {_speaker(one) for one in (first, *replies) if not self._is_ours(one)}
        return replies if speakers <= {target.author_external_id} else []

    def _is_ours(self, item: Item) -> bool:
        return self._account.is_us({"username": item.get("username"), **mapping(item.get("from"))})

    def _found(self, item: Item) -> PostedReply:
        return PostedReply(
            external_id=str(item.get("id")),
            url=self._url,
            posted_at=instant(item.get("timestamp")),
        )

    @property
    def _url(self) -> str:
        """A comment has no address of its own."""
        return f"https://www.instagram.com/{self._account.username}/"


def _speaker(item: Item) -> str | None:
    return identifier(mapping(item.get("from")).get("id"))


def _is_since(item: Item, moment: dt.datetime) -> bool:
    created = instant(item.get("timestamp"))
    return created is None or created >= moment
