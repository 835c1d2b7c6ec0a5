"""The inbox: rows for a list, counts for its views, and the next case to take."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlmodel import Session

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.priority import Reason, in_words, reasons
from domain.role import Actor, Permission, require
from domain.sla import SlaState, clock_state, to_the_second
from listenpost.services import explain, topic_naming
from listenpost.services.app import App
from listenpost.services.case_actions import CLAIM_FOR, note
from listenpost.services.ranking import standing_of
from storage import cases, inbox, inbox_counts, incidents, leases, polls, presence, topics, users
from storage.ids import key
from storage.inbox import InboxFilter as InboxFilter
from storage.inbox import InboxOrder as InboxOrder
from storage.inbox import InboxView as InboxView
from storage.inbox_counts import Count as Count
from storage.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One line of the inbox. `time_left` is in words ("40 min left", "overdue by 2 h"), or "".

    `holder` is the display name of whoever works on it at this moment. `carried_by` are the words
    of the customer without which it would be less urgent, `asked_by` is the colleague who asks
    this user to look; both are read for lists alone.
    """

    case_id: int
    customer: str
    platform: str
    title: str
    status: CaseStatus
    urgency: Urgency
    topic: Topic
    sentiment: Sentiment
    language: str | None
    private: bool
    followers: int | None
    waiting_since: dt.datetime | None
    due_at: dt.datetime | None
    snoozed_until: dt.datetime | None
    sla: SlaState | None
    time_left: str
    unanswered_posts: int
    reply_pending: bool
    attention: str | None
    holder: str | None
    mine: bool
    reasons: tuple[Reason, ...]
    incident: int | None = None
    carried_by: tuple[str, ...] = ()
    asked_by: str = ""


def rows(
    app: App, actor: Actor, wanted: InboxFilter, *, limit: int = 30, offset: int = 0
) -> list[InboxRow]:
    """The cases that the filter finds, in its order."""
    require(actor.role, Permission.READ_CASES)
    wanted = _dated(app, wanted)
    with app.database.read() as session:
        wanted = _with_merged(session, wanted)
        return _rows(app, actor, session, wanted, limit=limit, offset=offset)


