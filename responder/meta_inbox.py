"""What we write in private on Messenger and Instagram, and how we find it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.errors import OutcomeUnknown, Rejected
from domain.private_message import needs_human_agent
from domain.reply import OutgoingReply, PostedReply
from domain.same_text import same_text
from domain.text import clean
from platforms.facebook import Graph
from platforms.reading import identifier, instant, items, mapping

Item = Mapping[str, Any]
_FIELDS = "id,created_time,from,message"
_SITE = "https://www.facebook.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaInbox:
    """The conversations of one account. `url` is where people read them."""

    graph: Graph
    owner: str
    on: Literal["messenger", "instagram"]
    is_us: Callable[[Item], bool]
    url: str
    now: Callable[[], dt.datetime]

    def answer(self, reply: OutgoingReply) -> PostedReply:
        """Answer a message. Meta would send the same words twice: so we look before we write."""
        earlier = self.find(reply)
        if earlier is not None:
            return earlier
        target = reply.target
        late = needs_human_agent(target.last_heard_at or target.published_at, self.now())
        how = (
            {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
            if late
            else {"messaging_type": "RESPONSE"}
        )
        return self._write(reply, {"id": target.author_external_id}, **how)

    def reply_privately(self, reply: OutgoingReply, to: str) -> PostedReply:
        """The one message about a comment or post; `to` says which of the two it is."""
        return self._write(reply, {to: reply.target.external_id})

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The oldest of our messages to the customer since the target that has the same text."""
        since = reply.target.published_at.replace(microsecond=0)  # Meta counts whole seconds
        try:
            found = [
                self._found(message, thread)
                for thread in self._threads(reply.target.author_external_id)
                for message in self._messages_since(thread, since)
                if self.is_us(mapping(message.get("from")))
                and same_text(reply.text, message.get("message"))
            ]
        except Rejected:
            return None  # there is no such conversation any more
        return found[-1] if found else None

    def _write(self, reply: OutgoingReply, recipient: dict[str, str], **how: str) -> PostedReply:
        made = self.graph.put_object(
            self.owner,
            "messages",
            recipient=recipient,
            message={"text": clean(reply.text)},
            **how,
        )
        message_id = identifier(made.get("message_id"))
        if message_id is None:
            raise OutcomeUnknown("Meta took the message, but did not say what it made of it.")
        return PostedReply(external_id=message_id, url=self.url)

    def _threads(self, person: str) -> list[Item]:
        """The conversation with one person; none with somebody whom we may not know."""
        if person.startswith("unknown:"):
            return []
        page = mapping(
            self.graph.get_connections(
                self.owner, "conversations", platform=self.on, user_id=person, fields="id,link"
            )
        )
        return [mapping(one) for one in items(page.get("data"))]

    def _messages_since(self, thread: Item, since: dt.datetime) -> Iterator[Item]:
        """Newest first."""
        for message in self.graph.walk(
            str(thread.get("id")), "messages", fields=_FIELDS, limit="50"
        ):
            written = instant(message.get("created_time"))
            if written is not None and written < since:
                return
            yield message

    def _found(self, message: Item, thread: Item) -> PostedReply:
        link = thread.get("link")
        known = isinstance(link, str) and link.startswith("/")
        return PostedReply(
            external_id=str(message.get("id")),
            url=f"{_SITE}{link}" if known else self.url,
            posted_at=instant(message.get("created_time")),
        )
