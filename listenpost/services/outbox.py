"""Send approved replies once, read doubtful ones back, put the rest in front of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import (
    ChatLimited,
    ConfigurationError,
    ListenpostError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RetryLater,
)
from domain.flood import FREE, FloodVerdict, Hold
from domain.gate import Verdict
from domain.listening import RESET_MAX
from domain.reply import OutgoingReply, PostedReply, ReplyStatus
from listenpost.services import flood, judging, reply_costs, reply_figures, respond
from listenpost.services.app import App
from listenpost.services.metrics import timed
from responder.base import Responder
from storage import cases, replies
from storage.ids import key
from storage.models import Mention, Reply

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 6
MAX_LOOKS = 3
LOOK_AGAIN_AFTER = dt.timedelta(minutes=2)
LONGEST_DOUBT = dt.timedelta(minutes=30)
LONGEST_WAIT = dt.timedelta(days=1)
RETRY_FIRST = dt.timedelta(seconds=30)
CHECK_BY_HAND = (
    "The reply may or may not have arrived: look at the post, then say whether to send it again."
)


def recover(app: App, *, own: bool = False) -> int:
    """Turn replies that a dead worker left in *sending* into *unknown*; returns how many.

    `own` also takes those of an earlier run of this worker, and is for its start only.
    """
    with app.database.write() as session:
        owner = app.owner if own else None
        left = replies.abandoned(session, owner=owner, wall=app.clock.wall())
        moved = [
            replies.move(
                session,
                key(reply.id),
                ReplyStatus.SENDING,
                ReplyStatus.UNKNOWN,
                last_error="The worker stopped while it was sending.",
                not_before=None,
                lease_owner=None,
            )
            for reply in left
        ]
    return sum(moved)


def send_due(app: App, *, limit: int = 50) -> int:
    """Send what is approved and due, up to `limit` a platform; returns how many were sent.

    One platform's go out one by one, in order. Platforms do not wait for each other: one that
    hangs holds up its own replies alone.
    """
    with app.database.read() as session:
        waiting = replies.approved_by_platform(session, now=app.clock.now(), limit=limit)
    if not waiting:
        return 0
    with ThreadPoolExecutor(len(waiting), thread_name_prefix="send") as pool:
        return sum(pool.map(partial(_send_each, app), waiting.values()))


def _send_each(app: App, reply_ids: Sequence[int]) -> int:
    """One after the other; a network that says "slow down" to one is left alone by the others.

    What one chat alone has had too much of holds up nobody else.
    """
    sent = 0
    for reply_id in reply_ids:
        if app.ending.is_set():
            break
        app.beats.beat("deliver", now=app.clock.wall())
        try:
            sent += send_one(app, reply_id)
        except ChatLimited:
            continue
        except RateLimited:
            break
    return sent


def send_one(app: App, reply_id: int) -> bool:
    """Send one reply: *sending* is committed before the platform hears of it.

    Raises RateLimited, when that is written down, so that no other reply is tried in vain.
    """
    claimed = _claim(app, reply_id)
    if claimed is None:
        return False
    reply, outgoing = claimed.reply, claimed.outgoing
    if claimed.refused or claimed.stopped:
        status = ReplyStatus.REJECTED if claimed.refused else ReplyStatus.FAILED
        _fail(app, reply, status, claimed.refused or claimed.stopped)
        return False
    try:
        with timed(app.metrics.post_seconds.labels(outgoing.target.platform)):
            posted = _responder(app, outgoing).post(outgoing)
    except OutcomeUnknown as error:
        _doubt(app, reply, str(error))
    except RateLimited as error:
        _retry(app, reply, error)
        raise
    except RetryLater as error:
        _retry(app, reply, error)
    except Rejected as error:
        _reject(app, reply, str(error))
    except ConfigurationError as error:
        _fail(app, reply, ReplyStatus.FAILED, str(error))
    except Exception as error:
        log.exception("reply.crashed", reply=reply_id)
        _doubt(app, reply, str(error) or type(error).__name__)
    else:
        _sent(app, reply, posted, ReplyStatus.SENDING)
        return True
    return False


def read_back_due(app: App, *, limit: int = 50) -> int:
    """Look on the platform for doubtful replies; returns how many were found there."""
    with app.database.read() as session:
        found = replies.doubtful(session, looks=MAX_LOOKS, now=app.clock.now(), limit=limit)
    return sum(_read_back(app, reply_id) for reply_id in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A reply in *sending*; `refused` by the send gate for good, or `stopped` for a person."""

    reply: Reply
    outgoing: OutgoingReply
    refused: str = ""
    stopped: str = ""


