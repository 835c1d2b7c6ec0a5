"""How often customers are sent elsewhere, come back, and have to tell their story again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from domain import hop_figures
from domain.hop import HopOutcome
from domain.hop_figures import AnsweredCase, CountedHop, Edge, Figures
from domain.role import Actor, Permission, require
from listenpost.services import hops as services
from listenpost.services.app import App
from storage import hops

DAYS = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopReport:
    """Of cases that were first answered from `since` to before `until`."""

    since: dt.datetime
    until: dt.datetime
    whole: Figures
    by_topic: Mapping[str, Figures]
    by_platform: Mapping[str, Figures]
    edges: tuple[Edge, ...]
    outcomes: Mapping[HopOutcome, int]


def report(app: App, actor: Actor, *, span: dt.timedelta = DAYS) -> HopReport:
    """The report of the last days."""
    require(actor.role, Permission.READ_REPORTS)
    now = app.clock.now()
    return compute(app, since=now - span, until=now)


def compute(app: App, *, since: dt.datetime, until: dt.datetime) -> HopReport:
    """The same without a signed-in user: the command line."""
    services.close_due(app)
    with app.database.read() as session:
        cases = [
            AnsweredCase(id=number, topic=topic.value, platform=platform)
            for number, topic, platform in hops.answered(session, since=since, until=until)
        ]
        found = [
            CountedHop(
                case_id=hop.case_id,
                origin=hops.origin(hop),
                target=hops.target(hop),
                asked_by=hop.asked_by,
                outcome=hop.outcome,
                context_carried=hop.context_carried,
            )
            for hop in hops.of_answered(session, since=since, until=until)
        ]
    return HopReport(
        since=since,
        until=until,
        whole=hop_figures.figures(cases, found),
        by_topic=hop_figures.by(lambda case: case.topic, cases, found),
        by_platform=hop_figures.by(lambda case: case.platform, cases, found),
        edges=hop_figures.edges(found),
        outcomes=Counter(hop.outcome for hop in found),
    )
