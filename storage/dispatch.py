"""Telling workers, in the commit that leaves work behind, that there is some."""

from __future__ import annotations

from typing import Protocol

from sqlmodel import Session

from domain.work import Work

_WOKEN = "woken"


class Dispatcher(Protocol):
    """How the engine that runs the work gets to know of it."""

    def enqueue(self, session: Session, work: frozenset[Work]) -> None:
        """Called before each commit that woke somebody; what it writes commits with the rest."""
        ...


class Ticks:
    """Embedded workers look at every tick what is due: nobody has to tell them."""

    def enqueue(self, session: Session, work: frozenset[Work]) -> None:
        """Nothing."""


def wake(session: Session, work: Work) -> None:
    """Somebody shall do this kind of work as soon as the session's transaction has committed."""
    session.info.setdefault(_WOKEN, set()).add(work)


def woken(session: Session) -> frozenset[Work]:
    """What was asked for in this transaction."""
    return frozenset(session.info.get(_WOKEN, ()))
