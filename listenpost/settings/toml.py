"""Settings written as TOML; the standard library only reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(content: Mapping[str, Any]) -> str:
    """The text that reads as this JSON; there are no nulls in it."""
    return "\n".join(_lines(content, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The table's own values first, then the tables below it."""
    for name, value in table.items():
        if not _is_table(value) and not _are_tables(value):
            yield f"{_key(name)} = {_value(value)}"
    for name, value in table.items():
        below = (*path, name)
        if _is_table(value):
            yield from ("", f"[{_dotted(below)}]", *_lines(value, below))
        elif _are_tables(value):
            for one in value:
                yield from ("", f"[[{_dotted(below)}]]", *_lines(one, below))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_table, value))


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(map(_key, path))
