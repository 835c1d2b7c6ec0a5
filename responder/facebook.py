"""Answers on Facebook: posts and comments in public or by one private message, and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected
from domain.mention import FACEBOOK, MentionKind, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from domain.same_text import same_text
from domain.text import clean
from platforms.facebook import FacebookPage, Graph
from platforms.reading import identifier, instant, mapping
from responder.meta_inbox import MetaInbox

_SITE = "https://www.facebook.com"
_COMMENT_FIELDS = "id,message,from,created_time,permalink_url,parent"
Item = Mapping[str, Any]


class FacebookResponder:
    """Posts as the page, and finds again what the page said in a thread or in its inbox."""

    platform: ClassVar[Platform] = FACEBOOK
    account_model: ClassVar[type[FacebookPage]] = FacebookPage
    at_once = 50

    def __init__(self, account: FacebookPage, *, now: Callable[[], dt.datetime]) -> None:
        self._page_id = account.page_id
        self._graph = Graph(account, now=now)
        self._inbox = MetaInbox(
            graph=self._graph,
            owner=account.page_id,
            on="messenger",
            is_us=lambda person: person.get("id") == account.page_id,
            url=f"{_SITE}/{account.page_id}/inbox",
            now=now,
        )

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.target.kind == MentionKind.MESSAGE:
            return self._inbox.answer(reply)
        if reply.kind is ReplyKind.PRIVATE:
            is_comment = reply.target.kind == MentionKind.COMMENT
            return self._inbox.reply_privately(reply, "comment_id" if is_comment else "post_id")
        made = self._graph.put_comment(reply.target.external_id, clean(reply.text))
        comment_id = _made(made.get("id"))
        return PostedReply(external_id=comment_id, url=f"{_SITE}/{comment_id}")

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that can be read."""
        return self._graph.existing(ids)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of the page's own that answers the same post with the same text."""
        if reply.kind is ReplyKind.PRIVATE:
            return self._find_private(reply)
        try:
            found = self._public_matches(reply)
        except Rejected:
            return None  # the post is gone, and everything below it
        return found[-1] if found else None

    def _public_matches(self, reply: OutgoingReply) -> list[PostedReply]:
        """Newest first; only what is newer than the target can answer it."""
        target, newer = reply.target, list[Item]()
        above: str | None = None
        thread = self._thread(target.conversation_id)
        for comment in thread:
            if comment.get("id") == target.external_id:
                above = _parent(comment)
                break
            newer.append(comment)
        if above and self._is_shared([*newer, *_down_to(above, thread)], above, target):
            return []
        parent = above or (target.external_id if target.kind == MentionKind.COMMENT else None)
        return [
            _found(comment)
            for comment in newer
            if _parent(comment) == parent and self._says(comment, reply.text)
        ]

    def _is_shared(self, thread: list[Item], above: str, target: ReplyTarget) -> bool:
        """Whether others speak below the same comment: then nobody knows whom we answered.

        Facebook hangs the answer to an answer below the comment above both.
        """
        known = {self._page_id, target.author_external_id}
        branch = [one for one in thread if above in (one.get("id"), _parent(one))]
        return any(mapping(one.get("from")).get("id") not in known for one in branch)

    def _find_private(self, reply: OutgoingReply) -> PostedReply | None:
        """In doubt nothing: Facebook refuses a second private reply to a post."""
        is_message = reply.target.kind == MentionKind.MESSAGE
        if not is_message and self._is_unanswered(reply.target.external_id):
            return None
        return self._inbox.find(reply)

    def _is_unanswered(self, item_id: str) -> bool:
        """Whether Facebook still offers the one private reply; a gone post is no sign."""
        try:
            item = self._graph.get_object(item_id, fields="can_reply_privately")
        except Rejected:
            return False
        return item.get("can_reply_privately") is True

    def _thread(self, post_id: str) -> Iterator[Item]:
        """The comments of all levels, newest first."""
        order = {"filter": "stream", "order": "reverse_chronological"}
        return self._graph.walk(post_id, "comments", fields=_COMMENT_FIELDS, limit=100, **order)

    def _says(self, item: Item, text: str) -> bool:
        ours = mapping(item.get("from")).get("id") == self._page_id
        return ours and same_text(text, item.get("message"))


def _made(value: object) -> str:
    found = identifier(value)
    if found is None:
        raise OutcomeUnknown("Facebook took the reply, but did not say what it made of it.")
    return found


def _found(item: Item) -> PostedReply:
    return PostedReply(
        external_id=_made(item.get("id")),
        url=str(item.get("permalink_url") or f"{_SITE}/{item.get('id')}"),
        posted_at=instant(item.get("created_time")),
    )


def _down_to(comment_id: str, thread: Iterator[Item]) -> Iterator[Item]:
    """The rest of a thread, the comment included."""
    for comment in thread:
        yield comment
        if comment.get("id") == comment_id:
            return


def _parent(comment: Item) -> str | None:
    return identifier(mapping(comment.get("parent")).get("id"))
