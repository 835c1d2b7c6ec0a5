"""Saved replies: read and counted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select, update

from storage.models import Macro


def all_of(session: Session) -> Sequence[Macro]:
    """Every saved reply, by name."""
    return session.exec(select(Macro).order_by(col(Macro.name), col(Macro.id))).all()


def usable(session: Session, *, language: str | None, teams: Sequence[int]) -> Sequence[Macro]:
    """Those for this language and these teams, the most used ones first."""
    return session.exec(
        select(Macro)
        .where(
            or_(col(Macro.language).is_(None), col(Macro.language) == language),
            or_(col(Macro.team_id).is_(None), col(Macro.team_id).in_(teams)),
        )
        .order_by(col(Macro.used).desc(), col(Macro.name))
    ).all()


def count_use(session: Session, macro_id: int) -> None:
    """It was put into a reply once more."""
    session.exec(
        update(Macro)
        .where(col(Macro.id) == macro_id)
        .values(used=col(Macro.used) + 1)
        .execution_options(synchronize_session=False)
    )
