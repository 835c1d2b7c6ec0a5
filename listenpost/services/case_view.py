"""Everything that an agent sees of one case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from domain import gate
from domain.case import CaseEventKind
from domain.draft_check import Said
from domain.errors import BadInput
from domain.gate import Verdict
from domain.recommend import NOTHING, Candidate, Recommendation
from domain.reply import ReplyKind, ReplyStatus, ReplyTarget
from domain.role import Actor, Permission, require
from domain.sla import SlaMetric, SlaState, clock_state
from domain.sla_explain import Explanation
from listenpost.services import (
    articles,
    choosing,
    difference,
    draft_checks,
    explain,
    judging,
    respond,
    sla_story,
)
from listenpost.services.advice import Asked, advise
from listenpost.services.app import App
from listenpost.services.articles import Suggestion as Article
from listenpost.services.case_thread import ThreadItem, judgements_of, thread_of
from listenpost.services.choosing import Chosen, chosen
from listenpost.services.difference import Read, Written
from listenpost.services.drafts import Suggestion
from listenpost.services.inbox import InboxRow, row_of
from listenpost.services.manner import manner
from listenpost.services.sla_story import Story
from storage import cases, incidents, replies, threads, users
from storage.cases import Owned
from storage.ids import key
from storage.models import (
    Author,
    Case,
    CaseEvent,
    Classification,
    Mention,
    Reply,
)
from storage.threads import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the customer."""

    platform: str
    handle: str | None
    name: str | None
    followers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryItem:
    """Something that happened to the case, and who did it (a user's name, or "")."""

    at: dt.datetime
    kind: CaseEventKind
    by: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clock of the case, for "why is this late?"."""

    metric: SlaMetric
    started_at: dt.datetime
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    paused_at: dt.datetime | None
    reached: bool
    state: SlaState
    explanation: Explanation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the model said of the post that is being answered.

    `carried_by` are the words without which its urgency falls most; empty where none stands out.
    """

    model: str
    sentiment: str
    intent: str
    urgency: str
    topic: str
    abstained: bool
    scores: dict[str, dict[str, float]]
    carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case. `target` is the post that a reply would answer; `version` goes into ReplyForm.

    `draft` is what this agent wrote and kept; `choices` are the kinds of reply that the platform
    has, each with the send gate's verdict on the suggested or kept text; `private_sent` is what the
    gate needs to judge other texts. `rivals` are colleagues' drafts for the same case. `read` is
    how far the thread goes, `since` what was written after what the agent had read before;
    `answers_to` is the stored post of `target`, `taken` the channel that the suggestion is for;
    `articles` may answer her, the best first.
    """

    row: InboxRow
    version: int
    thread: tuple[ThreadItem, ...]
    accounts: tuple[Account, ...]
    other_cases: tuple[InboxRow, ...]
    history: tuple[HistoryItem, ...]
    deadlines: tuple[Deadline, ...]
    judgement: Judgement | None
    target: ReplyTarget
    target_url: str
    suggestion: Suggestion
    draft: tuple[ReplyKind, str] | None
    choices: dict[ReplyKind, Verdict]
    private_sent: bool
    undecided_reply: int | None
    read: Read = field(default_factory=Read)
    since: tuple[Written, ...] = ()
    answers_to: int = 0
    left_incident: int | None = None
    said: tuple[Said, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()
    recommended: Recommendation = NOTHING
    taken: Candidate | None = None
    articles: tuple[Article, ...] = ()

    @property
    def choice(self) -> Chosen | None:
        """The channel that the reply goes by, beside the recommended one."""
        return None if self.taken is None else chosen(self.taken.channel, self.recommended)


def view(
    app: App, actor: Actor, case_id: int, *, read: Read | None = None, channel: str | None = None
) -> CaseView:
    """Read one case; raises BadInput if there is none with this number.

    The draft is for this `channel`, else for the one that was taken for what this agent kept, else
    for the recommended one.
    """
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        found = cases.with_others(session, case_id)
        if found is None:
            raise BadInput(f"There is no case {case_id}.")
        return _view(app, actor, session, found, read, channel)


def _view(
    app: App,
    actor: Actor,
    session: Session,
    found: Owned,
    read: Read | None,
    channel: str | None,
) -> CaseView:
    case, person = found.case, found.customer
    case_id, place = key(case.id), incidents.place_in(found.in_incident)
    names, accounts = users.names(session), threads.accounts(session, case.customer_id)
    sent, events = replies.of_case(session, case_id), cases.events(session, case_id)
    posts = threads.posts(session, case_id)
    own = {key(account.id) for account in accounts}
    judged = judgements_of(session, posts, own)
    said = draft_checks.said_in(posts, case.customer_id)
    asked, judgement = _asked(app, actor, session, found, posts, said, judged, sent)
    kept, channel = _kept(session, sent, actor, channel)
    recommended, taken, suggestion = advise(app, session, asked, channel)
    return CaseView(
        row=row_of(app, actor, case, person.name, names, incident=place[0]),
        version=case.version,
        thread=thread_of(posts, own, judged, sent, names),
        accounts=tuple(_account(author) for author in accounts),
        other_cases=tuple(row_of(app, actor, other, person.name, names) for other in found.others),
        history=tuple(_history(event, names) for event in events),
        deadlines=_deadlines(session, case, events, app),
        judgement=judgement,
        target=asked.target,
        target_url=asked.mention.url,
        suggestion=suggestion,
        draft=None if kept is None else (kept.kind, kept.text),
        choices=_choices(app, asked, suggestion),
        private_sent=asked.private_sent,
        undecided_reply=_undecided(sent),
        read=difference.read_now(posts, sent),
        since=difference.not_in(read, case, posts, sent, names) if read else (),
        answers_to=key(asked.mention.id),
        left_incident=place[1],
        said=said,
        rivals=_rivals(sent, actor, names),
        recommended=recommended,
        taken=taken,
        articles=tuple(asked.articles),
    )


def _asked(
    app: App,
    actor: Actor,
    session: Session,
    found: Owned,
    posts: Sequence[Post],
    said: Sequence[Said],
    judged: Mapping[int, Classification],
    sent: Sequence[Reply],
) -> tuple[Asked, Judgement | None]:
    """The post that is answered, what the model said of it, and what the words depend on."""
    case = found.case
    mention, target = respond.target_among(session, key(case.id), posts)
    number = key(mention.id)
    judgement = _judgement(session, mention, judged.get(number))
    asked = Asked(
        case=case,
        mention=mention,
        target=target,
        customer=found.customer.name,
        sent=sum(reply.status is ReplyStatus.SENT for reply in sent),
        private_sent=replies.is_private_sent(sent, number),
        incident=incidents.place_in(found.in_incident)[0] is not None,
        manner=manner(app, actor, mention, judgement, said),
        articles=articles.suggest(app, session, case),
    )
    return asked, judgement


def _kept(
    session: Session, sent: Sequence[Reply], actor: Actor, channel: str | None
) -> tuple[Reply | None, str | None]:
    """The agent's own draft, and the channel: that which he takes now, else that of the draft."""
    drafts = (reply for reply in sent if reply.status is ReplyStatus.DRAFTED)
    kept = next((reply for reply in drafts if reply.drafted_by == actor.id), None)
    if kept is None or channel is not None:
        return kept, channel
    return kept, choosing.kept(session, key(kept.id))


