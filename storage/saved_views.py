"""Pages with their filters, as people keep them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.models import SavedView


def of_user(session: Session, user_id: int, *, page: str) -> Sequence[SavedView]:
    """The user's views of a page, by name."""
    return session.exec(
        select(SavedView)
        .where(SavedView.user_id == user_id, SavedView.page == page)
        .order_by(col(SavedView.name), col(SavedView.id))
    ).all()
