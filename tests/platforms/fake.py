"""A small server of ours in a network's wire format: what all of them have in common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, Self

from domain.mention import MentionKind
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from tests.platforms.practice import TEXT, Hands
from tests.platforms.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """A clock that a test moves, and trouble on demand; `patience` is a client's timeout."""

    url: str
    hands: Hands = field(default_factory=Hands)
    trouble: list[Trouble] = field(default_factory=list, repr=False)
    patience: float = 5.0

    def hasty(self) -> Self:
        return replace(self, patience=0.4)

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None:
        self.trouble[0].fail(effect, count=count, **options)

    def heal(self) -> None:
        self.trouble[0].heal()

    def wait(self, **duration: float) -> None:
        self.hands.at += dt.timedelta(**duration).total_seconds()

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.hands(), dt.UTC)

    def requests(self) -> int:
        return self.trouble[0].asked

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        key = f"{target.external_id}/{text}"
        private = target.kind == MentionKind.MESSAGE
        kind = ReplyKind.PRIVATE if private else ReplyKind.PUBLIC
        return OutgoingReply(target=target, kind=kind, text=text, idempotency_key=key)