def _claim(app: App, reply_id: int) -> _Claimed | None:
    """Take the reply; None where somebody else has it, or it has to wait."""
    now, wall = app.clock.now(), app.clock.wall()
    with app.database.write() as session:
        reply = replies.get(session, reply_id)
        if reply is None:
            return None
        held = flood.of_reply(session, app, reply)  # holds the customer: from here on it is true
        session.refresh(reply)
        early = reply.not_before is not None and reply.not_before > now
        if reply.status is not ReplyStatus.APPROVED or early or replies.has_earlier(session, reply):
            return None
        outgoing = _outgoing(session, reply)
        verdict = _judged(session, app, reply, outgoing, now)
        outgoing = replace(outgoing, template=verdict.template)
        held = _in_time(session, app, reply, outgoing, held) if verdict.allowed else FREE
        if verdict.allowed and held.allowed:
            held = reply_costs.reserve(session, app, verdict.price)
        if held.until is not None:
            flood.put_off(session, app, reply, held)
            return None
        goes_out = verdict.allowed and held.allowed
        replies.move(
            session,
            reply_id,
            ReplyStatus.APPROVED,
            ReplyStatus.SENDING,
            lease_owner=app.owner,
            lease_until=wall + app.lease,
            attempts=Reply.attempts + 1,
            sending_at=now if goes_out else reply.sending_at,
            micro_usd=verdict.price if goes_out else 0,
            held=held.reason or None,
            rules_version=verdict.version or None,
        )
        session.refresh(reply)
        refused = " ".join(verdict.problems)
        return _Claimed(reply=reply, outgoing=outgoing, refused=refused, stopped=held.reason)


def _judged(
    session: Session, app: App, reply: Reply, outgoing: OutgoingReply, at: dt.datetime
) -> Verdict:
    return judging.verdict(
        app,
        outgoing.target,
        reply.kind,
        reply.text,
        sent_before=replies.private_sent(session, reply.mention_id, before=reply.id),
        automatic=reply.approved_by is None,
        at=at,
    )


def _in_time(
    session: Session, app: App, reply: Reply, outgoing: OutgoingReply, held: FloodVerdict
) -> FloodVerdict:
    """What would find a closed door after its wait: quiet hours yield, else a person decides."""
    if held.until is None or _judged(session, app, reply, outgoing, held.until).allowed:
        return held
    if held.hold is Hold.QUIET:
        return FREE
    told = f"{held.reason} The network's own window closes before that: decide whether to send it."
    return replace(held, until=None, reason=told)


def _outgoing(session: Session, reply: Reply) -> OutgoingReply:
    target = respond.as_target(session, session.get_one(Mention, reply.mention_id))
    return OutgoingReply(
        target=target, kind=reply.kind, text=reply.text, idempotency_key=reply.idempotency_key
    )


def _responder(app: App, outgoing: OutgoingReply) -> Responder:
    make = app.responders.get(outgoing.target.platform)
    if make is None:
        raise ConfigurationError(
            f"No account is configured to answer on {outgoing.target.platform}: "
            "add [accounts.NAME] with this platform."
        )
    return make()


def _read_back(app: App, reply_id: int) -> bool:
    with app.database.read() as session:
        reply = session.get_one(Reply, reply_id)
        outgoing = _outgoing(session, reply)
    try:
        posted = _responder(app, outgoing).find(outgoing)
    except ListenpostError as error:
        _look_again(
            app, reply, f"Could not look: {error}", counts=not isinstance(error, RetryLater)
        )
        return False
    except Exception as error:
        log.exception("reply.look_crashed", reply=reply_id)
        _look_again(app, reply, str(error) or type(error).__name__, counts=True)
        return False
    if posted is not None and _is_anothers(app, reply, posted):
        posted = None
    if posted is None:
        _look_again(app, reply, "Not found on the platform.", counts=True)
        return False
    _sent(app, reply, posted, ReplyStatus.UNKNOWN)
    return True


def _is_anothers(app: App, reply: Reply, posted: PostedReply) -> bool:
    """Two replies may have the same words; one effect never stands for both."""
    with app.database.read() as session:
        return replies.belongs_to_another(session, posted.external_id, reply)


