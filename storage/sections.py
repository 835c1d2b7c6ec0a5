"""Sections of the settings that were set in the dashboard: read and held."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.models import StoredSection


def all_of(session: Session) -> Sequence[StoredSection]:
    """Every stored section, by name."""
    return session.exec(select(StoredSection).order_by(col(StoredSection.name))).all()


def held(session: Session, name: str) -> StoredSection | None:
    """The section of this name; nobody else changes it until the transaction ends."""
    return session.get(StoredSection, name, with_for_update=True, populate_existing=True)
