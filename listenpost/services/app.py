"""What the use cases work with; built by listenpost.bootstrap, or by a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from classifier.base import Classifier
from domain.approval import ApprovalRule
from domain.article import ArticleRules
from domain.assignment import RoutingRule
from domain.budget import Budget
from domain.flood import FloodRules
from domain.goodwill import GoodwillRules
from domain.handoff import HandoffRules
from domain.identity import IdentityRules
from domain.mention import Platform
from domain.message_template import MessageTemplate
from domain.priority import DEFAULT_WEIGHTS, PriorityWeights
from domain.quiet_hours import ZoneRules
from domain.recheck import RecheckRules
from domain.recommend import Channel
from domain.retention import Retention
from domain.route import Rule
from domain.sla import SlaPolicy
from domain.standard_webhook import Endpoint
from domain.survey import SurveyRules
from domain.voice import Voice
from listeners.base import Listener
from listenpost.clock import Clock
from listenpost.services.article_shelf import ShelfKeeper
from listenpost.services.experience import PastKeeper
from listenpost.services.patience import Patience
from listenpost.services.tombstones import Tombstones
from responder.base import Responder
from responder.helpdesk import Helpdesk
from storage.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedListener:
    """A configured listener; `make` builds it when it is first polled.

    `adaptive` listeners poll where posts are due, in the mean every `poll_every`. `time_limit` is
    real time for one poll. `webhook_address` is how deliveries name its account; one that is
    `only_told` hears nothing else.
    """

    name: str
    kind: str
    platform: Platform
    poll_every: dt.timedelta
    make: Callable[[], Listener]
    account: str = ""
    adaptive: bool = False
    budget: Budget = field(default_factory=Budget)
    time_limit: dt.timedelta = dt.timedelta(minutes=2)
    token_expires_at: dt.datetime | None = None
    webhook_address: str | None = None
    only_told: bool = False


class Rewriter(Protocol):
    """Answers an instruction about a text; raises our errors and never hangs for long."""

    def answer(self, instruction: str, text: str) -> str:
        """The answer's words, never empty."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One installation. `owner` names this worker in leases; `classifier` loads on first use.

    `takes_deliveries` says that there is a secret by which a webhook's delivery can be told.
    """

    database: Database
    clock: Clock
    brand: str
    policy: SlaPolicy
    classifier: Callable[[], Classifier]
    listeners: Mapping[str, ConnectedListener] = field(default_factory=dict)
    responders: Mapping[Platform, Callable[[], Responder]] = field(default_factory=dict)
    owner: str = "worker"
    lease: dt.timedelta = dt.timedelta(seconds=60)
    batch: int = 64
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
