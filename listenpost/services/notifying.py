"""Telling people where they read: bundled, not in their quiet hours, until it was taken."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog

from domain import notice
from domain.errors import BadInput, ListenpostError
from domain.notice import HOUR, Destination, NoticeKind
from domain.notice_message import Letter
from domain.role import Actor, Permission, require
from listenpost.language.tongue import speaking
from listenpost.services import notice_facts, notice_words, weekly_page
from listenpost.services.app import App
from platforms import apprise_post
from storage import notices, users
from storage.ids import key
from storage.models import Notification
from storage.notices import Standing

Post = Callable[[str, Letter], None]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A destination and how it stands; its address is shown nowhere."""

    to: Destination
    standing: Standing


def send_due(app: App, *, post: Post = apprise_post.post) -> int:
    """Tell what is due; returns how many messages were taken. Destinations wait for no other."""
    if not app.destinations:
        return 0
    with ThreadPoolExecutor(len(app.destinations), thread_name_prefix="notify") as pool:
        return sum(pool.map(partial(_serve, app, post), app.destinations))


def _serve(app: App, post: Post, to: Destination) -> int:
    with app.database.read() as session:
        if notices.is_idle(session, to.name):
            return 0
    _bundle(app, to)
    now, wall = app.clock.now(), app.clock.wall()
    with app.database.read() as session:
        due = notices.due(session, to.name, now=now, wall=wall)
    sent = 0
    for message in due:
        if not _send(app, post, to, message):
            break
        sent += 1
    return sent


def _bundle(app: App, to: Destination) -> None:
    """Make the messages that go out now. While one is not delivered yet, more waits for it."""
    now, wall = app.clock.now(), app.clock.wall()
    with app.database.write() as session:
        for message in notices.unsent(session, to.name):
            if not notice.may_go(map(NoticeKind, message.kinds), to, now=now):
                notices.unbundle(session, key(message.id), wall=wall)
        waiting = notices.waiting(session, to.name)
        if notices.unsent(session, to.name):
            return
        told = notices.told_since(session, to.name, since=now - max(HOUR, to.gather))
        for one in notice.plan(waiting, told, to, now=now):
            notices.bundle(session, to.name, one, now=now)


def _send(app: App, post: Post, to: Destination, message: Notification) -> bool:
    wall, number = app.clock.wall(), key(message.id)
    lease = wall + 2 * max(app.lease, apprise_post.TIMEOUT)
    with app.database.write() as session:
        taken = notices.claim(session, number, owner=app.owner, wall=wall, until=lease)
    if taken is None:
        return False  # another worker has it
    try:
        post(to.address, _letter(app, to, taken))
    except ListenpostError as error:
        return _again(app, to, taken, str(error))
    except Exception as error:
        log.exception("notify.crashed", destination=to.name, notification=number)
        return _again(app, to, taken, f"A fault of ours: {type(error).__name__}; see the log.")
    with app.database.write() as session:
        return notices.settle(session, number, owner=app.owner, sent_at=app.clock.now())


def _letter(app: App, to: Destination, message: Notification) -> Letter:
    """In the destination's language."""
    now = app.clock.now()
    with app.database.read() as session, speaking(to.language):
        found = notices.of_message(session, key(message.id))
        sections = notice_facts.sections(session, found, to, now=now)
        letter = notice_words.letter(
            sections, base_url=app.base_url, ref=message.name[:8], zone=to.zone, now=now
        )
    report = next((one for one in found if one.kind is NoticeKind.WEEKLY), None)
    return letter if report is None else weekly_page.letter(app, to, at=report.at)


def _again(app: App, to: Destination, message: Notification, why: str) -> bool:
    """Later, and never given up: until then it is shown on Health and by the doctor."""
    now = app.clock.now()
    wait = notice.next_wait(message.attempts, jitter=random.random())  # noqa: S311
    log.warning("notify.failed", destination=to.name, notification=message.id, error=why)
    with app.database.write() as session:
        notices.settle(
            session,
            key(message.id),
            owner=app.owner,
            not_before=now + wait,
            last_error=why[:300],
            failed_at=now,
        )
    return False


def places(app: App) -> list[Place]:
    """Every destination of the settings and how it stands."""
    with app.database.read() as session:
        return [
            Place(to=to, standing=notices.standing(session, to.name)) for to in app.destinations
        ]


def places_as(app: App, actor: Actor) -> list[Place]:
    """The same for a signed-in user."""
    require(actor.role, Permission.READ_HEALTH)
    return places(app)


def check(to: Destination) -> None:
    """Raise ConfigurationError where its address is none; sends nothing."""
    apprise_post.check(to.address)


def destination(app: App, name: str) -> Destination:
    """The destination of this name; raises BadInput where there is none."""
    found = next((one for one in app.destinations if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in app.destinations) or "none"
        raise BadInput(f"There is no destination {name}; known are: {known} ([notifications]).")
    return found


def try_out(
    app: App, name: str, *, user_id: int | None = None, post: Post = apprise_post.post
) -> None:
    """Send a test message now; raises what stands in the way. What waits is then tried again."""
    to = destination(app, name)
    with speaking(to.language):
        trial = notice_words.trial()
    try:
        post(to.address, trial)
    except ListenpostError:
        _audit(app, to, "notify.tested", user_id, ok=False)
        raise
    _audit(app, to, "notify.tested", user_id, ok=True)
    with app.database.write() as session:
        notices.hurry(session, name)


def send_letter(app: App, to: Destination, letter: Letter) -> None:
    """Send what somebody asked for at the command line, now; raises what stands in the way."""
    apprise_post.post(to.address, letter)
    _audit(app, to, "report.sent", None)


def _audit(app: App, to: Destination, action: str, user_id: int | None, **detail: object) -> None:
    with app.database.write() as session:
        subject, wall = f"destination:{to.name}", app.clock.wall()
        users.audit(session, action, subject, user_id=user_id, wall=wall, **detail)


def try_out_as(app: App, actor: Actor, name: str, *, post: Post = apprise_post.post) -> None:
    """The same for a signed-in user, by name in the audit trail."""
    require(actor.role, Permission.READ_HEALTH)
    try_out(app, name, user_id=actor.id, post=post)
