"""Simulated agents: they work through the same services and checks as the dashboard."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

import httpx
import structlog

from domain.channel import ChannelKind
from domain.errors import Conflict, ReplyNotAllowed
from domain.mention import MentionKind
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor, Role
from listenpost.demo.acquaintance import recognise
from listenpost.demo.network import Network
from listenpost.services import accounts, case_actions, case_view, inbox, respond
from listenpost.services.app import App
from listenpost.services.case_view import CaseView
from listenpost.services.choosing import Chosen
from listenpost.services.drafts import first_name
from listenpost.services.respond import ReplyForm
from listenpost.services.seen import seen as record_seen
from storage.inbox import InboxFilter, InboxOrder

log = structlog.get_logger(__name__)
MEDIAN_MINUTES = 4.0
SPREAD = 0.6
"""Standard deviation of the logarithm of the handling time."""
NOTHING_TO_DO = 0.05
"""Real seconds before an idle agent looks again."""


class Route(StrEnum):
    """Where agents answer: where Listenpost recommends, or all by a link to a private message.

    The latter is what a brand without a router does: whoever asks in public is told once to write
    in private, whatever the matter.
    """

    ON = "on"
    NONE = "none"


PUSH = {
    "x": "Hi {name}, please send us a direct message so that we can help you: "
    "https://x.com/messages/compose?recipient_id=1",
    "facebook": "Hi {name}, please send us a private message so that we can help you: "
    "https://m.me/{brand}",
}


PUSHED = Chosen(channel="link to a private message", kind=ChannelKind.MESSAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What all agents of a run share; `speed` is scenario seconds a real second.

    `handling_minutes` is the median time that a case takes, on the scenario clock.
    """

    app: App
    network: Network
    order: InboxOrder
    speed: float
    handling_minutes: float = MEDIAN_MINUTES
    over: threading.Event
    route: Route = Route.ON


@contextmanager
def working(shift: Shift, number: int, *, seed: int = 0) -> Iterator[None]:
    """So many agents work within; at its end the shift is over and all have gone home."""
    staff = _start(shift, number, seed=seed)
    try:
        yield
    finally:
        shift.over.set()
        for agent in staff:
            agent.join()


def _start(shift: Shift, number: int, *, seed: int) -> list[threading.Thread]:
    threads = [
        threading.Thread(
            target=_work,
            args=(shift, hire(shift.app, index), random.Random(seed + index)),  # noqa: S311
        )
        for index in range(number)
    ]
    for thread in threads:
        thread.start()
    return threads


def hire(app: App, index: int) -> Actor:
    """A user of their own for each simulated agent."""
    name = f"agent{index + 1}"
    user_id = accounts.add_user(
        app,
        name=name,
        password=secrets.token_urlsafe(16),
        role=Role.AGENT,
        display_name=f"Agent {index + 1}",
    )
    return Actor(id=user_id, name=name, display_name=f"Agent {index + 1}", role=Role.AGENT)


def _work(shift: Shift, actor: Actor, chance: random.Random) -> None:
    while not shift.over.is_set():
        try:
            case_id = inbox.take_next(shift.app, actor, InboxFilter(order=shift.order))
            if case_id is None:
                shift.over.wait(NOTHING_TO_DO)
            else:
                _handle(shift, actor, case_id, chance)
        except Conflict as error:
            log.debug("agent.conflict", agent=actor.name, error=str(error))
        except Exception:
            log.exception("agent.crashed", agent=actor.name)
            shift.over.wait(1)


def _handle(shift: Shift, actor: Actor, case_id: int, chance: random.Random) -> None:
    seen = read(shift, actor, case_id)
    shift.over.wait(thinking_minutes(shift, chance) * 60 / shift.speed)
    finish(shift, actor, seen)


def read(shift: Shift, actor: Actor, case_id: int) -> CaseView:
    """Open the case and look at it."""
    seen = case_view.view(shift.app, actor, case_id)
    record_seen(shift.app, actor, case_id, version=seen.version)
    return seen


def finish(shift: Shift, actor: Actor, seen: CaseView) -> None:
    """Answer what was read; where the customer wrote meanwhile, read that and answer it."""
    case_id = seen.row.case_id
    if recognise(shift.app, actor, case_id):
        seen = case_view.view(shift.app, actor, case_id)
    doubtful = _sendable_again(seen)
    if doubtful is not None:
        respond.send_again(shift.app, actor, doubtful)
        return
    if _was_refused(seen):
        _answer_by_hand(shift, actor, seen)
        return
    try:
        _answer(shift, actor, seen)
    except Conflict:
        seen = case_view.view(shift.app, actor, case_id)
        if not seen.row.reply_pending:
            _answer(shift, actor, seen)
    except ReplyNotAllowed as error:
        log.debug("agent.by_hand", agent=actor.name, error=str(error))
        _answer_by_hand(shift, actor, seen)


def thinking_minutes(shift: Shift, chance: random.Random) -> float:
    """Handling time: log-normal around its median, on the scenario clock."""
    return shift.handling_minutes * chance.lognormvariate(0, SPREAD)


def _answer(shift: Shift, actor: Actor, seen: CaseView) -> None:
    pushed = _pushed(shift, seen) if shift.route is Route.NONE else None
    form = ReplyForm(
        case_id=seen.row.case_id,
        version=seen.version,
        kind=seen.suggestion.kind,
        text=seen.suggestion.text,
        choice=seen.choice,
        confirmed=None,
    )
    if pushed is not None:
        form = replace(form, kind=ReplyKind.PUBLIC, text=pushed, choice=PUSHED)
    elif shift.route is Route.NONE and ReplyKind.PUBLIC in seen.choices:
        form = replace(form, kind=ReplyKind.PUBLIC, choice=None)
    respond.send(shift.app, actor, form)


def _pushed(shift: Shift, seen: CaseView) -> str | None:
    """The words that send her away, where she wrote in public and was not sent away before."""
    answered = any(item.by == "brand" and item.reply_id is not None for item in seen.thread)
    words = PUSH.get(seen.target.platform)
    if answered or words is None or seen.target.kind == MentionKind.MESSAGE:
        return None
    name = first_name(seen.row.customer) or "there"
    return words.format(name=name, brand=shift.app.brand.lower())


def _sendable_again(seen: CaseView) -> int | None:
    """The reply that did not arrive, or may not have; one that was refused needs other words."""
    again = (ReplyStatus.UNKNOWN, ReplyStatus.FAILED)
    return next(
        (
            item.reply_id
            for item in seen.thread
            if item.reply_id == seen.undecided_reply and item.reply_status in again
        ),
        None,
    )


def _was_refused(seen: CaseView) -> bool:
    """The platform refused these very words: sending them again would end the same."""
    return any(
        item.reply_status is ReplyStatus.REJECTED and item.text == seen.suggestion.text
        for item in seen.thread
    )


def _answer_by_hand(shift: Shift, actor: Actor, seen: CaseView) -> None:
    """What no program may answer is answered in the network's own app, then closed here."""
    try:
        shift.network.tell("native", external_id=seen.target.external_id, text=seen.suggestion.text)
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.BAD_REQUEST:
            raise
        log.debug("agent.too_late", agent=actor.name, error=error.response.text)  # it was deleted
    finally:
        case_actions.resolve(shift.app, actor, seen.row.case_id)
