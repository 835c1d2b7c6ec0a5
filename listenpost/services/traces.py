"""What happened to a mention and when, told to whoever follows it: ids and labels, never words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import event
from sqlmodel import Session, col, select

from storage.ids import key
from storage.models import Mention, Reply

HEARD = "mention.heard"
Fact = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stretch of a mention's life. The first one, HEARD, is the parent of all others."""

    name: str
    mention_id: int
    began: dt.datetime
    ended: dt.datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Traces(Protocol):
    """Takes steps; never raises and never waits. `on` is false where nobody listens."""

    on: bool

    def tell(self, step: Step) -> None: ...


class NoTraces:
    """Nobody listens."""

    on = False

    def tell(self, step: Step) -> None:
        """Nothing."""


def tell(traces: Traces, session: Session, steps: Sequence[Step]) -> None:
    """Tell them when the session's transaction has committed: what was undone never happened."""

    def committed(_session: Session) -> None:
        for step in steps:
            traces.tell(step)

    if traces.on and steps:
        event.listen(session, "after_commit", committed, once=True)


def heard(
    traces: Traces, session: Session, ids: Sequence[int], *, listener: str, now: dt.datetime
) -> None:
    """From when they were published, as their network says, until they are stored."""
    if not traces.on or not ids:
        return
    rows = session.exec(
        select(Mention.id, Mention.platform, Mention.published_at).where(col(Mention.id).in_(ids))
    ).all()
    steps = [
        Step(
            name=HEARD,
            mention_id=key(number),
            began=min(published_at, now),
            ended=now,
            facts={"platform": platform, "listener": listener},
        )
        for number, platform, published_at in rows
    ]
    tell(traces, session, steps)


def judged(
    traces: Traces, session: Session, mentions: Sequence[Mention], *, began: dt.datetime
) -> None:
    """From when the batch was taken until what came of it was stored."""
    steps = [
        Step(
            name="mention.judged",
            mention_id=key(one.id),
            began=began,
            ended=one.triaged_at or began,
            facts={"needs_answer": bool(one.needs_answer), "case": one.case_id or 0},
        )
        for one in mentions
    ]
    tell(traces, session, steps)


def answered(
    traces: Traces, session: Session, reply: Reply, outcome: str, now: dt.datetime
) -> None:
    """An attempt: how long it was being written, how long it waited, how long it was on its way."""
    approved = reply.approved_at or reply.created_at
    sending = reply.sending_at or now
    facts: dict[str, Fact] = {"reply": key(reply.id), "case": reply.case_id}
    stretches = (
        ("reply.written", reply.created_at, approved),
        ("reply.waited", approved, sending),
        (f"reply.{outcome}", sending, now),
    )
    steps = [
        Step(name=name, mention_id=reply.mention_id, began=since, ended=until, facts=facts)
        for name, since, until in stretches
        if since <= until
    ]
    tell(traces, session, steps)
