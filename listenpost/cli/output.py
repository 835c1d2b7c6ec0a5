"""What commands print: a line for people, or JSON for scripts."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any


def say(text: str) -> None:
    """One line to standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_wrapped(text: str, *, indent: int) -> None:
    """The same, broken at the terminal's edge and indented behind it; whole where it is piped."""
    columns = shutil.get_terminal_size((0, 0)).columns
    if columns <= indent * 2:
        say(text)
        return
    say(textwrap.fill(text, columns, subsequent_indent=" " * indent, break_on_hyphens=False,
                      drop_whitespace=True, replace_whitespace=False))  # fmt: skip


def say_json(value: Any) -> None:
    """One JSON object on one line."""
    say(json.dumps(value, ensure_ascii=False, default=str))
