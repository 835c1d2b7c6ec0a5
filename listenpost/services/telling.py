"""Telling other systems what happens to cases: in order, signed, until they have taken it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog

from domain.errors import BadInput, ListenpostError
from domain.role import Actor, Permission, require
from domain.standard_webhook import Endpoint, headers, next_wait
from listenpost.services.app import App
from platforms import webhook_post
from platforms.webhook_post import Told
from storage import users, webhooks
from storage.ids import key
from storage.models import WebhookMessage

AT_ONCE = 100
"""Messages of one endpoint in one turn."""
GONE = 410
Post = Callable[[Endpoint, bytes, Mapping[str, str]], Told]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was given up."""

    message_id: int
    endpoint: str
    event: str
    case_id: int
    attempts: int
    dead_at: dt.datetime | None
    why: str


def tell_due(app: App, *, post: Post = webhook_post.post) -> int:
    """Tell what is due; returns how many messages were taken. Endpoints do not wait for each other.

    One that fails is asked nothing more in this turn.
    """
    if not app.endpoints:
        return 0
    with ThreadPoolExecutor(len(app.endpoints), thread_name_prefix="tell") as pool:
        return sum(pool.map(partial(_tell_one, app, post), app.endpoints))


def _tell_one(app: App, post: Post, endpoint: Endpoint) -> int:
    told = 0
    while told < AT_ONCE:
        with app.database.read() as session:
            waiting = webhooks.due(session, endpoint.name, wall=app.clock.wall(), limit=AT_ONCE)
        if not waiting:
            break
        for number in waiting:
            if not _try(app, post, endpoint, number):
                return told
            told += 1
    return told


def _try(app: App, post: Post, endpoint: Endpoint, number: int) -> bool:
    wall = app.clock.wall()
    lease = max(app.lease, 3 * endpoint.timeout)
    with app.database.write() as session:
        message = webhooks.claim(session, number, owner=app.owner, wall=wall, until=wall + lease)
    if message is None:
        return True  # another worker has it
    if not message.body:  # the customer was erased: there is nothing left to tell
        _settle(app, message, delivered_at=wall)
        return True
    body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()
    signed = headers(endpoint.secrets, name=f"msg_{message.name}", body=body, at=wall)
    sent = {"Content-Type": "application/json", "User-Agent": "Listenpost", **signed}
    try:
        answer = post(endpoint, body, sent)
    except ListenpostError as error:
        _again(app, message, str(error))
        return False
    except Exception as error:
        log.exception("webhook.crashed", endpoint=endpoint.name, outbound=number)
        _again(app, message, type(error).__name__)
        return False
    if 200 <= answer.status < 300:
        _settle(app, message, delivered_at=wall, last_error=None)
        return True
    retry_at = webhook_post.seconds_of(answer, wall)
    _again(app, message, f"It answered {answer.status}.", retry_at, final=answer.status == GONE)
    return False


def _again(
    app: App,
    message: WebhookMessage,
    why: str,
    retry_at: dt.datetime | None = None,
    *,
    final: bool = False,
) -> None:
    """Later, or never again: then a person finds it among the dead letters."""
    wall = app.clock.wall()
    wait = None if final else next_wait(message.attempts, jitter=random.random())  # noqa: S311
    if wait is None:
        log.warning("webhook.dead", endpoint=message.endpoint, outbound=message.id, error=why)
        _settle(app, message, dead_at=wall, last_error=why[:300])
        return
    soonest = wall + wait
    not_before = max(soonest, min(retry_at or soonest, wall + dt.timedelta(hours=12)))
    _settle(app, message, not_before=not_before, last_error=why[:300])


def _settle(app: App, message: WebhookMessage, **values: object) -> None:
    with app.database.write() as session:
        webhooks.settle(session, key(message.id), owner=app.owner, **values)


def dead(app: App, *, limit: int = 100) -> list[DeadLetter]:
    """What was given up, newest first."""
    with app.database.read() as session:
        return [_letter(one) for one in webhooks.dead(session, limit=limit)]


def _letter(one: WebhookMessage) -> DeadLetter:
    return DeadLetter(
        message_id=key(one.id),
        endpoint=one.endpoint,
        event=one.event,
        case_id=one.case_id,
        attempts=one.attempts,
        dead_at=one.dead_at,
        why=one.last_error or "",
    )


def retry(app: App, numbers: Sequence[int] | None, *, user_id: int | None = None) -> int:
    """Try dead messages again; all of them where no number is given. Returns how many."""
    wall = app.clock.wall()
    with app.database.write() as session:
        found = webhooks.revive(session, numbers, wall=wall)
        if numbers and not found:
            raise BadInput(
                f"None of {', '.join(map(str, numbers))} is a dead letter: "
                "`listenpost webhooks dead` lists them."
            )
        users.audit(session, "webhooks.retried", "webhooks", user_id=user_id, wall=wall, n=found)
    return found


def retry_as(app: App, actor: Actor, numbers: Sequence[int] | None) -> int:
    """The same for a signed-in user."""
    require(actor.role, Permission.READ_HEALTH)
    return retry(app, numbers, user_id=actor.id)


def counts(app: App) -> dict[str, tuple[int, int]]:
    """By endpoint: how many messages wait, how many are dead; those of the settings first."""
    with app.database.read() as session:
        found = webhooks.counts(session)
    return {one.name: found.pop(one.name, (0, 0)) for one in app.endpoints} | found
