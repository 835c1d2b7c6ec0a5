"""Wrong passwords, counted; and browsers that somebody has signed in with before."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, delete, select

from domain.lockout import ADDRESS as ADDRESS_LIMIT
from domain.lockout import EVERYWHERE, HERE, Count
from storage.ids import key
from storage.models import KnownBrowser, SignInCount, User
from storage.upsert import insert_into

LONGEST_COUNT = max(limit.forgotten_after for limit in (HERE, ADDRESS_LIMIT, EVERYWHERE))
ADDRESS = "address:@"
"""What the count of an address over all accounts begins with."""


def taken(session: Session, scope: str, *, user_id: int | None = None) -> SignInCount:
    """The count with this name, made if need be; nobody else counts there meanwhile."""
    session.exec(
        insert_into(session, SignInCount)
        .values(scope=scope, user_id=user_id, wrong=0)
        .on_conflict_do_nothing(index_elements=["scope"])
    )
    return session.exec(
        select(SignInCount).where(SignInCount.scope == scope).with_for_update()
    ).one()


def count(session: Session, scope: str) -> Count:
    """How often it was wrong there."""
    row = session.get(SignInCount, scope)
    return count_of(row) if row else Count()


def count_of(row: SignInCount) -> Count:
    """The row as a value."""
    return Count(wrong=row.wrong, last_at=row.last_at, until=row.until)


def write(row: SignInCount, found: Count) -> None:
    """The value into the row."""
    row.wrong, row.last_at, row.until = found.wrong, found.last_at, found.until


def of_account(user: User) -> Count:
    """How often it was wrong for this account, from wherever."""
    return Count(wrong=user.failed_sign_ins, last_at=user.failed_at, until=user.locked_until)


def write_account(user: User, found: Count) -> None:
    """The value into the account."""
    user.failed_sign_ins, user.failed_at, user.locked_until = (
        found.wrong,
        found.last_at,
        found.until,
    )


def unlock(session: Session, user: User) -> None:
    """Forget the wrong tries of an account."""
    write_account(user, Count())
    session.add(user)
    session.exec(delete(SignInCount).where(col(SignInCount.user_id) == key(user.id)))


def pauses(session: Session, *, wall: dt.datetime) -> dict[int, dt.datetime]:
    """Account -> until when one address must wait with it, the longest."""
    rows = session.exec(
        select(SignInCount.user_id, SignInCount.until)
        .where(col(SignInCount.until) > wall, col(SignInCount.user_id).is_not(None))
        .order_by(col(SignInCount.until))
    ).all()
    return {key(user_id): until for user_id, until in rows if until is not None}


def waiting_addresses(session: Session, *, wall: dt.datetime) -> list[tuple[str, int, dt.datetime]]:
    """Addresses that must wait with every account: (scope, wrong tries, until)."""
    rows = session.exec(
        select(SignInCount.scope, SignInCount.wrong, SignInCount.until)
        .where(col(SignInCount.until) > wall, col(SignInCount.user_id).is_(None))
        .order_by(col(SignInCount.until).desc())
    ).all()
    return [(scope, wrong, until) for scope, wrong, until in rows if until is not None]


def known_browser(session: Session, token_hash: str, user_id: int) -> KnownBrowser | None:
    """The browser with this token, if this account was signed in with it."""
    found = session.get(KnownBrowser, token_hash)
    return found if found is not None and found.user_id == user_id else None


def forget_browsers(session: Session, user_id: int) -> None:
    """No browser of this account is known any more."""
    session.exec(delete(KnownBrowser).where(col(KnownBrowser.user_id) == user_id))


def forget(session: Session, *, wall: dt.datetime, known: dt.timedelta) -> None:
    """Counts that count no more, and browsers that nobody has signed in with for so long."""
    session.exec(delete(SignInCount).where(col(SignInCount.last_at) < wall - LONGEST_COUNT))
    session.exec(delete(KnownBrowser).where(col(KnownBrowser.seen_at) < wall - known))
