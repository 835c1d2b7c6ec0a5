"""A code without a reply is a hop too, and opening any code proves that the context came along."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.channel import ChannelKind, Place
from domain.handoff import KINDS
from domain.hop import HopAsker
from domain.mention import Platform
from listenpost.services import hops
from storage import handoffs
from storage.ids import key
from storage.models import Case, Handoff


def target_of(row: Handoff) -> Place:
    """Where the customer goes on."""
    return Place(kind=KINDS[row.channel])


def passed_on(session: Session, row: Handoff, *, at: dt.datetime) -> None:
    """A code that no reply carries was told to the customer, or left with a colleague."""
    case = session.get_one(Case, row.case_id)
    move = hops.Move(
        case_id=row.case_id,
        origin=Place(kind=ChannelKind.REPLY, platform=Platform(case.platform)),
        target=target_of(row),
        asked_by=HopAsker.RULE if row.made_by is None else HopAsker.AGENT,
        at=at,
        why="moved with a context code",
        user_id=row.made_by,
    )
    hops.record(session, move)


def opened(session: Session, row: Handoff, case_id: int, *, at: dt.datetime) -> None:
    """Staff opened the code: the first time, its hop carried the context."""
    if handoffs.carry(session, key(row.id), at=at):
        hops.carried(session, case_id, proof=f"code:{row.id}", at=at, target=target_of(row))
