"""Whether an account can be listened to, tried with the real client before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import structlog

from domain.errors import BadInput, ListenpostError
from domain.listening import ListenerState, after_failure
from domain.role import Actor, Permission, require
from listenpost.services import connectable, connecting, metering, sealed_account
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.connecting import Wanted
from listenpost.services.sealed_account import Opened
from platforms.meter import metering as metering_of
from storage import users
from storage.models import ConnectedAccount

LONGEST_SECONDS = 30
LEAST_PAGE = 10
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How the first page of one listener came; `why` in the network's words where it did not."""

    kind: str
    state: ListenerState
    why: str = ""
    posts: int = 0

    @property
    def well(self) -> bool:
        return self.state is ListenerState.LISTENING


def try_out(app: App, actor: Actor, wanted: Wanted, *, kept: bool = False) -> list[Tried]:
    """Ask the network for the first page of each listener; nothing of it is stored.

    With `kept` the secrets that were left empty are those of the connected account. What is asked
    counts against limits, budget and price. Raises BadInput for settings that are wrong.
    """
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    before = _kept(app, wanted.name) if kept else None
    found = connecting.opened(app, wanted, before)
    clock, inside = app.clock, app.connections.inside
    ready = connectable.ready(_small(found), clock=clock, inside=inside)
    tried = [_try(app, actor, one) for one in ready.listeners.values()]
    log.info("account.tried", account=wanted.name, states=[one.state.value for one in tried])
    return tried


def _kept(app: App, name: str) -> Opened:
    with app.database.read() as session:
        row = session.get(ConnectedAccount, name)
        if row is None:
            raise BadInput(f"There is no connected account {name}; it may have been removed.")
        return sealed_account.open_row(row, app.connections.keys.ring())


def _small(found: Opened) -> Opened:
    """A page of few posts where its size can be chosen: some networks are paid by the post."""
    listeners: dict[str, Mapping[str, Any]] = {}
    for kind, own in found.listeners.items():
        known = connectable.listener_class(kind).settings_model.model_fields
        listeners[kind] = {**own, "page_size": LEAST_PAGE} if "page_size" in known else own
    return replace(found, listeners=listeners)


def _try(app: App, actor: Actor, listener: ConnectedListener) -> Tried:
    meter = metering.open_meter(app, listener)
    try:
        with metering_of(meter):
            walk = app.patience.pages(
                f"try {listener.name}", lambda: listener.make().poll(None), seconds=LONGEST_SECONDS
            )
            posts = sum(len(page.mentions) for page in islice(walk, 1))
        tried = Tried(kind=listener.kind, state=ListenerState.LISTENING, posts=posts)
    except ListenpostError as error:
        now = app.clock.now()
        state = after_failure(error, failures=1, interval=listener.poll_every, now=now).state
        tried = Tried(kind=listener.kind, state=state, why=str(error))
    except Exception as error:
        log.exception("account.try_crashed", listener=listener.name)
        tried = Tried(kind=listener.kind, state=ListenerState.CRASHED, why=type(error).__name__)
    with app.database.write() as session:
        metering.write_down(session, listener, meter, now=app.clock.now())
        wall, told = app.clock.wall(), {"kind": listener.kind, "answer": tried.state.value}
        subject = f"account:{listener.account}"
        users.audit(session, "account.tried", subject, user_id=actor.id, wall=wall, **told)
    return tried
