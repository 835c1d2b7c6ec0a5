"""Tiers and attributes of customers, from a CSV file or from a CRM's signed messages."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, delete, func, or_, select

from domain.case import OPEN_STATUSES
from domain.crm import BELIEVED_FOR, CrmRow, crm_row, require_signed
from domain.errors import BadInput, Conflict
from listenpost.services import addresses, ranking
from listenpost.services.app import App
from storage import identities, users
from storage.ids import key
from storage.models import Author, Case, CustomerFact, SeenSignature
from storage.upsert import insert_into

AT_ONCE = 200
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was not taken: its line (counted from 1, the header's) and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; `unchanged` rows said what was known already."""

    changed: int
    unchanged: int
    refused: tuple[Refused, ...]


def import_csv(app: App, file: Path, *, user_id: int | None = None) -> Imported:
    """Take every good row of the file; the bad ones are reported and stop nothing."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restkey="", restval="")
            if not {"platform", "account"} <= set(reader.fieldnames or ()):
                raise BadInput(
                    f"{file} needs a first line with the columns platform and account, perhaps "
                    "tier; every other column is an attribute."
                )
            rows = [(reader.line_num, _cells(row)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{file} cannot be read as CSV in UTF-8: {error}.") from error
    return take(app, rows, source="csv", user_id=user_id)


def _cells(row: Mapping[str, Any]) -> dict[str, object] | None:
    """None for a row with more cells than the header names."""
    return None if row.get("") else {name: row[name] for name in row if name}


def receive(app: App, *, secret: str, timestamp: str, given: str, body: bytes) -> Imported:
    """Take a CRM's message: signed, fresh, and never taken before."""
    wall = app.clock.wall()
    require_signed(secret, timestamp=timestamp, given=given, body=body, now=wall)
    try:
        rows = json.loads(body)["customers"]
        found = [(number, _flat(row)) for number, row in enumerate(rows, start=1)]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadInput(
            f'the body is not {{"customers": [...]}} ({type(error).__name__})'
        ) from error
    digest = hashlib.sha256(given.encode()).hexdigest()
    with app.database.write() as session:
        _take_once(session, digest, wall)
    return take(app, found, source="webhook")


def _flat(row: Mapping[str, Any]) -> dict[str, object]:
    attributes = {str(name): str(value) for name, value in row.get("attributes", {}).items()}
    return attributes | {name: value for name, value in row.items() if name != "attributes"}


def _take_once(session: Session, digest: str, wall: dt.datetime) -> None:
    session.exec(delete(SeenSignature).where(col(SeenSignature.at) < wall - 2 * BELIEVED_FOR))
    statement = insert_into(session, SeenSignature).on_conflict_do_nothing(
        index_elements=["digest"]
    )
    new = session.execute(
        statement.returning(col(SeenSignature.digest)), [{"digest": digest, "at": wall}]
    ).all()
    if not new:
        raise Conflict("this message was taken already")


def take(
    app: App,
    rows: Iterable[tuple[int, Mapping[str, object] | None]],
    *,
    source: str,
    user_id: int | None = None,
) -> Imported:
    """Write down what each row says of the owner of an account; the last row of one counts."""
    wanted, refused = list(rows), []
    changed = unchanged = 0
    for start in range(0, len(wanted), AT_ONCE):
        with app.database.write() as session:
            for line, cells in wanted[start : start + AT_ONCE]:
                try:
                    if cells is None:
                        raise BadInput("the row has more cells than the first line names")
                    new = _take_row(app, session, crm_row(cells), source)
                except BadInput as error:
                    refused.append(Refused(line=line, reason=str(error)))
                else:
                    changed, unchanged = changed + new, unchanged + (not new)
    with app.database.write() as session:
        users.audit(
            session,
            "customers.imported",
            source,
            user_id=user_id,
            wall=app.clock.wall(),
            changed=changed,
            unchanged=unchanged,
            refused=len(refused),
        )
    return Imported(changed=changed, unchanged=unchanged, refused=tuple(refused))


def _take_row(app: App, session: Session, row: CrmRow, source: str) -> bool:
    author = _author(session, row)
    new = row.email is not None and addresses.verified(app, session, key(author.id), row.email)
    return _take_facts(app, session, author, row, source) or new


def _take_facts(app: App, session: Session, author: Author, row: CrmRow, source: str) -> bool:
    fact = session.get(CustomerFact, key(author.id))
    attributes = {**(fact.attributes if fact else {}), **row.attributes}
    tier = row.tier or (fact.tier if fact else None)
    if fact is not None and (fact.tier, fact.attributes) == (tier, attributes):
        return False
    if fact is None and not (tier or attributes):
        return False
    now = app.clock.now()
    if fact is None:
        fact = CustomerFact(author_id=key(author.id), source=source, updated_at=now)
        session.add(fact)
    fact.tier, fact.attributes, fact.source, fact.updated_at = tier, attributes, source, now
    session.flush()
    identities.refresh(session, key(author.customer_id))
    session.flush()
    _rank_anew(app, session, key(author.customer_id), now)
    return True


def _author(session: Session, row: CrmRow) -> Author:
    found = session.exec(
        select(Author)
        .where(
            Author.platform == row.platform,
            col(Author.erased_at).is_(None),
            or_(
                col(Author.external_id) == row.account,
                func.lower(col(Author.handle)) == row.account.lower(),
            ),
        )
        .order_by((col(Author.external_id) == row.account).desc(), col(Author.id).desc())
    ).first()
    if found is None:
        raise BadInput(
            f"{row.account} on {row.platform} has not written to us yet: import it again later"
        )
    return found


def _rank_anew(app: App, session: Session, customer_id: int, now: dt.datetime) -> None:
    """A tier is a share of the priority: her open cases move at once."""
    cases = session.exec(
        select(Case).where(Case.customer_id == customer_id, col(Case.status).in_(OPEN_STATUSES))
    ).all()
    for case in cases:
        ranking.rerank(session, case, weights=app.weights, now=now)
