"""Connected accounts: read, counted, removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.models import ConnectedAccount


def all_of(session: Session) -> Sequence[ConnectedAccount]:
    """Every connected account, the longest connected first."""
    order = (col(ConnectedAccount.created_at), col(ConnectedAccount.name))
    return session.exec(select(ConnectedAccount).order_by(*order)).all()


def held(session: Session, name: str) -> ConnectedAccount | None:
    """The account of this name; nobody else changes it until the transaction ends."""
    return session.get(ConnectedAccount, name, with_for_update=True, populate_existing=True)


def names_not_under(session: Session, key_id: str) -> Sequence[str]:
    """The accounts that are sealed with another key."""
    return session.exec(
        select(ConnectedAccount.name)
        .where(ConnectedAccount.key_id != key_id)
        .order_by(col(ConnectedAccount.name))
    ).all()
