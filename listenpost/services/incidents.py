"""Many complaints, one incident: found in what arrives, joined, taken out again by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from sqlmodel import Session

from classifier import nearness
from domain.classification import Classification, Intent, Urgency
from domain.errors import BadInput, Conflict
from domain.incident import (
    LIKELY_TOPIC,
    LONGEST_TITLE,
    MOST_LIVE,
    MOST_POSTS,
    QUIET,
    SAME_WORDS,
    WINDOW,
    Anchor,
    Heard,
    IncidentStatus,
    anchor_of,
    belongs,
    best,
    groups,
    markers,
    title_of,
)
from domain.role import Actor, Permission, require
from listenpost.services import ranking, surges, waiting
from listenpost.services.app import App
from storage import incidents, traces, users
from storage.ids import key
from storage.models import Incident, IncidentCase, Mention, MentionTrace

log = structlog.get_logger(__name__)
URGENT = frozenset({Urgency.CRITICAL, Urgency.HIGH})
BATCH = 200
KEEP = WINDOW + QUIET + dt.timedelta(days=1)
_MEMBERS = 200
"""An incident's core is the mean of so many newest members at most."""


def trace_of(
    mention: Mention, found: Classification, *, customer_id: int, under: str | None
) -> dict[str, Any]:
    """What a post that is owed an answer is recognised by: a row of `mention_trace` to store.

    `under` is our own post at the head of the thread, where there is one: it names what is meant.
    """
    topics = found.scores.get("topic") or {found.topic.value: 1.0}
    return {
        "mention_id": mention.id,
        "case_id": mention.case_id,
        "customer_id": customer_id,
        "at": min(mention.published_at, mention.stored_at),
        "urgent": found.urgency in URGENT,
        "complaint": found.intent is Intent.COMPLAINT,
        "topics": {name: round(p, 3) for name, p in topics.items() if p >= LIKELY_TOPIC},
        "markers": sorted(markers(mention.text) | markers(under or "")),
        "vector": nearness.pack(found.embedding),
        "placed_at": None,
    }


def watch(app: App) -> int:
    """Place what has been judged since the last look; returns how many posts were placed.

    One worker at a time: for the others there is nothing to place meanwhile.

    One look costs the same however much is stored: at most BATCH new posts, MOST_LIVE incidents
    with _MEMBERS vectors each, and MOST_POSTS of the last hours compared with each other.
    """
    now = app.clock.now()
    with app.database.write() as session:
        new = traces.unplaced(session, limit=BATCH)
        if not new or not incidents.look_alone(session):
            return 0
        live = incidents.live(session, since=now - QUIET, limit=MOST_LIVE)
        surges.count(session, new)
        session.flush()
        surging = surges.topics(session, now=now)
        joined = _join(app, session, live, new, surging)
        for trace in new:
            trace.placed_at = now
        session.flush()
        for incident, members in _found(app, session, now, surging):
            rest = traces.alone_since(session, now - WINDOW, limit=MOST_POSTS)
            joined |= members | _join(app, session, [incident], rest, surging)
        for case_id in sorted(joined):  # one order for all who hold several cases: no deadlocks
            ranking.rerank(session, waiting.locked(session, case_id), weights=app.weights, now=now)
        traces.purge(session, before=now - KEEP, limit=BATCH)
    return len(new)


def _join(
    app: App,
    session: Session,
    live: Sequence[Incident],
    posts: Sequence[MentionTrace],
    surging: Collection[str],
) -> set[int]:
    """The cases that are in one of these incidents now and were not before."""
    joined = set[int]()
    known = {
        key(incident.id): [
            trace.vector for trace in traces.of_incident(session, key(incident.id), limit=_MEMBERS)
        ]
        for incident in live
    }
    for trace in posts:
        if incidents.membership(session, trace.case_id) is not None:
            continue
        fitting = []
        for incident in live:
            core, nearest = nearness.to_mean_and_nearest(trace.vector, known[key(incident.id)])
            anchor = anchor_of(incident.anchor)
            hot = anchor.name in surging
            if belongs(_heard(trace), anchor, to_core=core, to_nearest=nearest, surging=hot):
                fitting.append((key(incident.id), anchor))
        chosen = best(fitting)
        if chosen is not None:
            joined |= _add(app, session, session.get_one(Incident, chosen), [trace])
    return joined


