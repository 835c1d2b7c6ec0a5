"""Languages as networks and models name them."""

from __future__ import annotations

import re

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def code_of(language: str | None) -> str:
    """de for de-AT, in small letters; empty where none is known."""
    return (language or "").split("-")[0].lower()


def is_code(text: str) -> bool:
    """Whether it can be a language's code in small letters, such as de or pt-br."""
    return bool(_CODE.fullmatch(text))
