"""What the use cases work with; built by listenpost.bootstrap, or by a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Protocol

from classifier.base import Classifier
from domain.access import AccessRules
from domain.approval import ApprovalRule
from domain.article import ArticleRules
from domain.assignment import RoutingRule
from domain.flood import FloodRules
from domain.goodwill import GoodwillRules
from domain.handoff import HandoffRules
from domain.identity import IdentityRules
from domain.identity_provider import IdentityProvider
from domain.mention import Platform
from domain.message_template import MessageTemplate
from domain.notice import Destination
from domain.priority import DEFAULT_WEIGHTS, PriorityWeights
from domain.pulse_name import Named
from domain.quiet_hours import ZoneRules
from domain.recheck import RecheckRules
from domain.recommend import Channel
from domain.retention import Retention
from domain.route import Rule
from domain.sla import SlaPolicy
from domain.standard_webhook import Endpoint
from domain.survey import SurveyRules
from domain.voice import Voice
from domain.weekly import WeeklyRules
from listenpost.clock import Clock
from listenpost.services.article_shelf import ShelfKeeper
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.connections import Connections
from listenpost.services.experience import PastKeeper
from listenpost.services.heartbeats import Heartbeats
from listenpost.services.metrics import Metrics
from listenpost.services.patience import Patience
from listenpost.services.settled import Settled
from listenpost.services.tombstones import Tombstones
from listenpost.services.traces import NoTraces, Traces
from responder.base import Responder
from responder.helpdesk import Helpdesk
from storage.engine import Database


class Rewriter(Protocol):
    """Answers an instruction about a text; raises our errors and never hangs for long."""

    def answer(self, instruction: str, text: str) -> str:
        """The answer's words, never empty."""
        ...


class Translator(Protocol):
    """Puts a text into another language; raises our errors and never hangs for long."""

    def translate(self, text: str, into: str) -> str:
        """The text's words in the language of this two-letter code, never empty."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One installation. `owner` names this worker in leases; `classifier` loads on first use.

    `connections` keeps `listeners` and `responders` up to date where bootstrap has made them.
    `settled` knows what is set in the dashboard, and `current` is the app with it.
    `ending` is set when this process was told to end: what goes on piece after piece begins no
    further one.
    `takes_deliveries` says that there is a secret by which a webhook's delivery can be told.
    """

    database: Database
    clock: Clock
    brand: str
    policy: SlaPolicy
    classifier: Callable[[], Classifier]
    listeners: Mapping[str, ConnectedListener] = field(default_factory=dict)
    responders: Mapping[Platform, Callable[[], Responder]] = field(default_factory=dict)
    connections: Connections = field(default_factory=Connections)
    owner: str = "worker"
    lease: dt.timedelta = dt.timedelta(seconds=60)
    batch: int = 100
    patience: Patience = field(default_factory=Patience)
    zone: dt.tzinfo = dt.UTC
    identity: IdentityRules = field(default_factory=IdentityRules)
    weights: PriorityWeights = DEFAULT_WEIGHTS
    routing: tuple[RoutingRule, ...] = ()
    tombstones: Tombstones = field(default_factory=Tombstones)
    retention: Retention = field(default_factory=Retention)
    recheck: RecheckRules = field(default_factory=RecheckRules)
    takes_deliveries: bool = False
    articles: ArticleRules = field(default_factory=ArticleRules)
    shelf: ShelfKeeper = field(default_factory=ShelfKeeper)
    approval: tuple[ApprovalRule, ...] = ()
    undo: dt.timedelta = dt.timedelta(0)
    rewriter: Rewriter | None = None
    translator: Translator | None = None
    goodwill: GoodwillRules = field(default_factory=GoodwillRules)
    voice: Voice = field(default_factory=Voice)
    templates: Path | None = None
    message_templates: tuple[MessageTemplate, ...] = ()
    channels: tuple[Channel, ...] = ()
    routes: tuple[Rule, ...] = ()
    past: PastKeeper = field(default_factory=PastKeeper)
    survey: SurveyRules = field(default_factory=SurveyRules)
    flood: FloodRules = field(default_factory=FloodRules)
    zones: ZoneRules = field(default_factory=ZoneRules)
    replies_usd_per_day: float | None = None
    handoff: HandoffRules = field(default_factory=HandoffRules)
    endpoints: tuple[Endpoint, ...] = ()
    helpdesks: Mapping[str, Callable[[], Helpdesk]] = field(default_factory=dict)
    beats: Heartbeats = field(default_factory=Heartbeats)
    metrics: Metrics = field(default_factory=Metrics)
    traces: Traces = field(default_factory=NoTraces)
    destinations: tuple[Destination, ...] = ()
    base_url: str = ""
    access: AccessRules = field(default_factory=AccessRules)
    weekly: WeeklyRules = field(default_factory=WeeklyRules)
    named: tuple[Named, ...] = ()
    provider: Callable[[], IdentityProvider] | None = None
    settled: Settled = field(default_factory=Settled)
    ending: Event = field(default_factory=Event)

    def current(self) -> App:
        """This installation as it is set now: what begins anew asks for it, and keeps it to the
        end. It reads no database; `settled` is brought up to date by each process."""
        rules = self.settled.standing.rules
        if rules is None:
            return self
        return replace(
            self,
            zone=rules.zone,
            policy=rules.policy,
            weights=rules.weights,
            articles=rules.articles,
            message_templates=rules.message_templates,
            channels=rules.channels,
            routes=rules.routes,
            handoff=rules.handoff,
            named=rules.named,
        )
