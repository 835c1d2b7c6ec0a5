"""Whom posts name, for share of voice, and to which campaign they belong."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.keywords import KeywordRule
from domain.mention import MentionKind

_EDITIONS = 2**31 - 1


class NameKind(StrEnum):
    US = "us"
    COMPETITOR = "competitor"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody or something that posts are searched for.

    A campaign also takes what these `listeners` bring, whatever its words.
    """

    kind: NameKind
    name: str
    words: tuple[str, ...]
    listeners: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> str:
        """How it is stored."""
        return f"{self.kind.value}:{self.name}"

    def names(self, text: str, *, kind: MentionKind, listener: str) -> bool:
        """Whether the post belongs to it.

        Whose voice is heard is counted among posts of people's own: what stands under our own
        posts, or is written to us alone, would always be about us.
        """
        if listener in self.listeners:
            return True
        if self.kind is not NameKind.CAMPAIGN and kind is not MentionKind.POST:
            return False
        return bool(self.words) and KeywordRule(include=self.words).match(text) is not None


def edition(named: Sequence[Named]) -> int:
    """A number for these names: posts that were searched for others have another one."""
    if not named:
        return 0
    told = repr([(one.key, one.words, sorted(one.listeners)) for one in named])
    return zlib.crc32(told.encode()) % _EDITIONS + 1


def found_in(
    named: Iterable[Named], text: str, *, kind: MentionKind, listener: str
) -> tuple[str, ...]:
    """The keys of those that the post belongs to."""
    return tuple(one.key for one in named if one.names(text, kind=kind, listener=listener))