def _sent(app: App, reply: Reply, posted: PostedReply, current: ReplyStatus) -> None:
    now = app.clock.now()
    sent_at = _public_since(reply, posted, now)
    with app.database.write() as session:
        if not replies.move(
            session,
            key(reply.id),
            current,
            ReplyStatus.SENT,
            sent_at=sent_at,
            external_id=posted.external_id,
            url=posted.url,
            last_error=None,
            lease_owner=None,
        ):
            return
        respond.settle(session, reply, app, at=sent_at, now=now)
        reply_figures.count(app, session, reply, ReplyStatus.SENT, public_at=sent_at)
    log.info("reply.sent", reply=reply.id, case=reply.case_id)


def _public_since(reply: Reply, posted: PostedReply, now: dt.datetime) -> dt.datetime:
    """When the platform made it public, within what can be believed; it may be found much later."""
    return max(min(posted.posted_at or now, now), reply.approved_at or now)


def _doubt(app: App, reply: Reply, why: str) -> None:
    log.warning("reply.unknown", reply=reply.id, error=why)
    with app.database.write() as session:
        reply_figures.count(app, session, reply, ReplyStatus.UNKNOWN)
        replies.move(
            session,
            key(reply.id),
            ReplyStatus.SENDING,
            ReplyStatus.UNKNOWN,
            last_error=why[:1000],
            not_before=None,
            lease_owner=None,
        )


def _look_again(app: App, reply: Reply, why: str, *, counts: bool) -> None:
    """Look later; after MAX_LOOKS, or LONGEST_DOUBT, a person decides. Never a blind retry."""
    looks = reply.looks + (1 if counts else 0)
    now = app.clock.now()
    too_long = reply.approved_at is not None and now - reply.approved_at > LONGEST_DOUBT
    with app.database.write() as session:
        stored = session.get_one(Reply, reply.id)
        if stored.status is not ReplyStatus.UNKNOWN:
            return
        stored.looks, stored.last_error = looks, why[:1000]
        stored.not_before = now + LOOK_AGAIN_AFTER
        if looks >= MAX_LOOKS or too_long:
            case = cases.get(session, reply.case_id)
            if case is not None:
                case.attention = CHECK_BY_HAND


def _retry(app: App, reply: Reply, error: RetryLater) -> None:
    """It is certain that nothing was posted: try later, within limits.

    To be told "slow down" is no failed attempt; but nothing waits for that longer than a day.
    """
    now = app.clock.now()
    patient = isinstance(error, RateLimited)
    waited = now - (reply.approved_at or now)
    if waited > LONGEST_WAIT if patient else reply.attempts >= MAX_ATTEMPTS:
        _fail(app, reply, ReplyStatus.FAILED, f"Gave up after {reply.attempts} attempts: {error}")
        return
    exact = isinstance(error, ChatLimited) and error.retry_at is not None
    pause = RETRY_FIRST if patient else RETRY_FIRST * 2 ** (reply.attempts - 1)
    soonest = now if exact else now + pause
    asked = error.retry_at or soonest  # a time beyond any platform's limits is a clock that lies
    with app.database.write() as session:
        reply_figures.count(app, session, reply, reply_figures.RETRY)
        replies.move(
            session,
            key(reply.id),
            ReplyStatus.SENDING,
            ReplyStatus.APPROVED,
            not_before=max(soonest, min(asked, now + RESET_MAX)),
            last_error=str(error)[:1000],
            lease_owner=None,
            micro_usd=0,
            attempts=Reply.attempts - int(patient),
        )
        reply_costs.not_posted(session, reply, now)


def _reject(app: App, reply: Reply, why: str) -> None:
    _fail(app, reply, ReplyStatus.REJECTED, why)


def _fail(app: App, reply: Reply, status: ReplyStatus, why: str) -> None:
    log.warning("reply.not_sent", reply=reply.id, status=status, error=why)
    with app.database.write() as session:
        if not replies.move(
            session,
            key(reply.id),
            ReplyStatus.SENDING,
            status,
            last_error=why[:1000],
            lease_owner=None,
            micro_usd=0,
        ):
            return
        reply_figures.count(app, session, reply, status)
        reply_costs.not_posted(session, reply, app.clock.now())
        case = cases.get(session, reply.case_id)
        if case is None:
            return
        case.reply_pending = replies.more_under_way(session, reply)
        case.attention = f"The reply was not sent: {why}"[:500]
        cases.add_event(
            session,
            reply.case_id,
            CaseEventKind.REPLY_FAILED,
            at=app.clock.now(),
            reply_id=reply.id,
            detail={"reason": why[:200]},
        )
