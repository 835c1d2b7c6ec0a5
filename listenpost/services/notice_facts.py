"""What a message tells of each thing: read when it goes out, so that it says how things stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlmodel import Session

from domain.case import CaseStatus
from domain.incident import IncidentStatus, anchor_of
from domain.notice import ALERTS, Destination, NoticeKind
from domain.notice_message import TOP, Fact, Section
from domain.reply import ReplyStatus
from listenpost.events import hide_secrets
from listenpost.language import figures, spoken_for
from listenpost.language.tongue import N_, Table, _
from listenpost.language.vocabulary import METRICS, label, language
from listenpost.services import notice_words
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
_CLOSED = Table(
    {
        CaseStatus.RESOLVED: N_("Resolved since then."),
        CaseStatus.NOT_ACTIONABLE: N_("Not for us, somebody said since then."),
        CaseStatus.MERGED: N_("Merged with another case since then."),
    }
)
_ALERT_TODO = Table(
    {
        NoticeKind.SPIKE: N_("Look at the inbox: one statement may answer many."),
        NoticeKind.SILENCE: N_("Look on the platform whether posts come."),
        NoticeKind.STOPPED: N_("It hears nothing until somebody mends it; Health says how."),
        NoticeKind.TOKEN: N_("Make a new token before it ends."),
        NoticeKind.BUDGET: N_("It goes on at midnight UTC, or at once with a larger budget."),
    }
)
_REPLIES = Table(
    {
        ReplyStatus.UNKNOWN: N_("reply arrived? nobody knows"),
        ReplyStatus.REJECTED: N_("reply refused by the network"),
    }
)
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
    topic = case.topic.value
    told = [notice_words.on(case.platform, case.id)]
    if topic != "other":
        told.append(_("about {topic}").format(topic=label(topic)))
    if case.language:
        told.append(_("in {language}").format(language=language(case.language)))
    return ", ".join([*told, label(case.urgency.value)])


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
    return _("Answered since then.") if case.waiting_since is None else ""


def _critical(session: Session, one: Notice, to: Destination, now: dt.datetime) -> Fact:
    case = session.get_one(Case, one.subject_id)
    return Fact(
        what=case_words(case),
        at=one.at,
        todo=_answer(case.due_at, to, now),
        path=_path(case.id),
        over=_since(case),
        words=_said(session, case, to),
    )


def _answer(due: dt.datetime | None, to: Destination, now: dt.datetime) -> str:
    if due is None:
        return _("Take it and answer.")
    late = _("Take it and answer; it was due {when}.")
    text = late if due < now else _("Take it and answer; it is due {when}.")
    return text.format(when=figures.stamp(due, to.zone))


def _clock(session: Session, one: Notice, to: Destination, now: dt.datetime) -> Fact:
    clock = session.get_one(SlaClock, one.subject_id)
    case = session.get_one(Case, clock.case_id)
    over = "" if clock.stopped_at is None else _("It has ended since then.")
    late = _("Answer or settle it; it was due {when}.")
    todo = late if clock.due_at < now else _("Answer or settle it; it is due {when}.")
    return Fact(
        what=f"{case_words(case)}: {METRICS[clock.metric].lower()}",
        at=one.at,
        todo=todo.format(when=figures.stamp(clock.due_at, to.zone)),
        path=_path(clock.case_id),
        over=_since(case) if case.status in _CLOSED else over,
        words=_said(session, case, to),
    )


def _reply(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    reply = session.get_one(Reply, one.subject_id)
    case = session.get_one(Case, reply.case_id)
    became = _REPLIES[reply.status] if reply.status in _REPLIES else _("reply not sent")
    doubt = _("Look on the network whether it is there, and say so.")
    return Fact(
        what=f"{case_words(case)}: {became}",
        at=one.at,
        todo=doubt if reply.status is ReplyStatus.UNKNOWN else _("Send it again, or another way."),
        path=_path(case.id),
        over="" if case.attention else _("Somebody has decided since then."),
        words=_said(session, case, to),
    )


def _promise(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    promise = session.get_one(PromiseRow, one.subject_id)
    case = session.get_one(Case, session.get_one(Reply, promise.reply_id).case_id)
    ours = _("a promise of ours")
    return Fact(
        what=f"{case_words(case)}: {ours}",
        at=one.at,
        todo=_("Do what was promised, and tell the customer."),
        path=_path(case.id),
        words=promise.words if to.words else "",
    )


def _incident(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    incident = session.get_one(Incident, one.subject_id)
    anchor = anchor_of(incident.anchor)
    told = [_("Incident {number}").format(number=incident.id)]
    if anchor.kind == "surge":
        told.append(_("about {topic}").format(topic=label(anchor.name)))
    size = incidents.size(session, one.subject_id)
    over = incident.status is not IncidentStatus.OPEN
    return Fact(
        what=", ".join([*told, figures.counted(size, "{number} case", "{number} cases")]),
        at=one.at,
        todo=_("Say one thing to all of them."),
        path=f"/incident/{incident.id}",
        over=_("Closed since then.") if over else "",
        words=incident.title if to.words else "",
    )


def _alert(session: Session, one: Notice, to: Destination, _now: dt.datetime) -> Fact:
    """What it says stands in two sentences at most: what is so, and what to do."""
    alert = session.get_one(ListenerAlert, one.subject_id)
    spike = one.kind is NoticeKind.SPIKE
    first, _stop, rest = spoken_for.said(hide_secrets(alert.detail)).partition(". ")
    name = label(alert.listener) if spike else alert.listener
    over = _("Over since {when}.")
    return Fact(
        what=f"{name}: {first.rstrip('.')}",
        at=one.at,
        todo=rest or _ALERT_TODO[one.kind],
        path="/inbox" if spike else HEALTH,
        over=over.format(when=figures.stamp(alert.ended_at, to.zone)) if alert.ended_at else "",
    )


_TELLERS: dict[NoticeKind, Tell] = {
    NoticeKind.CRITICAL: _critical,
    NoticeKind.BREACHED: _clock,
    NoticeKind.AT_RISK: _clock,
    NoticeKind.REPLY: _reply,
    NoticeKind.PROMISE: _promise,
    NoticeKind.INCIDENT: _incident,
}
