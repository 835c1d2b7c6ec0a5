"""The composition root: settings become an App."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from classifier.base import Classifier
from classifier.manifest import BUILTIN, folder_of
from domain.errors import ConfigurationError
from domain.identity_provider import IdentityProvider
from domain.mention import Platform
from domain.standard_webhook import told_by_event
from domain.weekly import WeeklyRules
from listeners import LISTENERS
from listenpost.clock import Clock, scenario_clock
from listenpost.once import once
from listenpost.rules import rules_of
from listenpost.services.app import App
from listenpost.services.connectable import make_listener
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.connections import Connections
from listenpost.services.experience import PastKeeper
from listenpost.services.live import Live
from listenpost.services.settled import Settled
from listenpost.services.traces import NoTraces, Traces
from listenpost.settings import (
    Settings,
    explain,
    looked_in,
    set_in_environment,
    settings_file,
    with_seconds,
)
from listenpost.settings.layers import Given
from listenpost.settings.listener import ListenerSettings
from platforms.chat_completions import ChatCompletions
from platforms.libretranslate import LibreTranslate
from responder import RESPONDERS, template
from responder.base import Responder
from responder.helpdesk import HELPDESKS, Helpdesk
from storage.dispatch import Dispatcher, Ticks
from storage.engine import Database, make_database

LONGEST_HELPDESK = 32
WORKER_NAME_VARIABLE = "LISTENPOST_WORKER"
PAST_LASTS = dt.timedelta(minutes=5)
"""Of real time, for which a process keeps what is known of channels."""
T = TypeVar("T")


def build(settings: Settings, *, clock: Clock | None = None) -> App:
    """Put an installation together, connected to no network; raises ConfigurationError."""
    app = _put_together(settings, clock or make_clock(settings))
    app.metrics.watch(app.database.engine)
    return replace(app, traces=_traces(settings), translator=_translator(settings))


def _put_together(settings: Settings, clock: Clock) -> App:
    rules = rules_of(settings)
    given = Given(settings=settings, environment=set_in_environment())
    connections = _connections(settings, clock)
    return App(
        database=_database(settings),
        clock=clock,
        brand=settings.brand.name,
        zone=rules.zone,
        policy=rules.policy,
        classifier=once(partial(load_classifier, settings)),
        listeners=connections.listeners,
        responders=connections.responders,
        connections=connections,
        owner=os.environ.get(WORKER_NAME_VARIABLE) or socket.gethostname(),
        lease=settings.worker.lease,
        batch=settings.classifier.batch,
        routing=tuple(route.rule() for route in settings.teams.routing),
        identity=settings.customers.identity(),
        weights=rules.weights,
        tombstones=settings.privacy.remembered(),
        retention=settings.retention.rules(),
        recheck=settings.privacy.recheck(),
        articles=rules.articles,
        takes_deliveries=bool(settings.webhooks.secrets()),
        approval=tuple(rule.rule() for rule in settings.approval.rules),
        undo=settings.approval.undo(),
        rewriter=_rewriter(settings),
        goodwill=settings.goodwill.goodwill(),
        voice=settings.voice.voice(),
        templates=_templates(settings),
        channels=rules.channels,
        routes=rules.routes,
        settled=Settled(given=given),
        past=PastKeeper(lasts=PAST_LASTS),
        survey=settings.survey.rules(),
        flood=settings.flood.rules(),
        zones=settings.flood.zones(),
        replies_usd_per_day=settings.flood.usd_per_day,
        endpoints=settings.webhooks.endpoints(),
        helpdesks=_helpdesks(settings, clock),
        message_templates=rules.message_templates,
        access=replace(settings.access.rules(), idle=settings.dashboard.idle),
        provider=_provider(settings),
        handoff=rules.handoff,
        destinations=settings.notifications.all(otherwise=settings.dashboard.language),
        weekly=_weekly(settings),
        named=settings.pulse.named(settings.brand.name),
        base_url=settings.dashboard.base_url(),
    )


def _connections(settings: Settings, clock: Clock) -> Connections:
    """What the file connects; what the dashboard connects is read when the database can be."""
    accounts = _accounts(settings)
    practice = urlsplit(settings.practice.url or "").netloc
    return Connections(
        accounts={name: platform for name, (platform, _) in accounts.items()},
        listeners=Live(_listeners(settings, accounts, clock)),
        responders=Live(_responders(settings, accounts, clock)),
        keys=settings.secrets.where(settings.privacy.tombstones),
        inside=frozenset({*settings.dashboard.inner_hosts, *filter(None, [practice])}),
        clock=clock,
    )


def _database(settings: Settings) -> Database:
    try:
        found = make_database(settings.database.url)
    except ConfigurationError as error:
        where = looked_in(settings_file(), "database", "url")
        raise ConfigurationError(
            f'{error} {where} Example: url = "sqlite:///listenpost.db"'
        ) from error
    tells = told_by_event(settings.webhooks.endpoints())
    return replace(found, tells=tells, dispatcher=_dispatcher(settings, found))


def _dispatcher(settings: Settings, database: Database) -> Dispatcher:
    if settings.worker.engine == "embedded":
        return Ticks()
    if database.engine.dialect.name != "postgresql":
        raise ConfigurationError(
            'worker.engine = "procrastinate" needs PostgreSQL, and database.url names SQLite. '
            f"{looked_in(settings_file(), 'worker', 'engine')} "
            'Set database.url = "postgresql://user:password@host/listenpost", or leave engine out.'
        )
    from storage.jobs import ProcrastinateDispatcher  # half a second that one machine need not pay

    return ProcrastinateDispatcher()


def _traces(settings: Settings) -> Traces:
    chosen = settings.monitoring
    if chosen.traces_url is None:
        return NoTraces()
    try:
        from listenpost import otel

        return otel.exporting(
            chosen.traces_url, installation=settings.brand.name, share=chosen.traces_share
        )
    except ImportError as error:
        raise ConfigurationError(
            "monitoring.traces_url is set, and OpenTelemetry is not installed: install Listenpost "
            "with its extra traces."
        ) from error


def _rewriter(settings: Settings) -> ChatCompletions | None:
    chosen = settings.rewriting
    if not chosen.url or not chosen.model:
        return None
    return ChatCompletions(
        url=chosen.url, model=chosen.model, key=chosen.key, timeout=chosen.timeout_seconds
    )


def _translator(settings: Settings) -> LibreTranslate | None:
    chosen = settings.translation
    if not chosen.url:
        return None
    return LibreTranslate(url=chosen.url, key=chosen.key, timeout=chosen.timeout_seconds)


def _provider(settings: Settings) -> Callable[[], IdentityProvider] | None:
    """Made when somebody signs in by it first: who has none never loads Authlib."""
    chosen = settings.access.oidc
    if chosen is None:
        return None

    @cache
    def make() -> IdentityProvider:
        from platforms.oidc import Provider

        return Provider(
            issuer=chosen.issuer,
            client_id=chosen.client_id,
            client_secret=chosen.client_secret,
            scopes=chosen.scopes,
            asks=chosen.asks(),
        )

    return make


def _templates(settings: Settings) -> Path | None:
    """The brand's own templates, beside the settings' file; checked once, at the start."""
    folder = settings.voice.templates
    if folder is not None:
        folder = settings_file().parent / folder
        template.check_folder(folder)
    return folder


def _weekly(settings: Settings) -> WeeklyRules:
    """Raises ConfigurationError where it shall go to a destination that is none."""
    known = sorted(settings.notifications.destinations)
    for name in settings.weekly_report.send_to:
        if name not in known:
            raise _unknown(name, known, "weekly_report", "send_to")
    return settings.weekly_report.rules()


def make_clock(settings: Settings) -> Clock:
    """The system's clock, or that of the practice network."""
    if settings.practice.url is None:
        return Clock()
    address = f"{settings.practice.url.rstrip('/')}/_sandbox/clock"
    try:
        found = httpx.get(address, timeout=10).raise_for_status().json()
        return scenario_clock(
            scenario_start=dt.datetime.fromtimestamp(found["scenario_start"], dt.UTC),
            real_start=float(found["real_start"]),
            speed=float(found["speed"]),
        )
    except (httpx.HTTPError, httpx.InvalidURL, LookupError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"practice.url: {address} does not answer as a practice network does ({error}). "
            f"{looked_in(settings_file(), 'practice', 'url')} "
            "Start one with `listenpost demo`, or remove the setting."
        ) from error


