"""X as the contracts of listeners and responders see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self

from domain.mention import MentionKind, X
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.base import Listener
from listeners.x_mentions import XMentionsListener, XMentionsSettings
from listeners.x_messages import XMessagesListener, XMessagesSettings
from listeners.x_search import XSearchListener, XSearchSettings
from platforms.x_messages import message_name
from responder.base import Responder
from responder.x import XResponder
from sandbox.posts import Network
from tests.platforms.practice import TEXT, Practice


@dataclass(frozen=True, slots=True)
class XNetwork:
    """The practice network's X; with `by_search`, posts name the brand without its handle."""

    practice: Practice
    by_search: bool = False

    patience: float = 5.0

    def hasty(self) -> Self:
        return replace(self, patience=0.4)

    @property
    def secrets(self) -> list[str]:
        return self.practice.x_account().secrets()

    def listener(self, **settings: Any) -> Listener:
        account, now = self.practice.x_account(timeout=self.patience), self.practice.now
        values = {"page_size": 10} | settings
        if self.by_search:
            values = {"query": self.practice.world.brand.handle} | values
            return XSearchListener(account, XSearchSettings.model_validate(values), now=now)
        return XMentionsListener(account, XMentionsSettings.model_validate(values), now=now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        stated = self.now().timestamp() + lie if lie else None
        given: dict[str, Any] = {"visible_after_seconds": late, "created_at": stated}
        if self.by_search:
            text, given["kind"] = f"kestrelia: {text}", "search"
        return self.practice.publish(text, network="x", **given | more)

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None:
        self.practice.fail(effect, network="x", count=count, **options)

    def heal(self) -> None:
        self.practice.heal()

    def wait(self, **duration: float) -> None:
        self.practice.wait(**duration)

    def now(self) -> dt.datetime:
        return self.practice.now()

    def requests(self) -> int:
        return self.practice.requests("x")

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        account = {"timeout": self.patience} | account
        return XResponder(self.practice.x_account(**account), now=self.practice.now)

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        post_id = self.publish(text, **more)
        post = self.practice.world.posts[post_id]
        return ReplyTarget(
            platform=X,
            external_id=post_id,
            conversation_id=post.root_id,
            author_external_id=post.person,
            author_handle=post.person,
            kind=MentionKind.POST,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        self.practice.delete(target.external_id)

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        who: dict[str, Any] = {"person": "brand", "kind": "own"} if brand else {"person": "copycat"}
        self.publish(text, reply_to_external_id=target.external_id, **who)

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        kind = ReplyKind.PUBLIC
        return OutgoingReply(target=target, kind=kind, text=text, idempotency_key="key")

    def answers(self, target: ReplyTarget) -> list[str]:
        return self.practice.public_answers(target.external_id)


@dataclass(frozen=True, slots=True)
class XMessages(XNetwork):
    """Its direct messages: every customer is one person, who writes again and again."""

    def listener(self, **settings: Any) -> Listener:
        account = self.practice.x_account(timeout=self.patience)
        return XMessagesListener(account, self.settings(**settings), now=self.practice.now)

    def settings(self, **given: Any) -> XMessagesSettings:
        return XMessagesSettings.model_validate({"page_size": 10} | given)

    def publish(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        stated = self.now().timestamp() + lie if lie else None
        given = {"visible_after_seconds": late, "created_at": stated, "text": text}
        return message_name(self.practice.whisper(network="x", **given, **more))

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        name = self.publish(text, **more)
        (found,) = (
            one
            for page in self.listener().poll(None)
            for one in page.mentions
            if one.external_id == name
        )
        return ReplyTarget(
            platform=X,
            external_id=name,
            conversation_id=found.conversation_id,
            author_external_id=found.author.external_id,
            author_handle=found.author.handle,
            kind=found.kind,
            summoned=found.summoned,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        """She wants no message of ours any more; a message that she deletes stays with us."""
        world = self.practice.world
        person = world.people.by_x_id(target.author_external_id)
        assert person is not None
        world.mailbox.refusing.add((Network.X, person.id))

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        world = self.practice.world
        person = world.people.by_x_id(target.author_external_id)
        assert person is not None
        world.advance()
        world.write_private(Network.X, person.id, text, by_brand=brand)

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        kind = ReplyKind.PRIVATE
        return OutgoingReply(target=target, kind=kind, text=text, idempotency_key="key")

    def answers(self, target: ReplyTarget) -> list[str]:
        after = int(target.external_id.removeprefix("dm:"))
        mailbox = self.practice.world.mailbox
        return [one.text for one in mailbox if one.by_brand and one.order > after]
