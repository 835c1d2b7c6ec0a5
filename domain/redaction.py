"""Taking what is personal out of a text before it leaves, and putting it back in the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain.errors import MalformedItem
from domain.private_data import private_data

_NUMBER = re.compile(r"(?<!\w)(?=[\w-]*\d{4})[\w-]{4,}(?!\w)")
_HANDLE = re.compile(r"(?<![\w@])@[\w.]{2,}")
_LINK = re.compile(r"https?://\S+")
_PLACE = re.compile(r"\[\[(\d+)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The text with [[1]], [[2]] for what was taken out, and what that was."""

    text: str
    taken: Mapping[str, str]


def redact(text: str, *, names: Collection[str], identifier: re.Pattern[str]) -> Redacted:
    """Without addresses, phones, accounts, numbers from four digits on, links, handles, names."""
    private = [one.words for one in private_data(text, identifier)]
    private += [found for pattern in (_LINK, _HANDLE, _NUMBER) for found in pattern.findall(text)]
    words = [part for name in names for part in name.split() if len(part) > 1]
    taken: dict[str, str] = {}
    patterns = [re.escape(one) for one in sorted(set(private), key=len, reverse=True)]
    patterns += [rf"(?<!\w){re.escape(one)}(?!\w)" for one in dict.fromkeys(words)]
    if not patterns:
        return Redacted(text=text, taken={})

    def hide(match: re.Match[str]) -> str:
        place = f"[[{len(taken) + 1}]]"
        taken[place] = match[0]
        return place

    return Redacted(text=re.sub("|".join(patterns), hide, text, flags=re.IGNORECASE), taken=taken)


def restore(answer: str, redacted: Redacted) -> str:
    """The answer with everything put back; raises MalformedItem if a part was lost or made up."""
    found = {f"[[{number}]]" for number in _PLACE.findall(answer)}
    if found != set(redacted.taken):
        raise MalformedItem(
            "The rewriting lost a name or a number, or made one up: your words are as they were."
        )
    return _PLACE.sub(lambda match: redacted.taken[match[0]], answer)
