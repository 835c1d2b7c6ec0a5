"""Every move of a customer to another channel: written down once it happened, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.channel import MOVING, ChannelKind, Place, place_of
from domain.handoff import KINDS
from domain.hop import SILENT_AFTER, UNFINISHED, HopAsker, HopOutcome, KnownHop, step
from domain.mention import Platform
from listenpost.services import choosing
from listenpost.services.app import App
from storage import cases, handoffs, hops
from storage.ids import key
from storage.models import Handoff, Hop, Mention, Reply, RouteChoice
from storage.opening import AnyCase

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A customer's way from one place to another. `why` holds our words, never the customer's.

    `channel` and `route` are names in the settings; `mention_id` is the post that was answered, or
    with which she came; `user_id` is who sent her.
    """

    case_id: int
    origin: Place
    target: Place
    asked_by: HopAsker
    at: dt.datetime
    why: str = ""
    channel: str | None = None
    route: str | None = None
    mention_id: int | None = None
    reply_id: int | None = None
    user_id: int | None = None


def record(session: Session, move: Move) -> Hop:
    """Write down that a customer was sent, or went, from one place to another, with its event.

    Only for what really happened: a reply that was sent, a code that was handed over. Twice the
    same move, with nothing heard in between, is one.
    """
    for known in hops.of_case(session, move.case_id):
        same = (hops.origin(known), hops.target(known)) == (move.origin, move.target)
        if same and known.outcome is HopOutcome.OPEN:
            return known
    hop = Hop(
        case_id=move.case_id,
        mention_id=move.mention_id,
        reply_id=move.reply_id,
        user_id=move.user_id,
        from_kind=move.origin.kind,
        from_platform=move.origin.platform,
        to_kind=move.target.kind,
        to_platform=move.target.platform,
        channel=move.channel,
        route=move.route,
        asked_by=move.asked_by,
        why=move.why,
        at=move.at,
        outcome=HopOutcome.OPEN,
    )
    session.add(hop)
    _tell(session, move)
    session.flush()
    return hop


def _tell(session: Session, move: Move) -> None:
    cases.add_event(
        session,
        move.case_id,
        CaseEventKind.HOPPED,
        at=move.at,
        user_id=move.user_id,
        mention_id=move.mention_id,
        reply_id=move.reply_id,
        detail={
            "from": str(move.origin),
            "to": str(move.target),
            "by": move.asked_by.value,
            "why": move.why,
        },
    )


def carried(
    session: Session, case_id: int, *, proof: str, at: dt.datetime, target: Place | None = None
) -> Hop | None:
    """The other side has the case's story in front of it: the newest hop (to `target`) carried it.

    `proof` names what shows it, such as "code:7" or "mention:12". She has arrived as well. None
    where nobody was sent anywhere; what was carried once keeps its first proof.
    """
    found = [
        hop
        for hop in hops.of_case(session, case_id)
        if target is None or hops.target(hop) == target
    ]
    if not found:
        return None
    hop = found[-1]
    if hop.outcome is HopOutcome.OPEN:
        hop.outcome = HopOutcome.ARRIVED
    _prove(hop, proof, at)
    session.add(hop)
    return hop


def _prove(hop: Hop, proof: str, at: dt.datetime) -> None:
    if not hop.context_carried:
        hop.context_carried, hop.carried_by, hop.carried_at = True, proof[:100], at


def sent(session: Session, reply: Reply, choice: RouteChoice | None, *, at: dt.datetime) -> None:
    """A reply is out: it moved the customer where it left for another channel than hers.

    The code in its words says where she goes; without one the channel that was chosen does.
    """
    answered = session.get_one(Mention, reply.mention_id)
    code = handoffs.of_reply(session, key(reply.id))
    kind = _kind(reply, choice) if code is None else KINDS[code.channel]
    origin, target = place_of(answered.platform, answered.kind), _target(kind, answered)
    if target.kind not in MOVING or target == origin:
        return
    move = Move(
        case_id=reply.case_id,
        origin=origin,
        target=target,
        asked_by=HopAsker.RULE if reply.approved_by is None else HopAsker.AGENT,
        at=at,
        why=_why(choice, code),
        channel=choice.chosen if choice else None,
        route=choice.rule if choice else None,
        mention_id=answered.id,
        reply_id=reply.id,
        user_id=reply.approved_by,
    )
    record(session, move)