def load_classifier(settings: Settings) -> Classifier:
    """The configured model; raises ConfigurationError if it is missing or damaged."""
    from classifier import hub
    from classifier.onnx import OnnxClassifier  # loads onnxruntime: workers only

    chosen, threads = settings.classifier.model, settings.classifier.threads
    if chosen != BUILTIN and hub.is_hub_name(chosen):
        return hub.load(
            chosen, OnnxClassifier.load(folder_of(BUILTIN), threads=threads), threads=threads
        )
    return OnnxClassifier.load(folder_of(chosen), threads=threads)


def _class_at(registry: Mapping[str, str], name: Any, *path: str) -> Any:
    if not isinstance(name, str) or name not in registry:
        raise _unknown(name, sorted(registry), *path)
    module, _, attribute = registry[name].partition(":")
    return getattr(importlib.import_module(module), attribute)


def _unknown(value: Any, known: Sequence[str], *path: str) -> ConfigurationError:
    """What to say where a choice is none of the known ones."""
    return ConfigurationError(
        f"{'.'.join(path)} is {value!r}; known are: {', '.join(known) or 'none'}. "
        f"{looked_in(settings_file(), *path)} "
        f'Example: {path[-1]} = "{next(iter(known), "main")}"'
    )


def _validated(model: type[BaseModel], values: Mapping[str, Any], *path: str) -> Any:
    try:
        return model.model_validate(with_seconds(model, values))
    except ValidationError as error:
        raise ConfigurationError(explain(error, settings_file(), path)) from None


