"""One statement for everybody in an incident, and word to each of them when it is over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain import gate
from domain.case import CaseStatus
from domain.classification import Topic
from domain.errors import BadInput, Conflict, ListenpostError
from domain.flood import Purpose
from domain.incident import IncidentStatus, StatementKind
from domain.reply import ReplyKind
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import approval_rules, drafts, flood, respond, waiting
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm
from responder import template
from storage import incidents, users
from storage.ids import key
from storage.models import Case, Incident, IncidentCase, IncidentStatement

log = structlog.get_logger(__name__)
GROWTH = dt.timedelta(hours=1)
OVER = "incident_over"
_CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One case of an incident, as its page lists it."""

    case_id: int
    customer: str
    platform: str
    language: str | None
    title: str
    joined_at: dt.datetime
    told: bool
    told_it_is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident. `words` are the statement's by language, approved or proposed."""

    incident_id: int
    title: str
    status: IncidentStatus
    opened_at: dt.datetime
    last_post_at: dt.datetime
    cases: int
    joined_last_hour: int
    members: tuple[Member, ...]
    words: Mapping[str, str]
    approved: bool
    follow_up: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An open incident in one line, for the inbox."""

    incident_id: int
    title: str
    cases: int
    joined_last_hour: int
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many cases were written to, and why others were not."""

    sent: int
    left_out: Mapping[str, int]


