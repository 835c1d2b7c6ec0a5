"""A handoff is a hop of the customer's, and opening its code proves that the context came along."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, select

from domain.channel import ChannelKind, Place, place_of
from domain.handoff import HandoffChannel
from domain.hop import HopAsker
from domain.mention import Platform
from listenpost.services import hops
from listenpost.services.choosing import Chosen
from storage import handoffs
from storage.ids import key
from storage.models import Case, Handoff, Mention, Reply

_KINDS = {
    HandoffChannel.PHONE: ChannelKind.PHONE,
    HandoffChannel.STORE: ChannelKind.STORE,
    HandoffChannel.CHAT: ChannelKind.CHAT,
    HandoffChannel.EMAIL: ChannelKind.EMAIL,
    HandoffChannel.HELPDESK: ChannelKind.SPECIALIST,
}


def target_of(row: Handoff) -> Place:
    """Where the customer goes on."""
    return Place(kind=_KINDS[row.channel])


def choice(to: HandoffChannel | None) -> Chosen | None:
    """The channel that a reply with a code leaves for."""
    return None if to is None else Chosen(channel=to.value, kind=_KINDS[to])


def sent(session: Session, reply: Reply, *, at: dt.datetime) -> None:
    """A reply is out: whom it carries a code to was moved, whatever channel was chosen for it."""
    for row in session.exec(select(Handoff).where(Handoff.reply_id == reply.id)).all():
        post = session.get_one(Mention, reply.mention_id)
        _record(session, row, reply.case_id, place_of(post.platform, post.kind), at)


def passed_on(session: Session, row: Handoff, *, at: dt.datetime) -> None:
    """A code that no reply carries was told to the customer, or left with a colleague."""
    case = session.get_one(Case, row.case_id)
    origin = Place(kind=ChannelKind.REPLY, platform=Platform(case.platform))
    _record(session, row, row.case_id, origin, at)


def _record(session: Session, row: Handoff, case_id: int, origin: Place, at: dt.datetime) -> None:
    move = hops.Move(
        case_id=case_id,
        origin=origin,
        target=target_of(row),
        asked_by=HopAsker.RULE if row.made_by is None else HopAsker.AGENT,
        at=at,
        why="moved with a context code",
        reply_id=row.reply_id,
        user_id=row.made_by,
    )
    hops.record(session, move)


def opened(session: Session, row: Handoff, case_id: int, *, at: dt.datetime) -> None:
    """Staff opened the code: the first time, its hop carried the context."""
    if handoffs.carry(session, key(row.id), at=at):
        hops.carried(session, case_id, proof=f"code:{row.id}", at=at, target=target_of(row))
