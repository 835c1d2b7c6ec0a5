"""Steps that the outbox tests share."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from domain.errors import (
    OutcomeUnknown,
    PlatformUnavailable,
)
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost.services import inbox
from listenpost.services.inbox import InboxFilter, InboxView
from storage.models import Case
from tests.fakes import Office, Post

DOWN = PlatformUnavailable("X cannot be reached.")
TIMED_OUT = OutcomeUnknown("X did not answer in time.")


class Killed(BaseException):
    """kill -9, as far as a test can do that to itself."""


def case_of(office: Office, reply_id: int) -> Case:
    return office.case(office.reply(reply_id).case_id)


def status(office: Office, reply_id: int) -> ReplyStatus:
    return office.reply(reply_id).status


def killed_while_sending(office: Office, step: Post) -> None:
    office.responder.script.append(step)
    with pytest.raises(Killed):
        office.deliver()


def live_on(office: Office, *, minutes: int = 10) -> None:
    """A worker delivers once a minute; for long times, every five."""
    step = 1 if minutes <= 15 else 5
    for _ in range(minutes // step):
        office.deliver()
        office.time.go(minutes=step)


def for_a_person(office: Office, actor: Actor) -> list[int]:
    """The cases about whose reply somebody must decide."""
    found = inbox.rows(office.app, actor, InboxFilter(view=InboxView.CHECK))
    return [row.case_id for row in found]


def together(*actions: Callable[[], object]) -> list[Exception | None]:
    """Do all of it at the same moment; returns how each ended."""
    barrier = threading.Barrier(len(actions), timeout=30)
    ended: list[Exception | None] = []

    def act(action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            action()
            ended.append(None)
        except Exception as error:  # noqa: BLE001
            ended.append(error)

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ended
