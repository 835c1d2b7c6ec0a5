"""What a listener is that is told, besides what it can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

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
class FetchingListener(Protocol):
    """Reads by itself what a change only names, and what no poll finds."""

    fetches: ClassVar[frozenset[str]]
    """Fields of changes that it fetches; the others are left to its polls."""

    def fetch(self, field: str, value: Mapping[str, Any]) -> IncomingMention | Skipped:
        """Ask for what a change names. Raises as a poll does; Rejected where it is gone."""
        ...


@runtime_checkable
class PushListener(Protocol):
    """Reads what the network delivers; pure, so that a delivery can come twice."""

    def hear(self, field: str, value: Mapping[str, Any]) -> Told:
        """Read one change. What cannot be read is named in `skipped`; the rest is still told."""
        ...
