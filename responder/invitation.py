"""What a reply says to a customer whose matter is settled in another channel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.channel import ChannelKind
from domain.language import code_of

FALLBACK_LANGUAGE = "en"
_NAME = re.compile(r"[,،]? \{name\}")


def invitation(
    language: str | None, kind: ChannelKind, *, name: str, contact: str
) -> tuple[str, str] | None:
    """(the words, their language); None where such a channel needs no words of its own.

    In the customer's language, else in English. Without a name the greeting stands alone.
    """
    code = code_of(language)
    tables = _tables()
    known = code if code in tables else FALLBACK_LANGUAGE
    words = tables[known].get(kind.value)
    if words is None or not contact:
        return None
    if not name:
        words = _NAME.sub("", words, count=1)
    return words.format(name=name, contact=contact), known


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    file = Path(__file__).parent / "invitations.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
