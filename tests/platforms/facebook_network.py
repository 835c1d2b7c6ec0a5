"""Facebook as the contracts of listeners and responders see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self

from domain.mention import FACEBOOK, MentionKind
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.base import Listener
from listeners.facebook_page import FacebookPageListener, FacebookPageSettings
from responder.base import Responder
from responder.facebook import FacebookResponder
from tests.platforms.practice import TEXT, Practice


@dataclass(frozen=True, slots=True)
class FacebookNetwork:
    """The practice network's Facebook; what is published goes where `kind` says."""

    practice: Practice
    kind: str = "visitor_post"
    under: str | None = None
    private: bool = False

    patience: float = 5.0

    def hasty(self) -> Self:
        return replace(self, patience=0.4)

    @property
    def secrets(self) -> list[str]:
        return self.practice.facebook_page().secrets()

    def listener(self, **settings: Any) -> Listener:
        return FacebookPageListener(
            self.practice.facebook_page(timeout=self.patience),
            FacebookPageSettings.model_validate({"page_size": 10} | settings),
            now=self.practice.now,
        )

    def publish(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        stated = self.now().timestamp() + lie if lie else None
        given = {"kind": self.kind, "reply_to_external_id": self.under} | more
        return self.practice.publish(
            text, network="facebook", visible_after_seconds=late, created_at=stated, **given
        )

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None:
        self.practice.fail(effect, network="facebook", count=count, **options)

    def heal(self) -> None:
        self.practice.heal()

    def wait(self, **duration: float) -> None:
        self.practice.wait(**duration)

    def now(self) -> dt.datetime:
        return self.practice.now()

    def requests(self) -> int:
        return self.practice.requests("facebook")

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        account = {"timeout": self.patience} | account
        return FacebookResponder(self.practice.facebook_page(**account), now=self.practice.now)

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        post_id = self.publish(text, **more)
        post = self.practice.world.posts[post_id]
        return ReplyTarget(
            platform=FACEBOOK,
            external_id=post_id,
            conversation_id=post.root_id,
            author_external_id=self.practice.world.people.get(post.person).facebook_id,
            author_handle=None,
            kind=MentionKind(str(post.kind))
            if post.kind == "comment"
            else MentionKind.VISITOR_POST,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        self.practice.delete(target.external_id)

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        who = "brand" if brand else "copycat"
        self.publish(text, kind="comment", reply_to_external_id=target.external_id, person=who)

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        kind = ReplyKind.PRIVATE if self.private else ReplyKind.PUBLIC
        return OutgoingReply(target=target, kind=kind, text=text, idempotency_key="key")

    def answers(self, target: ReplyTarget) -> list[str]:
        if self.private:
            return self.practice.private_answers(target.external_id)
        return self.practice.public_answers(target.external_id)
