"""What a message tells of each thing: read when it goes out, so that it says how things stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlmodel import Session

from domain.case import CaseStatus
from domain.incident import IncidentStatus, anchor_of
from domain.notice import ALERTS, Destination, NoticeKind
from domain.notice_message import TOP, Fact, Section
from domain.sla import SlaMetric
from listenpost.events import hide_secrets
from storage import incidents
from storage.models import (
    Case,
    Customer,
    Incident,
    ListenerAlert,
    Notice,
    PromiseRow,
    Reply,
    SlaClock,
)

HEALTH = "/health"
_METRICS = {
    SlaMetric.FIRST_RESPONSE: "First answer",
    SlaMetric.NEXT_RESPONSE: "Next answer",
    SlaMetric.RESOLUTION: "Resolution",
}
_CLOSED = {
    CaseStatus.RESOLVED: "Resolved since then.",
    CaseStatus.NOT_ACTIONABLE: "Not for us, somebody said since then.",
    CaseStatus.MERGED: "Merged with another case since then.",
}
_ALERT_TODO = {
    NoticeKind.SPIKE: "Look at the inbox: one statement may answer many.",
    NoticeKind.SILENCE: "Look on the platform whether posts come.",
    NoticeKind.STOPPED: "It hears nothing until somebody mends it; Health says how.",
    NoticeKind.TOKEN: "Make a new token before it ends.",
    NoticeKind.BUDGET: "It goes on at midnight UTC, or at once with a larger budget.",
}
Tell = Callable[[Session, Notice, Destination, dt.datetime], Fact]


def sections(
    session: Session, notices: Sequence[Notice], to: Destination, *, now: dt.datetime
) -> list[Section]:
    """The notices by kind, the weightiest kind first, with the facts of the longest waiting."""
    found = []
    for kind in ALERTS:
        same = [one for one in notices if one.kind is kind]
        if same:
            facts = tuple(_fact(session, one, to, now) for one in same[:TOP])
            found.append(Section(kind=kind, number=len(same), facts=facts))
    return found


def _fact(session: Session, one: Notice, to: Destination, now: dt.datetime) -> Fact:
    return _TELLERS.get(one.kind, _alert)(session, one, to, now)


def case_words(case: Case) -> str:
    """Which case, where, about what; nobody's name and none of the customer's words."""
    network = case.platform.replace("_", " ").title()
    topic = "" if case.topic.value == "other" else f", about {case.topic.value}"
    language = f", in {case.language}" if case.language else ""
    return f"Case {case.id} on {network}{topic}{language}, {case.urgency.value}"


def _path(case_id: int | None) -> str:
    return f"/case/{case_id}"


def _said(session: Session, case: Case, to: Destination) -> str:
    """Who wrote what, where the destination may know it."""
    if not to.words:
        return ""
    return f"{session.get_one(Customer, case.customer_id).name}: {case.title}"


def _since(case: Case) -> str:
    if case.status in _CLOSED:
        return _CLOSED[case.status]
    return "Answered since then." if case.waiting_since is None else ""


def _critical(session: Session, one: Notice, to: Destination, now: dt.datetime) -> Fact:
    case = session.get_one(Case, one.subject_id)
    due = _when(case.due_at, to, now)
    return Fact(
        what=case_words(case),
        at=one.at,
        todo=f"Take it and answer{f'; {due}' if due else ''}.",
        path=_path(case.id),
        over=_since(case),
        words=_said(session, case, to),
    )


def _when(due: dt.datetime | None, to: Destination, now: dt.datetime) -> str:
    if due is None:
        return ""
    local = due.astimezone(to.zone)
    verb = "it was due" if due < now else "it is due"
    return f"{verb} {local:%a} {local.day} {local:%b %H:%M}"


def _clock(session: Session, one: Notice, to: Destination, now: dt.datetime) -> Fact:
    clock = session.get_one(SlaClock, one.subject_id)
    case = session.get_one(Case, clock.case_id)
    over = "" if clock.stopped_at is None else "It has ended since then."
    return Fact(
        what=f"{case_words(case)}: {_METRICS[clock.metric].lower()}",
        at=one.at,
        todo=f"Answer or settle it; {_when(clock.due_at, to, now)}.",
        path=_path(clock.case_id),
        over=_since(case) if case.status in _CLOSED else over,
        words=_said(session, case, to),
    )


def _reply(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    reply = session.get_one(Reply, one.subject_id)
    case = session.get_one(Case, reply.case_id)
    said = {"unknown": "arrived? nobody knows", "rejected": "refused by the network"}
    return Fact(
        what=f"{case_words(case)}: reply {said.get(reply.status.value, 'not sent')}",
        at=one.at,
        todo="Look on the network whether it is there, and say so."
        if reply.status.value == "unknown"
        else "Send it again, or another way.",
        path=_path(case.id),
        over="" if case.attention else "Somebody has decided since then.",
        words=_said(session, case, to),
    )


def _promise(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    promise = session.get_one(PromiseRow, one.subject_id)
    case = session.get_one(Case, session.get_one(Reply, promise.reply_id).case_id)
    return Fact(
        what=f"{case_words(case)}: a promise of ours",
        at=one.at,
        todo="Do what was promised, and tell the customer.",
        path=_path(case.id),
        words=promise.words if to.words else "",
    )


def _incident(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    incident = session.get_one(Incident, one.subject_id)
    anchor = anchor_of(incident.anchor)
    about = f" about {anchor.name}" if anchor.kind == "surge" else ""
    over = incident.status is not IncidentStatus.OPEN
    number = incidents.size(session, one.subject_id)
    return Fact(
        what=f"Incident {incident.id}{about}, {number:,} cases",
        at=one.at,
        todo="Say one thing to all of them.",
        path=f"/incident/{incident.id}",
        over="Closed since then." if over else "",
        words=incident.title if to.words else "",
    )


def _alert(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    alert = session.get_one(ListenerAlert, one.subject_id)
    spike = one.kind is NoticeKind.SPIKE
    first, _, rest = hide_secrets(alert.detail).partition(". ")
    ended = alert.ended_at.astimezone(to.zone) if alert.ended_at else None
    return Fact(
        what=f"{alert.listener}: {first.rstrip('.')}",
        at=one.at,
        todo=rest or _ALERT_TODO[one.kind],
        path="/inbox" if spike else HEALTH,
        over=f"Over since {ended:%a} {ended.day} {ended:%b %H:%M}." if ended else "",
    )


_TELLERS: dict[NoticeKind, Tell] = {
    NoticeKind.CRITICAL: _critical,
    NoticeKind.BREACHED: _clock,
    NoticeKind.AT_RISK: _clock,
    NoticeKind.REPLY: _reply,
    NoticeKind.PROMISE: _promise,
    NoticeKind.INCIDENT: _incident,
}
