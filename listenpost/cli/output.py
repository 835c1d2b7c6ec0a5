"""What commands print: a line for people, or JSON for scripts."""

from __future__ import annotations

import json
import sys
from typing import Any


def say(text: str) -> None:
    """One line to standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """One JSON object on one line."""
    say(json.dumps(value, ensure_ascii=False, default=str))
