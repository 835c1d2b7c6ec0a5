"""Guessing costs: wrong codes are counted for each who tries, and for all strangers together."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from sqlmodel import Session

from domain.errors import RateLimited
from domain.guess import after_wrong, is_closed
from listenpost.services.app import App
from storage import handoffs

Doors = Sequence[tuple[str, int]]
"""Who guesses, and how often it may be wrong: all of these are counted."""


def stranger(app: App, address: str) -> Doors:
    """Somebody without a session, from this network address."""
    return (
        (f"address {network_of(address)}", app.handoff.tries_each),
        ("strangers", app.handoff.tries_all),
    )


def colleague(app: App, user_id: int) -> Doors:
    """A signed-in user: no stranger's guesses keep colleagues out."""
    return ((f"user {user_id}", app.handoff.tries_each),)


def require_open(session: Session, app: App, doors: Doors) -> None:
    """Raise RateLimited for who has guessed wrong too often, before anything is looked up."""
    wall, window = app.clock.wall(), app.handoff.window
    for who, most in doors:
        found = handoffs.guesses(session, _hash(app, who))
        if found is not None and is_closed(found, most=most, window=window, now=wall):
            raise RateLimited(
                "Too many wrong codes. Wait some minutes, then try again.",
                retry_at=found.since + window,
            )


def count_wrong(session: Session, app: App, doors: Doors) -> None:
    """One more wrong code; the caller's transaction must commit."""
    wall, window = app.clock.wall(), app.handoff.window
    for who, _ in doors:
        name = _hash(app, who)
        before = handoffs.guesses(session, name)
        handoffs.note_guesses(session, name, after_wrong(before, window=window, now=wall))


def network_of(address: str) -> str:
    """Who shares a guesser's count: an IPv4 address, or an IPv6 network as providers give them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _hash(app: App, who: str) -> str:
    return app.tombstones.own_key.digest("handoff guess", who)
