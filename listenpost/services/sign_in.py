"""Signing in with a password: the same work and the same words whoever it is.

Only an address that was wrong too often is told that it has to wait, which says nothing about any
account. How often is too often stands in domain/lockout.py.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain import lockout
from domain.client import Client
from domain.text import clean
from listenpost.services import accounts, sessions
from listenpost.services.app import App
from listenpost.services.passwords import digest, matches
from storage import sign_ins, users
from storage.ids import key
from storage.models import KnownBrowser, User

STRANGER = "sign-in"
"""What the audit calls whoever named no account: what was typed may be a password."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A fresh session's token, and a token by which this browser is known from now on."""

    token: str
    browser: str
    must_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Not let in; `wait` is there only where the address has to wait, whatever the account."""

    wait: dt.timedelta | None = None


def sign_in(
    app: App, *, name: str, password: str, lasts: dt.timedelta, client: Client | None = None
) -> Entered | Refused:
    """Let somebody in who knows the password, unless it was guessed too often."""
    wall = app.clock.wall()
    client = client or Client()
    with app.database.read() as session:
        user = users.by_name(session, clean(name))
        known = user is not None and _known(session, user, client) is not None
        waits = sign_ins.count(session, _address(client))
    if waits.until is not None and waits.pauses(wall) and not known:
        log.warning("sign_in.refused", reason="address", address=client.address)
        return Refused(wait=waits.until - wall)
    correct, fresh_hash = matches(password, user.password_hash if user else None)
    with app.database.write() as session:  # every guess is judged and counted one after another
        stored = session.get_one(User, user.id, with_for_update=True) if user else None
        open_ = stored is not None and _is_open(session, stored, client, wall)
        if stored is not None and open_ and correct and _may_enter(stored, wall):
            stored.password_hash = fresh_hash or stored.password_hash
            return enter(session, stored, client, wall=wall, lasts=lasts, proved_at=wall)
        _count(session, stored, client, wall, open_=open_)
    return Refused()


def enter(
    session: Session,
    user: User,
    client: Client,
    *,
    wall: dt.datetime,
    lasts: dt.timedelta,
    proved_at: dt.datetime | None,
) -> Entered:
    """Begin a session for somebody who has proved who it is; the browser's old one ends.

    `proved_at` is when that was proved; None where a provider does not say.
    """
    if client.session:
        users.end_session(session, digest(client.session))
    number = key(user.id)
    row = sign_ins.taken(session, _pair(number, client), user_id=number)
    sign_ins.write(row, lockout.Count())
    token = sessions.begin(session, user, client, wall=wall, lasts=lasts, proved_at=proved_at)
    accounts.audit(session, user, "user.signed_in", by=number, wall=wall, **_from(client))
    browser = _remember(session, number, client, wall)
    session.add_all((row, user))
    return Entered(token=token, browser=browser, must_change=user.one_time_until is not None)


def _may_enter(user: User, wall: dt.datetime) -> bool:
    over = user.one_time_until is not None and user.one_time_until <= wall
    return user.disabled_at is None and not over


def _is_open(session: Session, user: User, client: Client, wall: dt.datetime) -> bool:
    """Whether this account can be tried from here now; a browser that is known always may."""
    if _known(session, user, client) is not None:
        return True
    here = sign_ins.count(session, _pair(key(user.id), client))
    return not here.pauses(wall) and not sign_ins.of_account(user).pauses(wall)


def _count(
    session: Session, user: User | None, client: Client, wall: dt.datetime, *, open_: bool
) -> None:
    """Write down one wrong try; during its pause an account counts no more of them."""
    subject = accounts.subject_of(user) if user else STRANGER
    log.warning("sign_in.failed", subject=subject, address=client.address)
    users.audit(session, "sign_in.failed", subject, user_id=None, wall=wall, **_from(client))
    _add(session, _address(client), lockout.ADDRESS, STRANGER, wall)
    if user is None or not open_:
        return
    browser = _known(session, user, client)
    if browser is not None:
        browser.wrong += 1
        if browser.wrong >= lockout.KNOWN_BROWSER_TRIES:
            session.delete(browser)
        return
    _add(session, _pair(key(user.id), client), lockout.HERE, subject, wall, user_id=user.id)
    found = lockout.after_wrong(sign_ins.of_account(user), lockout.EVERYWHERE, now=wall)
    sign_ins.write_account(user, found)
    session.add(user)
    _tell_pause(session, subject, "everywhere", found, wall)


def _add(
    session: Session,
    scope: str,
    limit: lockout.Limit,
    subject: str,
    wall: dt.datetime,
    *,
    user_id: int | None = None,
) -> None:
    row = sign_ins.taken(session, scope, user_id=user_id)
    found = lockout.after_wrong(sign_ins.count_of(row), limit, now=wall)
    sign_ins.write(row, found)
    session.add(row)
    _tell_pause(session, subject, scope.rpartition("@")[2], found, wall)


def _tell_pause(
    session: Session, subject: str, where: str, found: lockout.Count, wall: dt.datetime
) -> None:
    """A pause that begins with this try is written down, too."""
    if found.until is not None and found.pauses(wall) and found.last_at == wall:
        users.audit(
            session,
            "sign_in.locked",
            subject,
            user_id=None,
            wall=wall,
            where=where,
            wrong=found.wrong,
            until=found.until.isoformat(timespec="minutes"),
        )


def _remember(session: Session, user_id: int, client: Client, wall: dt.datetime) -> str:
    """The token by which this browser is known for this account; a new one where it has none."""
    token = client.known or ""
    row = sign_ins.known_browser(session, digest(token), user_id)
    if row is None:
        token = secrets.token_urlsafe(32)
        row = KnownBrowser(token_hash=digest(token), user_id=user_id, seen_at=wall)
    row.wrong, row.seen_at = 0, wall
    session.add(row)
    return token


def _known(session: Session, user: User, client: Client) -> KnownBrowser | None:
    if not client.known:
        return None
    return sign_ins.known_browser(session, digest(client.known), key(user.id))


def _address(client: Client) -> str:
    return f"{sign_ins.ADDRESS}{client.address}"


def _pair(user_id: int, client: Client) -> str:
    return f"{user_id}@{client.address}"


def _from(client: Client) -> dict[str, str]:
    return {"address": client.address, "browser": client.browser}