def _rows(
    app: App, actor: Actor, session: Session, wanted: InboxFilter, *, limit: int, offset: int
) -> list[InboxRow]:
    now, wall = app.clock.now(), app.clock.wall()
    found = inbox.page(
        session, wanted, user_id=actor.id, now=now, wall=wall, limit=limit, offset=offset
    )
    names = users.names(session)
    places = incidents.of_cases(session, [key(case.id) for case, _ in found]) if found else {}
    urgent = [key(case.id) for case, _ in found if case.urgency in explain.EXPLAINED]
    carried = explain.words_of(session, urgent) if urgent else {}
    asked = presence.asked_by(session, actor.id, [key(case.id) for case, _ in found])
    return [
        replace(
            row_of(app, actor, case, name, names, incident=places.get(key(case.id))),
            carried_by=carried.get(key(case.id), ()),
            asked_by=asked.get(key(case.id), ""),
        )
        for case, name in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """What the inbox shows at one moment; `languages` are those that occur, for the filter."""

    rows: list[InboxRow]
    counts: dict[InboxView, Count]
    languages: list[str]


def page(
    app: App, actor: Actor, wanted: InboxFilter, *, limit: int = 30, offset: int = 0
) -> InboxPage:
    """Rows, counts and languages in one snapshot, for which words are looked up once."""
    require(actor.role, Permission.READ_CASES)
    now, wall, wanted = app.clock.now(), app.clock.wall(), _dated(app, wanted)
    with app.database.read() as session:
        wanted = inbox.looked_up(session, _with_merged(session, wanted))
        return InboxPage(
            rows=_rows(app, actor, session, wanted, limit=limit, offset=offset),
            counts=inbox_counts.counts(session, wanted, user_id=actor.id, now=now, wall=wall),
            languages=inbox.languages(session),
        )


def counts(app: App, actor: Actor, wanted: InboxFilter | None = None) -> dict[InboxView, Count]:
    """How many cases each view holds, under the filter's other conditions."""
    require(actor.role, Permission.READ_CASES)
    now, wall = app.clock.now(), app.clock.wall()
    base = _dated(app, wanted or InboxFilter())
    with app.database.read() as session:
        base = _with_merged(session, base)
        return inbox_counts.counts(session, base, user_id=actor.id, now=now, wall=wall)


def _dated(app: App, wanted: InboxFilter) -> InboxFilter:
    """The filter with what "at risk" means under this installation's policy."""
    policy = app.policy
    soon = {urgency: (1 - policy.at_risk_at) * target for urgency, target in policy.targets.items()}
    return replace(wanted, soon=soon)


def _with_merged(session: Session, wanted: InboxFilter) -> InboxFilter:
    """The filter with the topics that were merged into those that are asked for."""
    if not wanted.brand_topics:
        return wanted
    asked = topic_naming.counting_as(topics.merges(session), wanted.brand_topics)
    return replace(wanted, brand_topics=asked)


def networks(app: App) -> list[str]:
    """The networks that were ever listened to, for the filters; none before the first poll.

    They say nothing of any customer.
    """
    with app.database.read() as session:
        return sorted({str(poll.platform) for poll in polls.all_polls(session)})


def take_next(app: App, actor: Actor, wanted: InboxFilter | None = None) -> int | None:
    """Claim the first case that nobody else works on; None where there is none."""
    require(actor.role, Permission.ANSWER)
    now, wall = app.clock.now(), app.clock.wall()
    with app.database.write() as session:
        asked = _with_merged(session, _dated(app, wanted or InboxFilter()))
        case_id = inbox.first_free(session, asked, user_id=actor.id, now=now, wall=wall)
        if case_id is None:
            return None
        held = leases.holder(session.get_one(Case, case_id), wall) == actor.id
        cases.claim(session, case_id, user_id=actor.id, wall=wall, lease=CLAIM_FOR)
        if not held:
            note(session, app, actor, case_id, CaseEventKind.CLAIMED)
        return case_id


def row_of(
    app: App,
    actor: Actor,
    case: Case,
    customer: str,
    names: dict[int, str],
    *,
    incident: int | None = None,
) -> InboxRow:
    """A case as a line of the inbox, at this moment."""
    now, wall = app.clock.now(), app.clock.wall()
    holder = leases.holder(case, wall)
    return InboxRow(
        case_id=key(case.id),
        customer=customer,
        platform=case.platform,
        title=case.title,
        status=case.status,
        urgency=case.urgency,
        topic=case.topic,
        sentiment=case.sentiment,
        language=case.language,
        private=case.private,
        followers=case.followers,
        waiting_since=case.waiting_since,
        due_at=case.due_at,
        snoozed_until=case.snoozed_until,
        sla=_sla(case, now),
        time_left=_time_left(case.due_at, now),
        unanswered_posts=case.unanswered_posts,
        reply_pending=case.reply_pending,
        attention=case.attention,
        holder=names.get(holder or 0),
        mine=holder == actor.id,
        reasons=_reasons(app, case, now, in_incident=incident is not None),
        incident=incident,
    )


def _sla(case: Case, now: dt.datetime) -> SlaState | None:
    if case.due_at is None or case.waiting_since is None:
        return None
    return clock_state(due_at=case.due_at, at_risk_at=case.at_risk_at, stopped_at=None, now=now)


def _reasons(app: App, case: Case, now: dt.datetime, *, in_incident: bool) -> tuple[Reason, ...]:
    standing = standing_of(case, in_incident=in_incident)
    return () if standing is None else reasons(standing, now, app.weights)


def _time_left(due_at: dt.datetime | None, now: dt.datetime) -> str:
    if due_at is None:
        return ""
    if to_the_second(now) > to_the_second(due_at):
        return f"overdue by {in_words(now - due_at)}"
    return f"{in_words(due_at - now)} left"
