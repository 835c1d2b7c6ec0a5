"""Answers posts and comments on Facebook, in public or by one private message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected
from domain.mention import FACEBOOK, MentionKind, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from domain.text import clean
from platforms.facebook import FacebookPage, Graph
from platforms.reading import identifier, instant, items, mapping

_SITE = "https://www.facebook.com"
_COMMENT_FIELDS = "id,message,from,created_time,permalink_url,parent"
_INBOX_FIELDS = (
    "id,link,updated_time,participants,messages.limit(20){id,created_time,from,to,message}"
)
Item = Mapping[str, Any]


class FacebookResponder:
    """Posts as the page, and finds again what the page said in a thread or in its inbox."""

    platform: ClassVar[Platform] = FACEBOOK
    account_model: ClassVar[type[FacebookPage]] = FacebookPage
    at_once = 50

    def __init__(self, account: FacebookPage, *, now: Callable[[], dt.datetime]) -> None:
        self._page_id = account.page_id
        self._graph = Graph(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is ReplyKind.PRIVATE:
            return self._post_private(reply)
        made = self._graph.put_comment(reply.target.external_id, clean(reply.text))
        comment_id = _made(made.get("id"))
        return PostedReply(external_id=comment_id, url=f"{_SITE}/{comment_id}")

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that can be read; one that is gone fails its whole request, which is then halved.

        Facebook says the same of a post that was deleted and of one that we may no longer read.
        """
        try:
            found = self._graph.request("", args={"ids": ",".join(ids), "fields": "id"})
        except Rejected:
            if len(ids) == 1:
                return frozenset()
            middle = len(ids) // 2
            return self.still_there(ids[:middle]) | self.still_there(ids[middle:])
        return frozenset(ids) & frozenset(found)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of the page's own that answers the same post with the same text."""
        private = reply.kind is ReplyKind.PRIVATE
        try:
            found = self._private_matches(reply) if private else self._public_matches(reply)
        except Rejected:
            return None  # the post is gone, and everything below it
        return found[-1] if found else None

    def _post_private(self, reply: OutgoingReply) -> PostedReply:
        key = "comment_id" if reply.target.kind == MentionKind.COMMENT else "post_id"
        made = self._graph.put_object(
            self._page_id,
            "messages",
            recipient={key: reply.target.external_id},
            message={"text": clean(reply.text)},
        )
        message_id = _made(made.get("message_id"))
        return PostedReply(external_id=message_id, url=f"{_SITE}/{self._page_id}/inbox")

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

    def _private_matches(self, reply: OutgoingReply) -> list[PostedReply]:
        """Newest first. In doubt nothing: Facebook refuses a second private reply to a post."""
        if self._is_unanswered(reply.target.external_id):
            return []
        since = reply.target.published_at.replace(microsecond=0)  # Facebook counts whole seconds
        return [
            _found(message, link=inbox.get("link"))
            for inbox in self._inboxes(since)
            if reply.target.author_external_id in _participants(inbox)
            for message in map(mapping, items(mapping(inbox.get("messages")).get("data")))
            if self._says(message, reply.text) and _is_since(message, since)
        ]

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

    def _inboxes(self, since: dt.datetime) -> Iterator[Item]:
        """The conversations that moved since then; Facebook lists the last moved first."""
        for inbox in self._graph.walk(
            self._page_id, "conversations", platform="messenger", fields=_INBOX_FIELDS, limit=25
        ):
            moved = instant(inbox.get("updated_time"))
            if moved is not None and moved < since:
                return
            yield inbox

    def _says(self, item: Item, text: str) -> bool:
        ours = mapping(item.get("from")).get("id") == self._page_id
        return ours and _comparable(item.get("message")) == _comparable(text)


def _made(value: object) -> str:
    found = identifier(value)
    if found is None:
        raise OutcomeUnknown("Facebook took the reply, but did not say what it made of it.")
    return found


def _found(item: Item, *, link: object = None) -> PostedReply:
    path = str(link) if isinstance(link, str) and link.startswith("/") else f"/{item.get('id')}"
    return PostedReply(
        external_id=_made(item.get("id")),
        url=str(item.get("permalink_url") or _SITE + path),
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


def _participants(inbox: Item) -> set[Any]:
    people = items(mapping(inbox.get("participants")).get("data"))
    return {mapping(person).get("id") for person in people}


def _is_since(message: Item, moment: dt.datetime) -> bool:
    created = instant(message.get("created_time"))
    return created is None or created >= moment


def _comparable(text: object) -> str:
    return " ".join(clean(text).split())
