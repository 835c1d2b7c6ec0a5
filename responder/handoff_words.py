"""What a customer is told when she is moved to another channel, in her language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.handoff import HandoffChannel
from domain.language import code_of
from responder.template import FALLBACK_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffWords:
    """The words of one language; `page` has those of the page that a link opens."""

    language: str
    page: Mapping[str, str]

    def place(self, channel: HandoffChannel, known: str = "") -> str:
        """Where she goes on: what the settings say, else the channel's name."""
        return known or self.page.get(channel.value, "")

    def offer(self, channel: HandoffChannel, known: str = "") -> str:
        """A sentence for the reply: where she goes on."""
        return self.page["offer"].replace("{place}", self.place(channel, known))

    def code(self, *, linked: bool = False) -> str:
        """The sentence behind it; {code} stays for whoever sends it, and {link}."""
        words = self.page["code"]
        return f"{words} {{link}}" if linked else words


def handoff_words(language: str | None) -> HandoffWords:
    """The customer's language, else English."""
    code = code_of(language)
    known = code if code in _tables() else FALLBACK_LANGUAGE
    return HandoffWords(language=known, page=_tables()[known])


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    file = Path(__file__).with_name("handoff_words.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