def _accounts(settings: Settings) -> dict[str, tuple[Platform, Any]]:
    """Name -> (platform, validated account)."""
    found = {}
    for name, section in settings.accounts.items():
        values = dict(section)
        platform = values.pop("platform", "")
        speaks = _heard_only(settings, name, platform) or _class_at(
            RESPONDERS, platform, "accounts", name, "platform"
        )
        account = _validated(speaks.account_model, values, "accounts", name)
        found[name] = (Platform(platform), account)
    return found


def _heard_only(settings: Settings, account: str, platform: object) -> Any:
    """The account's listener, where nothing answers on its platform; None where something does."""
    kinds = [
        section.get("kind")
        for section in settings.listeners.values()
        if section.get("account") == account and platform not in RESPONDERS
    ]
    places = (
        _class_at(LISTENERS, kind, "listeners", "kind") for kind in kinds if kind in LISTENERS
    )
    return next((one for one in places if one.platform == platform), None)


def _listeners(
    settings: Settings, accounts: Mapping[str, tuple[Platform, Any]], clock: Clock
) -> dict[str, ConnectedListener]:
    """Every section of [listeners.NAME]."""
    return {
        name: _listener(name, section, accounts, clock)
        for name, section in settings.listeners.items()
    }


def _listener(
    name: str,
    section: Mapping[str, Any],
    accounts: Mapping[str, tuple[Platform, Any]],
    clock: Clock,
) -> ConnectedListener:
    values = dict(section)
    kind = values.pop("kind", "")
    listener = _class_at(LISTENERS, kind, "listeners", name, "kind")
    account_name = values.pop("account", "")
    fitting = {
        account: model
        for account, (platform, model) in accounts.items()
        if platform == listener.platform
    }
    if not isinstance(account_name, str) or account_name not in fitting:
        raise _unknown(account_name, sorted(fitting), "listeners", name, "account")
    every = _validated(
        ListenerSettings,
        {key: values.pop(key) for key in ListenerSettings.model_fields if key in values},
        "listeners",
        name,
    )
    own = _validated(listener.settings_model, values, "listeners", name)
    account = account_name, fitting[account_name]
    return make_listener(name, kind, account, own, every, now=clock.now)


def _responders(
    settings: Settings, accounts: Mapping[str, tuple[Platform, Any]], clock: Clock
) -> dict[Platform, Callable[[], Responder]]:
    """One responder a platform: that of its first account."""
    found: dict[Platform, Callable[[], Responder]] = {}
    for name in settings.accounts:
        platform, account = accounts[name]
        if platform not in RESPONDERS:
            continue  # heard only; the send gate says so before anybody types
        responder = _class_at(RESPONDERS, platform, "accounts", name, "platform")
        found.setdefault(platform, cache(partial(responder, account, now=clock.now)))
    return found


def _helpdesks(settings: Settings, clock: Clock) -> dict[str, Callable[[], Helpdesk]]:
    """Name -> where cases can go on; nothing is asked before the first ticket."""
    found: dict[str, Callable[[], Helpdesk]] = {}
    for name, section in settings.helpdesks.items():
        values = dict(section)
        adapter = _class_at(HELPDESKS, values.pop("kind", ""), "helpdesks", name, "kind")
        if len(name) > LONGEST_HELPDESK:
            raise ConfigurationError(
                f"helpdesks.{name}: a name has at most {LONGEST_HELPDESK} characters. "
                f"{looked_in(settings_file(), 'helpdesks', name)}"
            )
        chosen = _validated(adapter.settings_model, values, "helpdesks", name)
        found[name] = cache(partial(adapter, chosen, now=clock.wall))
    return found
