"""What a message consists of, before it is put into somebody's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domain.notice import NoticeKind
from domain.text import one_line

TOP = 3
WAY_IN = "/go"
"""What links begin with: they lead to the right page of whoever signs in."""
LONGEST_WORDS = 200
_CALLS = str.maketrans({"@": "@\u2060", "<": "‹", ">": "›", "[": "(", "]": ")", "`": "'"})
"""So that what a customer wrote calls nobody in a chat, and hides no address behind other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent. `html` is for mail, beside the text."""

    title: str
    text: str
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing: what and where, since when, what to do, where it is; `over` says what became."""

    what: str
    at: dt.datetime
    todo: str
    path: str
    over: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All of one kind: how many, and the first of them."""

    kind: NoticeKind
    number: int
    facts: tuple[Fact, ...]


def harmless(text: str) -> str:
    """A customer's words on one line, in which no chat finds a call, a link or markup."""
    return one_line(text, LONGEST_WORDS).translate(_CALLS)
