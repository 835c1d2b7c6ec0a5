"""What the rules say in English, in the visitor's language where its pattern is known.

The domain and the services know no catalogue: why a case stands where it stands, what is left of a
deadline, why a click was refused come as English sentences. Each pattern here is such a sentence
with its changing parts in braces; a sentence without a pattern stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from domain.interface import ENGLISH
from listenpost.language import figures
from listenpost.language.sentences import SENTENCES
from listenpost.language.tongue import _, spoken
from listenpost.language.vocabulary import LABELS, joined

_INNER = frozenset(
    {
        "span",
        "why",
        "urgency",
        "topic",
        "half",
        "often",
        "felt",
        "time",
        "channel",
        "status",
        "memory",
    }
)
"""Parts that are sentences or words of ours themselves."""
_NUMBERS = frozenset(
    (
        *("days", "hours", "minutes", "times", "amount", "number"),
        *("length", "most", "score", "solved", "tried", "own", "queue"),
    )
)
"""Parts that are figures; all others are names, or words of somebody."""
_DECIMALS = frozenset({"usual"})
_SHARE = re.compile(r"\d{1,3}%")
_WHOLE = frozenset(SENTENCES)
_HOLE = re.compile(r"\{(\w+)\}")


def said(text: str) -> str:
    """This sentence for the visitor."""
    language = spoken()
    return text if language == ENGLISH or not text else _said(language, text)


def whys(reasons: Iterable[str]) -> str:
    """Several reasons in one line."""
    return joined(map(said, reasons))


@lru_cache(maxsize=5000)
def _said(language: str, text: str) -> str:
    """`language` is the visitor's: what is kept for one is not shown to another."""
    if text in LABELS:
        return LABELS[text]
    if text in _WHOLE:  # only what is ours is looked up: a catalogue reads signs into a text
        return _(text)
    for template, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match:
            parts = match.groupdict()
            for name in parts:
                parts[name] = _inside(language, name, parts[name])
            return _(template).format(**parts)
    return text


def _inside(language: str, name: str, part: str) -> str:
    """A part as the language has it: words of ours, figures; names stay as they are."""
    if name in _INNER:
        return _said(language, part)
    if name in _NUMBERS:
        return figures.count(int(re.sub(r"\D", "", part)))
    if name in _DECIMALS:
        return figures.decimal(float(part.replace(",", "")))
    return figures.percent(int(part[:-1]) / 100) if _SHARE.fullmatch(part) else part


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The sentences with holes, as patterns."""
    return [(text, _pattern(text)) for text in SENTENCES if "{" in text]


def _pattern(text: str) -> re.Pattern[str]:
    parts = _HOLE.split(text)
    made = [
        f"(?P<{part}>{_part(part)})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)


def _part(name: str) -> str:
    if name in _DECIMALS:
        return r"\d[\d,]*\.\d"
    return r"\d[\d,]*" if name in _NUMBERS else ".+?"
