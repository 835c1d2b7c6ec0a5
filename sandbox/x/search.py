"""The query language of X's recent search, as far as listeners use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sandbox.posts import Post
from sandbox.x.problems import invalid

Matcher = Callable[[Post, str], bool]
"""Whether a post, by the author with this handle, is asked for."""

Term = tuple[str | Any, ...]
"""Minus, phrase, opening bracket, closing bracket, word: all but the first may be None."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\()|(\))|([^\s()"]+))')
_WORD = re.compile(r"\w+")
LONGEST = 512


def parse(query: str) -> Matcher:
    """Words, "phrases", OR, (groups), -not, from:, to:, @handle, #tag, lang:, is:."""
    if len(query) > LONGEST:
        raise invalid("query", query, f"Rule length exceeds {LONGEST} characters")
    terms: list[Term] = [match.group(1, 2, 3, 4, 5) for match in _TERM.finditer(query)]
    found, rest = _either(query, terms)
    if rest:
        raise _unreadable(query)
    return found


def _either(query: str, terms: list[Term]) -> tuple[Matcher, list[Term]]:
    """Alternatives, up to the end or a closing bracket."""
    first, terms = _every(query, terms)
    options = [first]
    while terms and terms[0][4] == "OR":
        option, terms = _every(query, terms[1:])
        options.append(option)
    return lambda post, author: any(match(post, author) for match in options), terms


def _every(query: str, terms: list[Term]) -> tuple[Matcher, list[Term]]:
    """Conditions side by side: all must hold."""
    needed: list[Matcher] = []
    while terms and terms[0][4] != "OR" and not terms[0][3]:
        minus, phrase, opens, _, word = terms[0]
        if phrase == "":
            raise _unreadable(query)
        if opens:
            condition, terms = _either(query, terms[1:])
            if not terms or not terms[0][3]:
                raise _unreadable(query)
        else:
            condition = _operand(query, word) if phrase is None else _phrase(phrase)
        needed.append(_not(condition) if minus else condition)
        terms = terms[1:]
    if not needed:
        raise _unreadable(query)
    return lambda post, author: all(match(post, author) for match in needed), terms


def _operand(query: str, word: str) -> Matcher:
    name, colon, value = word.partition(":")
    if colon and name in _OPERATORS:
        return _OPERATORS[name](value.removeprefix("@").lower())
    if colon and name.isalpha():
        raise invalid("query", query, f"Reference to invalid operator '{name}'")
    if word.startswith("@"):
        return lambda post, author: word[1:].lower() in post.handles
    return _phrase(word)


def _phrase(phrase: str) -> Matcher:
    """The words of the phrase, next to each other; what has no words, as it stands."""
    wanted = words_of(phrase)
    if not wanted:
        return lambda post, author: phrase in post.full_text
    return lambda post, author: _contains(words_of(post.full_text), wanted)


def _contains(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if len(wanted) == 1:
        return wanted[0] in words
    span = len(wanted)
    return any(words[i : i + span] == wanted for i in range(len(words) - span + 1))


def _not(condition: Matcher) -> Matcher:
    return lambda post, author: not condition(post, author)


def _is(what: str) -> Matcher:
    return {
        "reply": lambda post, author: post.answers_id is not None,
        "quote": lambda post, author: post.quotes_id is not None,
    }.get(what, lambda post, author: False)


_OPERATORS: dict[str, Callable[[str], Matcher]] = {
    "from": lambda value: lambda post, author: author.lower() == value,
    "to": lambda value: lambda post, author: post.full_text.lower().startswith(f"@{value}"),
    "lang": lambda value: lambda post, author: post.lang == value,
    "conversation_id": lambda value: lambda post, author: post.root_id == value,
    "is": _is,
}


@lru_cache(maxsize=100_000)
def words_of(text: str) -> tuple[str, ...]:
    """A text as X splits it: at everything that is neither letter, digit nor underscore."""
    return tuple(_WORD.findall(text.lower()))


def _unreadable(query: str) -> Exception:
    return invalid("query", query, "There were errors processing your request: query is not valid")
