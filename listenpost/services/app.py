"""What the use cases work with; built by listenpost.bootstrap, or by a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from classifier.base import Classifier
from domain.assignment import RoutingRule
from domain.identity import IdentityRules
from domain.mention import Platform
from domain.priority import DEFAULT_WEIGHTS, PriorityWeights
from domain.sla import SlaPolicy
from listeners.base import Listener
from listenpost.clock import Clock
from responder.base import Responder
from storage.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedListener:
    """A configured listener; `make` builds it when it is first polled."""

    name: str
    kind: str
    platform: Platform
    poll_every: dt.timedelta
    make: Callable[[], Listener]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One installation. `owner` names this worker in leases; `classifier` loads on first use."""

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
    identity: IdentityRules = field(default_factory=IdentityRules)
    weights: PriorityWeights = DEFAULT_WEIGHTS
    routing: tuple[RoutingRule, ...] = ()
