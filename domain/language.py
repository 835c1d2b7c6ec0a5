"""Languages as networks and models name them."""

from __future__ import annotations


def code_of(language: str | None) -> str:
    """de for de-AT, in small letters; empty where none is known."""
    return (language or "").split("-")[0].lower()