def _why(choice: RouteChoice | None, code: Handoff | None) -> str:
    with_code = " with a context code" if code else ""
    if choice and choice.recommended:
        return f"sent to {choice.chosen}{with_code}"
    return f"moved{with_code}" if code else "answered in private what was asked in public"


def _kind(reply: Reply, choice: RouteChoice | None) -> ChannelKind:
    """The channel that was chosen, else that of the network by which the reply went out."""
    return choosing.kind_of(reply) if choice is None else choice.chosen_kind


def _target(kind: ChannelKind, answered: Mention) -> Place:
    on_network = kind in (ChannelKind.REPLY, ChannelKind.MESSAGE)
    return Place(kind=kind, platform=Platform(answered.platform) if on_network else None)


def heard(
    session: Session,
    posts: Sequence[tuple[Mention, AnyCase]],
    *,
    new: Collection[int] = (),
    now: dt.datetime,
) -> None:
    """Customers' posts that joined cases, in their order: who arrived, returned, came by herself.

    Two queries for all of them; none for the `new` cases, of which nothing is stored yet.
    """
    joined = {key(case.id) for _, case in posts}.difference(new)
    known = hops.not_returned(session, joined) if joined else {}
    said = [key(post.id) for post, _ in posts]
    before = hops.places_before(session, joined, but=said) if joined else {}
    for post, case in posts:
        case_id, here = key(case.id), place_of(post.platform, post.kind)
        _follow(session, post, known.setdefault(case_id, []), before.get(case_id), here, now)
        before[case_id] = here


def _follow(
    session: Session,
    post: Mention,
    known: list[Hop],
    before: Place | None,
    here: Place,
    now: dt.datetime,
) -> None:
    found = step(
        [_known(hop) for hop in known if hop.at <= post.published_at],
        before=before,
        here=here,
        asks=bool(post.needs_answer),
    )
    for hop in list(known):
        outcome = found.ended.get(key(hop.id))
        if outcome is HopOutcome.ARRIVED:
            _arrive(hop, post, now)
        elif outcome is HopOutcome.RETURNED:
            hop.outcome, hop.closed_at = outcome, now
            known.remove(hop)
        session.add(hop)
    if found.moved_from is not None and post.case_id is not None:
        known.append(_came(session, post, found.moved_from, here))


def _arrive(hop: Hop, post: Mention, now: dt.datetime) -> None:
    """Her post is in the same case, so whoever reads it has her story in front of them."""
    if hop.outcome in UNFINISHED or hop.outcome is HopOutcome.SILENT:
        hop.outcome, hop.closed_at = HopOutcome.ARRIVED, None
    _prove(hop, f"mention:{post.id}", now)


def _came(session: Session, post: Mention, origin: Place, here: Place) -> Hop:
    move = Move(
        case_id=key(post.case_id),
        origin=origin,
        target=here,
        asked_by=HopAsker.CUSTOMER,
        at=post.published_at,
        why="the customer wrote there herself",
        mention_id=post.id,
    )
    hop = record(session, move)
    hop.outcome = HopOutcome.ARRIVED
    _prove(hop, f"mention:{post.id}", post.published_at)
    return hop


def _known(hop: Hop) -> KnownHop:
    return KnownHop(id=key(hop.id), origin=hops.origin(hop), target=hops.target(hop))


def close_due(app: App) -> int:
    """End hops whose case is resolved, and those of whom nothing was heard for a week."""
    now = app.clock.now()
    with app.database.write() as session:
        done = _end(hops.settled(session, limit=BATCH), HopOutcome.SOLVED, now)
        quiet = hops.silent(session, before=now - SILENT_AFTER, limit=BATCH)
        return done + _end(quiet, HopOutcome.SILENT, now)


def _end(found: Iterable[Hop], outcome: HopOutcome, now: dt.datetime) -> int:
    number = 0
    for hop in found:
        hop.outcome, hop.closed_at = outcome, now
        number += 1
    return number
