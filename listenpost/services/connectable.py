"""What can be connected: networks, what listens on each, and how settings become clients."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.budget import Budget
from domain.errors import BadInput
from domain.mention import Platform
from listeners import LISTENERS
from listeners.base import Listener
from listenpost.clock import Clock
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.sealed_account import Opened
from listenpost.settings.listener import ListenerSettings
from listenpost.settings.section import with_seconds
from platforms.public_only import Lookup, addresses, require_outside
from responder import RESPONDERS
from responder.base import Responder

T = TypeVar("T")
EVERY = frozenset(ListenerSettings.model_fields)
"""What every listener can be told, whatever it reads."""


def platforms() -> list[str]:
    """Every network to which something can be connected."""
    return sorted({*RESPONDERS, *(platform_of(kind) for kind in LISTENERS)})


def kinds_of(platform: str) -> list[str]:
    """What listens on a network, by the names of the registry: nothing is loaded to tell."""
    return [kind for kind in LISTENERS if platform_of(kind) == platform]


def platform_of(kind: str) -> str:
    """A kind of listener begins with its network's name."""
    fits = [name for name in RESPONDERS if kind == name or kind.startswith(f"{name}_")]
    return max(fits, key=len, default=kind.partition("_")[0])


def listener_class(kind: str) -> Any:
    """The class of a kind of listener; raises BadInput where there is none."""
    return _class_at(LISTENERS, kind)


def account_model(platform: str) -> type[BaseModel]:
    """The settings class of a network's accounts."""
    if platform in RESPONDERS:
        found = _class_at(RESPONDERS, platform)
    else:
        found = listener_class(next(iter(kinds_of(platform)), platform))
    model: type[BaseModel] = found.account_model
    return model


def _class_at(registry: Mapping[str, str], name: str) -> Any:
    if name not in registry:
        raise BadInput(f"There is nothing called {name[:40]!r} to connect.")
    module, _, attribute = registry[name].partition(":")
    return getattr(importlib.import_module(module), attribute)


def listener_name(account: str, kind: str) -> str:
    """How a connected account's listener is called on the health page and in logs."""
    return f"{account}.{kind}"


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> Any:
    """The settings; raises BadInput that names each wrong field, and no value."""
    try:
        return model.model_validate(with_seconds(model, values))
    except ValidationError as error:
        raise BadInput(" ".join(_said(error))) from None


def _said(error: ValidationError) -> Iterator[str]:
    problems = error.errors(include_input=False, include_url=False)
    missing = [str(one["loc"][-1]) for one in problems if one["type"] == "missing"]
    if missing:
        yield f"Enter what is missing: {', '.join(name.replace('_', ' ') for name in missing)}."
    for problem in problems:
        if problem["type"] == "missing":
            continue
        path = ".".join(str(part) for part in problem["loc"])
        yield f"{path}: {problem['msg']}." if path else f"{problem['msg']}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An account whose settings are valid. Nothing is asked of its network yet."""

    platform: Platform
    account: Any = field(repr=False)
    addresses: tuple[str, ...]
    listeners: Mapping[str, ConnectedListener]
    responder: Callable[[], Responder] | None


def ready(
    opened: Opened, *, clock: Clock, inside: Collection[str], lookup: Lookup = addresses
) -> Ready:
    """The account's listeners and its responder; raises BadInput for settings that are wrong.

    Addresses that were entered in the dashboard may not lead into our own network, but for the
    hosts that the operator names: they are judged anew before each poll and each sending.
    """
    account = validated(account_model(opened.platform), opened.account)
    guard = partial(_judge, inside=inside, lookup=lookup)
    parts = {kind: _split(opened, kind) for kind in sorted(opened.listeners)}
    return Ready(
        platform=Platform(opened.platform),
        account=account,
        addresses=tuple(addresses_in(account, *(own for _, own in parts.values()))),
        listeners={
            name: _listener(name, kind, (opened.name, account), part, clock, guard)
            for kind, part in parts.items()
            for name in (listener_name(opened.name, kind),)
        },
        responder=_responder(opened.platform, account, clock, guard),
    )


def require_callable(ready: Ready, *, inside: Collection[str]) -> None:
    """Raise ConfigurationError where an address that was entered must not be called."""
    _judge(ready.addresses, inside=inside, lookup=addresses)


def _listener(
    name: str,
    kind: str,
    account: tuple[str, Any],
    part: tuple[ListenerSettings, Any],
    clock: Clock,
    guard: Callable[[Sequence[str]], None],
) -> ConnectedListener:
    every, own = part
    made = make_listener(name, kind, account, own, every, now=clock.now)
    return replace(made, make=_guarded(made.make, addresses_in(account[1], own), guard))


def _split(opened: Opened, kind: str) -> tuple[ListenerSettings, Any]:
    """What every listener can be told, and this kind's own settings."""
    listener, values = listener_class(kind), opened.listeners[kind]
    if listener.platform != opened.platform:
        raise BadInput(f"{kind} does not listen on {opened.platform}.")
    general = {name: value for name, value in values.items() if name in EVERY}
    own = {name: value for name, value in values.items() if name not in EVERY}
    return validated(ListenerSettings, general), validated(listener.settings_model, own)


def _responder(
    platform: str, account: Any, clock: Clock, guard: Callable[[Sequence[str]], None]
) -> Callable[[], Responder] | None:
    if platform not in RESPONDERS:
        return None
    responder = _class_at(RESPONDERS, platform)
    make: Callable[[], Responder] = cache(partial(responder, account, now=clock.now))
    return _guarded(make, addresses_in(account), guard)


def addresses_in(*settings: BaseModel) -> list[str]:
    """The addresses that somebody entered; a network's own ones are the defaults."""
    return [
        text
        for one in settings
        for name, described in type(one).model_fields.items()
        if (value := getattr(one, name)) != described.default
        for text in (value if isinstance(value, tuple) else (value,))
        if isinstance(text, str) and text.startswith(("http://", "https://"))
    ]


def _judge(found: Sequence[str], *, inside: Collection[str], lookup: Lookup) -> None:
    for address in found:
        require_outside(address, inside=inside, lookup=lookup)


def _guarded(
    make: Callable[[], T], found: Sequence[str], guard: Callable[[Sequence[str]], None]
) -> Callable[[], T]:
    """The same, judged each time that it is asked for."""
    if not found:
        return make

    def judged() -> T:
        guard(found)
        return make()

    return judged


def make_listener(
    name: str,
    kind: str,
    account: tuple[str, Any],
    own: Any,
    every: ListenerSettings,
    *,
    now: Callable[[], dt.datetime],
) -> ConnectedListener:
    """A listener that is built when it is first polled; `account` is its name and settings."""
    listener, (account_name, settings) = listener_class(kind), account
    make: Callable[[], Listener] = cache(partial(listener, settings, own, now=now))
    return ConnectedListener(
        name=name,
        kind=kind,
        platform=listener.platform,
        poll_every=own.poll_every,
        make=make,
        account=account_name,
        adaptive=every.adaptive,
        budget=Budget(requests=every.requests_per_day, usd=every.usd_per_day),
        time_limit=every.time_limit,
        token_expires_at=_aware(every.token_expires_at),
        webhook_address=getattr(settings, "webhook_address", None),
        only_told=getattr(listener, "only_told", False),
    )


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """A time without a zone is meant in UTC."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=dt.UTC)
