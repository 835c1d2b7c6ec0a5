"""What a listener is that is told, besides what it can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from domain.mention import IncomingMention, Skipped
from domain.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one change of a delivery says.

    `mentions` are new, and a delivery that comes late never undoes an edit; `edited` replace the
    words of what is known; `withdrawn` are ids of posts that were taken back.
    """

    mentions: tuple[IncomingMention, ...] = ()
    edited: tuple[IncomingMention, ...] = ()
    withdrawn: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@runtime_checkable
class PushListener(Protocol):
    """Reads what the network delivers; pure, so that a delivery can come twice."""

    def hear(self, field: str, value: Mapping[str, Any]) -> Told:
        """Read one change. What cannot be read is named in `skipped`; the rest is still told."""
        ...
