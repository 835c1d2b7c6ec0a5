"""What whoever takes over a customer has to know, and what the customer herself may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Topic, Urgency
from domain.errors import BadInput
from domain.handoff import HandoffChannel
from domain.mention import MentionKind
from domain.promise import PromiseStatus
from domain.reply import ReplyKind, ReplyStatus
from domain.summary import summary
from listenpost.services.app import App
from listenpost.services.border import home_in
from storage import cases, handoffs, promises, replies, threads, users
from storage.ids import key
from storage.models import Case, Customer, Handoff

LONGEST_HISTORY = 10
_KEPT_WAITING = (PromiseStatus.OPEN, PromiseStatus.BROKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that was said; `by_us` where we said it."""

    at: dt.datetime
    text: str
    by_us: bool
    private: bool
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A promise of ours that is open or broken."""

    words: str
    due_at: dt.datetime
    broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was tried: a move to another channel, a colleague's note."""

    at: dt.datetime
    what: str
    by: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another case of the same customer."""

    case_id: int
    opened_at: dt.datetime
    title: str
    status: CaseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case for whoever goes on with it. `in_public`: everybody could read the code."""

    case_id: int
    customer: str
    platform: str
    status: CaseStatus
    urgency: Urgency
    topic: Topic
    language: str | None
    opened_at: dt.datetime
    channel: HandoffChannel
    in_public: bool
    made_by: str
    made_at: dt.datetime
    summary: tuple[str, ...]
    thread: tuple[Line, ...]
    tried: tuple[Step, ...]
    owed: tuple[Owed, ...]
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a customer may read with her code: what she wrote, and where she goes on."""

    wrote: tuple[Line, ...]
    language: str | None
    channel: HandoffChannel
    place: str
    expires_at: dt.datetime
    resolved: bool


def story_of(session: Session, app: App, row: Handoff) -> Story:
    """The story of the case that the code carries, where its posts are now."""
    case = _case(session, row)
    names = users.names(session)
    person = session.get_one(Customer, case.customer_id)
    lines = thread_of(session, case)
    return Story(
        case_id=key(case.id),
        customer=person.name,
        platform=case.platform,
        status=case.status,
        urgency=case.urgency,
        topic=case.topic,
        language=case.language,
        opened_at=case.opened_at,
        channel=row.channel,
        in_public=row.in_public,
        made_by=names.get(row.made_by or 0, ""),
        made_at=row.made_at,
        summary=summary([line.text for line in lines if not line.by_us]),
        thread=lines,
        tried=_tried(session, case, names),
        owed=_owed(session, case),
        earlier=_earlier(session, case),
    )


def own_words(session: Session, app: App, row: Handoff) -> OwnWords:
    """What she wrote herself; a code that stood in public shows nothing that was private."""
    case = _case(session, row)
    wrote = tuple(
        line
        for line in thread_of(session, case)
        if not line.by_us and not (row.in_public and line.private)
    )
    return OwnWords(
        wrote=wrote,
        language=case.language,
        channel=row.channel,
        place=app.handoff.places.get(row.channel, ""),
        expires_at=row.expires_at,
        resolved=case.status is CaseStatus.RESOLVED,
    )


def _case(session: Session, row: Handoff) -> Case:
    case = cases.get(session, home_in(session, row.case_id))
    if case is None:
        raise BadInput("The case is gone.")
    return case


def thread_of(session: Session, case: Case) -> tuple[Line, ...]:
    """Her posts of this case and our public and private answers; nobody else's words."""
    sent = [
        one
        for one in replies.of_case(session, key(case.id))
        if one.status in (ReplyStatus.SENT, ReplyStatus.UNKNOWN) and one.text
    ]
    ours = {one.external_id for one in sent if one.external_id}
    lines = [
        Line(
            at=post.published_at,
            text=post.text,
            by_us=post.by_brand,
            private=post.kind is MentionKind.MESSAGE,
            platform=post.platform,
        )
        for post, _, _ in threads.posts(session, key(case.id))
        if post.case_id == case.id and post.text and post.external_id not in ours
    ]
    lines += [
        Line(
            at=one.sent_at or one.approved_at or one.created_at,
            text=one.text,
            by_us=True,
            private=one.kind is ReplyKind.PRIVATE,
            platform=case.platform,
        )
        for one in sent
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


def _tried(session: Session, case: Case, names: dict[int, str]) -> tuple[Step, ...]:
    """Moves to other channels and colleagues' notes; what we wrote stands in the thread."""
    found = [
        Step(
            at=row.made_at,
            what=f"moved to {row.channel.value}"
            + (", opened there" if row.carried_at else ", never opened there"),
            by=names.get(row.made_by or 0, ""),
        )
        for row in handoffs.of_cases(session, [key(case.id)])
    ]
    for event in cases.events(session, key(case.id)):
        if event.kind is CaseEventKind.NOTED:
            by = names.get(event.user_id or 0, "") or str(event.detail.get("who", ""))
            text = str(event.detail.get("text", ""))
            found.append(Step(at=event.at, what="noted", by=by, text=text))
    return tuple(sorted(found, key=lambda step: step.at))


def _owed(session: Session, case: Case) -> tuple[Owed, ...]:
    return tuple(
        Owed(words=one.words, due_at=one.due_at, broken=one.status is PromiseStatus.BROKEN)
        for one in promises.of_case(session, key(case.id))
        if one.status in _KEPT_WAITING
    )


def _earlier(session: Session, case: Case) -> tuple[Earlier, ...]:
    others = threads.cases_of(session, case.customer_id, limit=LONGEST_HISTORY + 1)
    return tuple(
        Earlier(case_id=key(one.id), opened_at=one.opened_at, title=one.title, status=one.status)
        for one in others
        if one.id != case.id
    )[:LONGEST_HISTORY]
