"""The `fields` expression: names, sub-fields in braces, and modifiers such as .limit(25)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.graph.errors import GraphError

_TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[{},.]|\([^()]*\))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One wanted field; `sub` is empty where the default sub-fields are wanted."""

    name: str
    sub: tuple[Field, ...] = ()
    modifiers: Mapping[str, str] = field(default_factory=dict)


def parse_fields(expression: str) -> tuple[Field, ...]:
    """`id,comments.limit(2){id,from{name}}` as a tree."""
    tokens = _tokens(expression)
    found = _list(tokens, expression)
    if tokens:
        raise _unreadable(expression)
    return found


def _tokens(expression: str) -> list[str]:
    """The tokens, the first one last, so that pop() takes them in order."""
    tokens = []
    place = 0
    while place < len(expression.rstrip()):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise _unreadable(expression)
        tokens.append(match[1])
        place = match.end()
    return tokens[::-1]


def _list(tokens: list[str], expression: str) -> tuple[Field, ...]:
    found: list[Field] = []
    while tokens and tokens[-1] != "}":
        found.append(_one(tokens, expression))
        if tokens and tokens[-1] == ",":
            tokens.pop()
    return tuple(found)


def _one(tokens: list[str], expression: str) -> Field:
    name = tokens.pop()
    if not name[0].isalnum() and name[0] != "_":
        raise _unreadable(expression)
    modifiers = _modifiers(tokens, expression)
    sub: tuple[Field, ...] = ()
    if tokens and tokens[-1] == "{":
        tokens.pop()
        sub = _list(tokens, expression)
        if not tokens or tokens.pop() != "}":
            raise _unreadable(expression)
    return Field(name=name, sub=sub, modifiers=modifiers)


def _modifiers(tokens: list[str], expression: str) -> dict[str, str]:
    found = {}
    while tokens and tokens[-1] == ".":
        if len(tokens) < 3 or not tokens[-3].startswith("("):
            raise _unreadable(expression)
        tokens.pop()
        name = tokens.pop()
        found[name] = tokens.pop()[1:-1].strip()
    return found


def _unreadable(expression: str) -> GraphError:
    return GraphError(
        400,
        2500,
        f"Syntax error \"Expected end of string instead of '{expression[:20]}'.\" at character 1",
    )