def _account(author: Author) -> Account:
    return Account(
        platform=author.platform,
        handle=author.handle,
        name=author.display_name,
        followers=author.followers,
    )


def _history(event: CaseEvent, names: dict[int, str]) -> HistoryItem:
    return HistoryItem(
        at=event.at,
        kind=event.kind,
        by=names.get(event.user_id or 0, ""),
        detail=dict(event.detail),
    )


def _deadlines(
    session: Session, case: Case, events: Sequence[CaseEvent], app: App
) -> tuple[Deadline, ...]:
    now = app.clock.now()
    return tuple(_deadline(one, now) for one in sla_story.stories(session, case, events, app))


def _deadline(story: Story, now: dt.datetime) -> Deadline:
    clock = story.row
    return Deadline(
        metric=clock.metric,
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        state=clock_state(
            due_at=clock.due_at,
            at_risk_at=clock.at_risk_at,
            stopped_at=clock.stopped_at,
            paused_at=clock.paused_at,
            now=now,
        ),
        paused_at=clock.paused_at,
        reached=clock.answered,
        explanation=story.explanation,
    )


def _judgement(
    session: Session, mention: Mention, judged: Classification | None
) -> Judgement | None:
    """`judged` is None where the post stands too far up in a long thread to have been read."""
    found = judged or threads.judgement(session, key(mention.id))
    if found is None:
        return None
    return Judgement(
        model=found.model,
        sentiment=found.sentiment,
        intent=found.intent,
        urgency=found.urgency,
        topic=found.topic,
        abstained=found.abstained,
        scores=dict(found.scores),
        carried_by=_carried_by(session, mention, found),
    )


def _carried_by(session: Session, mention: Mention, found: Classification) -> tuple[str, ...]:
    """Looked up only for what is explained at all."""
    if found.urgency not in explain.EXPLAINED:
        return ()
    spans = explain.spans_of(session, key(mention.id))
    return tuple(mention.text[span.start : span.end] for span in spans)


def _rivals(
    sent: Sequence[Reply], actor: Actor, names: dict[int, str]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (names.get(reply.drafted_by or 0, ""), reply.text)
        for reply in sent
        if reply.status is ReplyStatus.DRAFTED
        and reply.drafted_by != actor.id
        and reply.text.strip()
    )


def _choices(app: App, asked: Asked, suggestion: Suggestion) -> dict[ReplyKind, Verdict]:
    target, before = asked.target, asked.private_sent
    return {
        kind: judging.verdict(app, target, kind, suggestion.text, sent_before=before)
        for kind in gate.ways(target)
    }


_UNDECIDED = (ReplyStatus.UNKNOWN, ReplyStatus.FAILED, ReplyStatus.REJECTED)


def _undecided(sent: Sequence[Reply]) -> int | None:
    """The reply about which a person must decide; what somebody is still writing is none."""
    approved = [reply for reply in sent if reply.status is not ReplyStatus.DRAFTED]
    if approved and approved[-1].status in _UNDECIDED:
        return approved[-1].id
    return None
