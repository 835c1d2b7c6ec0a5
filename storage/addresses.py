"""Hashes of addresses: which accounts gave the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from storage.among import within
from storage.models import KnownAddress
from storage.upsert import insert_into


def note(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write down what was said in messages; what is known stays as it is."""
    statement = insert_into(session, KnownAddress).on_conflict_do_nothing(
        index_elements=["mention_id", "digest"]
    )
    session.execute(statement, list(rows))


def owners(session: Session, digests: Collection[str]) -> dict[str, dict[int, bool]]:
    """Digest -> the accounts that gave this address, and whether that was checked."""
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for row in session.exec(
        select(KnownAddress).where(within(col(KnownAddress.digest), digests))
    ).all():
        of = found[row.digest]
        of[row.author_id] = of.get(row.author_id, False) or row.mention_id is None
    return dict(found)


def verified(session: Session, author_id: int) -> set[str]:
    """What is known of the account without a message."""
    return set(
        session.exec(
            select(KnownAddress.digest).where(
                KnownAddress.author_id == author_id, col(KnownAddress.mention_id).is_(None)
            )
        ).all()
    )


def replace_verified(session: Session, row: KnownAddress) -> None:
    """An account has one checked address: the newest."""
    session.exec(
        delete(KnownAddress).where(
            col(KnownAddress.author_id) == row.author_id, col(KnownAddress.mention_id).is_(None)
        )
    )
    session.add(row)