def _found(
    app: App, session: Session, now: dt.datetime, surging: Collection[str]
) -> list[tuple[Incident, set[int]]]:
    """New incidents, each with its cases."""
    posts = traces.alone_since(session, now - WINDOW, limit=MOST_POSTS)
    by_id = {trace.mention_id: trace for trace in posts}
    numbers = [trace.mention_id for trace in posts]

    def alike() -> list[tuple[int, int]]:
        pairs = nearness.alike([trace.vector for trace in posts], SAME_WORDS)
        return [(numbers[one], numbers[other]) for one, other in pairs]

    made = []
    for anchor, members in groups([_heard(trace) for trace in posts], surging=surging, alike=alike):
        chosen = sorted((by_id[number] for number in members), key=lambda trace: trace.at)
        made.append(_open(app, session, anchor, chosen))
    return made


def _open(
    app: App, session: Session, anchor: Anchor, posts: Sequence[MentionTrace]
) -> tuple[Incident, set[int]]:
    first = session.get_one(Mention, posts[0].mention_id)
    incident = Incident(
        title=title_of(anchor, " ".join(first.text.split()))[:LONGEST_TITLE],
        anchor=str(anchor),
        status=IncidentStatus.OPEN,
        opened_at=app.clock.now(),
        last_post_at=posts[-1].at,
    )
    session.add(incident)
    session.flush()
    joined = _add(app, session, incident, posts)
    log.warning("incident.opened", incident=incident.id, cases=len(posts))
    return incident, joined


def _add(app: App, session: Session, incident: Incident, posts: Sequence[MentionTrace]) -> set[int]:
    """Their cases belong to it; returns those that are to be ranked anew."""
    now, joined = app.clock.now(), set[int]()
    for trace in posts:
        if session.get(IncidentCase, trace.case_id) is None:
            place = IncidentCase(case_id=trace.case_id, incident_id=key(incident.id), joined_at=now)
            session.add(place)
            session.flush()
            joined.add(trace.case_id)
        incident.last_post_at = max(incident.last_post_at, trace.at)
    return joined


def _heard(trace: MentionTrace) -> Heard:
    topics: Mapping[str, float] = trace.topics
    return Heard(
        mention_id=trace.mention_id,
        case_id=trace.case_id,
        customer_id=trace.customer_id,
        at=trace.at,
        urgent=trace.urgent,
        complaint=bool(trace.complaint),
        topics=topics,
        markers=frozenset(trace.markers),
    )


def take_out(app: App, actor: Actor, case_id: int) -> None:
    """The case is about something else: it leaves its incident, and is not put back by itself."""
    _move(app, actor, case_id, out=True)


def put_back(app: App, actor: Actor, case_id: int) -> None:
    """Undo `take_out`."""
    _move(app, actor, case_id, out=False)


def _move(app: App, actor: Actor, case_id: int, *, out: bool) -> None:
    require(actor.role, Permission.ANSWER)
    now = app.clock.now()
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        place = incidents.membership(session, case_id)
        if place is None:
            raise BadInput(f"Case {case_id} was never part of an incident.")
        if (place.left_at is None) is not out:
            raise Conflict("Somebody else has just done that: reload the page.")
        place.left_at, place.left_by = (now, actor.id) if out else (None, None)
        session.flush()
        ranking.rerank(session, case, weights=app.weights, now=now)
        action = "incident.left" if out else "incident.rejoined"
        subject = f"case:{case_id}"
        users.audit(session, action, subject, user_id=actor.id, wall=app.clock.wall())
