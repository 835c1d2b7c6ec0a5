"""Everything about customers and their cases at one moment, to be compared with another one."""

from __future__ import annotations

from collections.abc import Callable, Set

from sqlmodel import SQLModel

from domain.case import CaseStatus
from domain.identity import LinkStatus
from listenpost.services import ledger_rows
from storage import snapshots
from storage.ids import key
from storage.models import (
    Author,
    Case,
    Customer,
    IdentityLink,
    LedgerEntry,
    Mention,
    PromiseRow,
    Reply,
    SlaClock,
)
from tests.fakes import Office

State = dict[str, dict[int, dict[str, object]]]
GROWS = {"version"}
"""A case's version tells agents that something changed: undoing is a change too."""


def state(office: Office) -> State:
    """Accounts, customers, posts, answers, promises, links, cases, deadlines and what the ledger
    says of each post, but for what was emptied and links that stand no more.
    """
    ledger_rows.refresh(office.app)
    cases = {key(row.id): row for row in office.rows(Case)}
    alive = {number for number, row in cases.items() if row.status is not CaseStatus.MERGED}
    return {
        "author": _pictures(office.rows(Author)),
        "customer": _pictures(office.rows(Customer)),
        "mention": _pictures(office.rows(Mention)),
        "reply": _pictures(office.rows(Reply)),
        "case": _pictures([cases[number] for number in sorted(alive)]),
        "clock": _pictures([row for row in office.rows(SlaClock) if row.case_id in alive]),
        "ledger": _pictures(office.rows(LedgerEntry), by="mention_id"),
        "promise": _pictures(office.rows(PromiseRow)),
        "link": {
            key(row.id): {"accounts": {row.author_id, row.other_id}}
            for row in office.rows(IdentityLink)
            if row.status is LinkStatus.LINKED
        },
    }


def only(found: State, accounts: Set[int]) -> State:
    """What of it is about these accounts."""
    posts = {number for number, row in found["mention"].items() if row["author_id"] in accounts}
    replies = {number for number, row in found["reply"].items() if row["mention_id"] in posts}
    cases = {found["mention"][number]["case_id"] for number in posts}
    homes = {found["author"][number]["home_customer_id"] for number in accounts}
    wanted: dict[str, Callable[[int, dict[str, object]], bool]] = {
        "author": lambda number, _: number in accounts,
        "customer": lambda number, _: number in homes,
        "mention": lambda number, _: number in posts,
        "reply": lambda number, _: number in replies,
        "case": lambda number, _: number in cases,
        "clock": lambda _, row: row["case_id"] in cases,
        "ledger": lambda number, _: number in posts,
        "promise": lambda _, row: row["reply_id"] in replies,
        "link": lambda _, row: row["accounts"] <= accounts,  # type: ignore[operator]
    }
    assert wanted.keys() == found.keys()
    return {
        table: {number: row for number, row in rows.items() if wanted[table](number, row)}
        for table, rows in found.items()
    }


def _pictures(rows: list[SQLModel], *, by: str = "id") -> dict[int, dict[str, object]]:
    found = [snapshots.take(row) for row in rows]
    return {
        row[by]: {name: value for name, value in row.items() if name not in GROWS} for row in found
    }
