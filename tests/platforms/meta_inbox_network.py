"""Private messages on Meta's networks as the contracts of listeners and responders see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from domain.mention import FACEBOOK, INSTAGRAM, MentionKind, Platform
from domain.private_message import private_thread
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.base import Listener
from listeners.facebook_messages import FacebookMessagesListener, FacebookMessagesSettings
from listeners.instagram_messages import InstagramMessagesListener, InstagramMessagesSettings
from responder.base import Responder
from responder.instagram import InstagramResponder
from sandbox import control
from sandbox.posts import Network
from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.practice import TEXT


@dataclass(frozen=True, slots=True)
class MessengerNetwork(FacebookNetwork):
    """Messenger; each message is another person's, unless `person` writes them all."""

    platform: ClassVar[Platform] = FACEBOOK
    person: str | None = None
    people: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def listener(self, **settings: Any) -> Listener:
        return FacebookMessagesListener(
            self.practice.facebook_page(timeout=self.patience),
            FacebookMessagesSettings.model_validate({"page_size": 10} | settings),
            now=self.practice.now,
        )

    def publish(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        """No two messages in the same second: that is as fine as Meta's times are."""
        self.practice.wait(seconds=1)
        given = {"person": self.person or f"person {next(self.people)}"} | more
        return self.write(text, late=late, lie=lie, **given)

    def write(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        stated = self.now().timestamp() + lie if lie else None
        given = {"network": self.platform, "text": text, "created_at": stated, **more}
        self.practice.world.advance()
        sent = control.message(self.practice.world, given | {"visible_after_seconds": late})
        return str(sent["external_id"])

    def account_of(self, person: str) -> str:
        """A person's id there."""
        return self.practice.world.people.get(person).facebook_id

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        person = f"person {next(self.people)}"
        message_id = self.publish(text, person=person, **more)
        account = self.account_of(person)
        return ReplyTarget(
            platform=self.platform,
            external_id=message_id,
            conversation_id=private_thread(account),
            author_external_id=account,
            author_handle=None,
            kind=MentionKind.MESSAGE,
            summoned=True,
            published_at=self.now(),
        )

    def _person_of(self, target: ReplyTarget) -> str:
        messages = self.practice.world.mailbox
        return next(one.person for one in messages if one.external_id == target.external_id)

    def gone(self, target: ReplyTarget) -> None:
        person = self._person_of(target)
        self.practice.world.mailbox.refusing.add((Network(self.platform), person))

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        self.write(text, person=self._person_of(target), by_brand=brand)

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        return OutgoingReply(
            target=target, kind=ReplyKind.PRIVATE, text=text, idempotency_key="key"
        )

    def answers(self, target: ReplyTarget) -> list[str]:
        thread = self.practice.world.mailbox.thread(Network(self.platform), self._person_of(target))
        return [one.text for one in thread if one.by_brand]


@dataclass(frozen=True, slots=True)
class DirectNetwork(MessengerNetwork):
    """Private messages on Instagram."""

    platform: ClassVar[Platform] = INSTAGRAM

    @property
    def secrets(self) -> list[str]:
        return self.practice.instagram_account().secrets()

    def listener(self, **settings: Any) -> Listener:
        return InstagramMessagesListener(
            self.practice.instagram_account(timeout=self.patience),
            InstagramMessagesSettings.model_validate({"page_size": 10} | settings),
            now=self.practice.now,
        )

    def responder(self, **account: Any) -> Responder:
        account = {"timeout": self.patience} | account
        return InstagramResponder(self.practice.instagram_account(**account), now=self.practice.now)

    def account_of(self, person: str) -> str:
        return self.practice.world.people.get(person).instagram_id
