"""Accounts that a page tells of: inserted or refreshed, each new one a customer of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, or_, update
from sqlmodel import Session

from domain.mention import AuthorRef
from storage import bulk
from storage.identities import name_of
from storage.models import Author, Customer
from storage.named import UNIQUE, ExternalKey, rows_of
from storage.upsert import dialect_of, insert_on, table_of

_AUTHOR, _CUSTOMER = table_of(Author), table_of(Customer)
_NAMES = ("handle", "display_name")
_KNOWN = ("id", "platform", "external_id", *_NAMES, "followers", "customer_id")
Found = dict[ExternalKey, Any]
"""Rows of accounts."""


def store(session: Session, refs: Iterable[AuthorRef], now: dt.datetime) -> dict[ExternalKey, int]:
    """The ids of these accounts; what is known already and told again costs no write."""
    heard: dict[ExternalKey, AuthorRef] = {(ref.platform, ref.external_id): ref for ref in refs}
    told = dict(sorted(heard.items()))  # one order for all writers: no deadlocks
    known = _known(session, told)
    made, theirs = _insert(session, {n: ref for n, ref in told.items() if n not in known}, now)
    known |= theirs
    news = {n: ref for n, ref in told.items() if n in known and _is_news(ref, known[n])}
    if news:
        known |= _refresh(session, news, now)
    return made | {name: row.id for name, row in known.items()}


def _known(session: Session, names: Iterable[ExternalKey]) -> Found:
    rows = rows_of(session, _AUTHOR, names, *_KNOWN)
    return {(row.platform, row.external_id): row for row in rows}


def _is_news(ref: AuthorRef, row: Any) -> bool:
    """What is left out is not erased."""
    told = ((name, getattr(ref, name)) for name in (*_NAMES, "followers"))
    return row.customer_id is None or any(
        value is not None and value != getattr(row, name) for name, value in told
    )


def _insert(
    session: Session, accounts: Mapping[ExternalKey, AuthorRef], now: dt.datetime
) -> tuple[dict[ExternalKey, int], Found]:
    """The keys of those that are new, each with a customer of its own, and what another worker has
    stored meanwhile."""
    if not accounts:
        return {}, {}
    own = _customers(session, accounts, now)
    made = dict(zip(accounts, bulk.numbers(session, _AUTHOR, len(accounts)), strict=True))
    rows = [
        {"id": made[name], "home_customer_id": own[name], **_row(ref, own[name], now)}
        for name, ref in accounts.items()
    ]
    if bulk.insert_new(session, _AUTHOR, rows, unique=UNIQUE):
        return made, {}
    there = _known(session, accounts)
    theirs = {name: row for name, row in there.items() if row.id != made[name]}
    _forget(session, {own[name] for name in theirs})
    return made, theirs


def _row(ref: AuthorRef, customer_id: int | None, now: dt.datetime) -> dict[str, Any]:
    return {
        "platform": ref.platform,
        "external_id": ref.external_id,
        "handle": ref.handle,
        "display_name": ref.display_name,
        "followers": ref.followers,
        "customer_id": customer_id,
        "profile_at": now,
        "created_at": now,
    }


def _refresh(session: Session, news: Mapping[ExternalKey, AuthorRef], now: dt.datetime) -> Found:
    """What is told of accounts that are stored; whose name changed gives it to her customer."""
    rows = [_row(ref, None, now) for ref in news.values()]
    returned = session.connection().execute(_refreshing(dialect_of(session)), rows)
    stored = {(row.platform, row.external_id): row for row in returned}
    _rename(session, list(stored.values()), now)
    _adopt(session, {name: row for name, row in stored.items() if row.customer_id is None}, now)
    return stored


@cache
def _refreshing(dialect: str) -> Any:
    """Whose name changes is told by `profile_at`; a customer once given stays."""
    statement = insert_on(dialect, _AUTHOR)
    fresh = statement.excluded
    changed = or_(
        *(
            and_(fresh[name].is_not(None), fresh[name].is_distinct_from(_AUTHOR.c[name]))
            for name in _NAMES
        )
    )
    return statement.on_conflict_do_update(
        index_elements=["platform", "external_id"],
        set_={name: func.coalesce(fresh[name], _AUTHOR.c[name]) for name in (*_NAMES, "followers")}
        | {"profile_at": case((changed, fresh["profile_at"]), else_=_AUTHOR.c.profile_at)},
    ).returning(*(_AUTHOR.c[name] for name in (*_KNOWN, "profile_at")))


def _customers(
    session: Session, accounts: Mapping[ExternalKey, Any], now: dt.datetime
) -> dict[ExternalKey, int]:
    """A new customer for each account, called as it is."""
    if not accounts:
        return {}
    made = dict(zip(accounts, bulk.numbers(session, _CUSTOMER, len(accounts)), strict=True))
    nothing: dict[str, Any] = {}
    rows = [
        {
            "id": made[name],
            "name": name_of(account)[:200],
            "attributes": nothing,
            "created_at": now,
        }
        for name, account in accounts.items()
    ]
    bulk.insert_all(session, Customer, rows)
    return made


def _forget(session: Session, unused: set[int]) -> None:
    """Customers of accounts that another worker has stored meanwhile."""
    session.connection().execute(delete(_CUSTOMER).where(_CUSTOMER.c.id.in_(unused)))


def _rename(session: Session, accounts: Sequence[Any], now: dt.datetime) -> None:
    """A customer is called as the account that changed its name last."""
    renamed = sorted((row for row in accounts if row.profile_at == now), key=lambda row: row.id)
    called = {row.customer_id: name_of(row)[:200] for row in renamed if row.customer_id}
    if called:
        statement = update(_CUSTOMER).where(
            _CUSTOMER.c.id == bindparam("number"), _CUSTOMER.c.name != bindparam("called")
        )
        session.connection().execute(
            statement.values(name=bindparam("called")),
            [{"number": number, "called": word} for number, word in sorted(called.items())],
        )


def _adopt(session: Session, accounts: Found, now: dt.datetime) -> None:
    """Accounts that were stored without a customer get one."""
    own = _customers(session, accounts, now)
    if own:
        statement = update(_AUTHOR).where(_AUTHOR.c.id == bindparam("number"))
        given: Any = bindparam("customer")
        session.connection().execute(
            statement.values(customer_id=given, home_customer_id=given),
            [{"number": accounts[name].id, "customer": one} for name, one in own.items()],
        )