def view(app: App, actor: Actor, incident_id: int) -> IncidentView:
    """Everything about one incident."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return _view(app, session, _known(session, incident_id))


def headlines(
    app: App, actor: Actor, *, also: Collection[int] = (), limit: int = 3
) -> list[Headline]:
    """The newest incidents that are open, and those of `also` that still are."""
    require(actor.role, Permission.READ_CASES)
    since = app.clock.now() - GROWTH
    with app.database.read() as session:
        found = [*incidents.newest(session, limit=limit), *incidents.among(session, also)]
        return [
            Headline(
                incident_id=key(one.id),
                title=one.title,
                cases=incidents.size(session, key(one.id)),
                joined_last_hour=incidents.size(session, key(one.id), since=since),
                approved=bool(incidents.statements(session, key(one.id), StatementKind.STATEMENT)),
            )
            for one in {one.id: one for one in found}.values()
            if one.status is IncidentStatus.OPEN
        ]


def _view(app: App, session: Session, incident: Incident) -> IncidentView:
    number = key(incident.id)
    joined = incidents.joined(session, number)
    approved = incidents.statements(session, number, StatementKind.STATEMENT)
    kept = {language: one.text for language, one in approved.items()}
    over = incidents.statements(session, number, StatementKind.FOLLOW_UP)
    return IncidentView(
        incident_id=number,
        title=incident.title,
        status=incident.status,
        opened_at=incident.opened_at,
        last_post_at=incident.last_post_at,
        cases=len(joined),
        joined_last_hour=incidents.size(session, number, since=app.clock.now() - GROWTH),
        members=tuple(_member(place, case, name) for place, case, name in joined),
        words=_proposed(app, joined, _situation(joined)) | kept,
        approved=bool(kept),
        follow_up=_proposed(app, joined, OVER)
        | {language: one.text for language, one in over.items()},
    )


def _member(place: IncidentCase, case: Case, customer: str) -> Member:
    return Member(
        case_id=place.case_id,
        customer=customer,
        platform=case.platform,
        language=case.language,
        title=case.title,
        joined_at=place.joined_at,
        told=place.statement_id is not None,
        told_it_is_over=place.follow_up_id is not None,
    )


def _situation(joined: Sequence[tuple[IncidentCase, Case, str]]) -> str:
    topics = Counter(case.topic for _, case, _ in joined)
    topic = topics.most_common(1)[0][0] if topics else Topic.OTHER
    return drafts.situation_of(topic, 0)


def _proposed(
    app: App, joined: Sequence[tuple[IncidentCase, Case, str]], situation: str
) -> dict[str, str]:
    """A text in each language that the members speak, without names."""
    languages = {template.choose(case.language, situation).language for _, case, _ in joined}
    return {
        language: template.choose(language, situation).render(
            ReplyKind.PUBLIC, name="", brand=app.brand
        )
        for language in sorted(languages | {template.FALLBACK_LANGUAGE})
    }


def approve(
    app: App, actor: Actor, incident_id: int, kind: StatementKind, words: Mapping[str, str]
) -> None:
    """A lead stands by these words, in each language; nothing has been sent before."""
    require(actor.role, Permission.APPROVE_STATEMENTS)
    texts = {language: clean(text).strip() for language, text in words.items()}
    if not texts.get(template.FALLBACK_LANGUAGE) or not all(texts.values()):
        raise BadInput("Each language needs a text, English always: it is what others get.")
    now = app.clock.now()
    with app.database.write() as session:
        incident = _known(session, incident_id)
        if incident.status is IncidentStatus.CLOSED:
            raise Conflict("This incident has been closed: everybody has been told.")
        known = incidents.statements(session, incident_id, kind)
        for language, text in texts.items():
            row = known.get(language) or IncidentStatement(
                incident_id=incident_id, kind=kind, language=language, text=text
            )
            row.text, row.approved_at, row.approved_by = text, now, actor.id
            session.add(row)
        users.audit(
            session,
            f"incident.{kind.value}",
            f"incident:{incident_id}",
            user_id=actor.id,
            wall=app.clock.wall(),
        )


def send(app: App, actor: Actor, incident_id: int, kind: StatementKind) -> Sent:
    """Send the approved words to every case that has not had them, each where its customer wrote.

    A case that somebody works on, that has a reply on its way, or whose network forbids the words
    is left as it is and counted, and so are further cases of one customer; call it again for those,
    and for who joined since.
    """
    require(actor.role, Permission.APPROVE_STATEMENTS)
    with app.database.read() as session:
        texts = incidents.statements(session, incident_id, kind)
        if not texts:
            raise Conflict("Nobody has approved these words yet.")
        if approval_rules.four_eyes_for_many(app) and any(
            text.approved_by == actor.id for text in texts.values()
        ):
            raise Conflict("You approved these words yourself: another lead must send them.")
        todo = [
            (place.case_id, case.version, case.language)
            for place, case, _ in incidents.joined(session, incident_id)
            if _lacks(place, kind) and not (kind is StatementKind.STATEMENT and _is_done(case))
        ]
    sent, left_out = 0, Counter[str]()
    for case_id, version, language in todo:
        words = (
            texts.get((language or "").split("-")[0]) or texts[template.FALLBACK_LANGUAGE]
        ).text
        try:
            flood.require_unsaid(app, case_id, words)
            overtaken = flood.overtake(app, case_id, words, Purpose(kind.value))
            reply_id = overtaken or respond.send(
                app, actor, _form(app, case_id, version, words, Purpose(kind.value))
            )
        except ListenpostError as error:
            log.info("incident.left_out", case=case_id, error=str(error))
            left_out[str(error)] += 1
            continue
        _note_told(app, case_id, kind, reply_id)
        sent += 1
    return Sent(sent=sent, left_out=dict(left_out))


def _form(app: App, case_id: int, version: int, words: str, purpose: Purpose) -> ReplyForm:
    with app.database.read() as session:
        _, target = respond.target_of(session, case_id)
    return ReplyForm(
        case_id=case_id,
        version=version,
        kind=gate.where_asked(target),
        text=words,
        confirmed=None,  # a lead stands by these words
        purpose=purpose,
        bulk=True,
    )


def close(app: App, actor: Actor, incident_id: int) -> Sent:
    """It is over: tell everybody with the approved follow-up, and take nobody in any more."""
    sent = send(app, actor, incident_id, StatementKind.FOLLOW_UP)
    with app.database.write() as session:
        incident = _known(session, incident_id)
        incident.status, incident.closed_at = IncidentStatus.CLOSED, app.clock.now()
    return sent


def _lacks(place: IncidentCase, kind: StatementKind) -> bool:
    told = place.statement_id if kind is StatementKind.STATEMENT else place.follow_up_id
    return told is None


def _is_done(case: Case) -> bool:
    return case.status in _CLOSED


def _note_told(app: App, case_id: int, kind: StatementKind, reply_id: int) -> None:
    with app.database.write() as session:
        waiting.locked(session, case_id)
        place = incidents.membership(session, case_id)
        if place is not None and kind is StatementKind.STATEMENT:
            place.statement_id = reply_id
        elif place is not None:
            place.follow_up_id = reply_id


def _known(session: Session, incident_id: int) -> Incident:
    found = session.get(Incident, incident_id)
    if found is None:
        raise BadInput(f"There is no incident {incident_id}.")
    return found
