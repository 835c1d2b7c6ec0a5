"""Labels that people corrected, and the posts that can be learned from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from domain.correction import Head
from storage.models import Classification, Correction, Mention


def of_mention(session: Session, mention_id: int) -> Sequence[Correction]:
    """What people corrected on one post, oldest first."""
    return session.exec(
        select(Correction).where(Correction.mention_id == mention_id).order_by(col(Correction.id))
    ).all()


def heads_by_mention(session: Session) -> dict[int, tuple[str, ...]]:
    """Which heads of which posts people have corrected."""
    found: dict[int, dict[str, None]] = {}
    for mention_id, head in session.exec(
        select(Correction.mention_id, Correction.head).order_by(col(Correction.id))
    ):
        found.setdefault(mention_id, {})[head] = None
    return {mention_id: tuple(heads) for mention_id, heads in found.items()}


def corrected(session: Session, mention_ids: Sequence[int]) -> set[int]:
    """Those of the posts of which a person said whether, or how soon, an answer is owed."""
    heads = (Head.NEEDS_ANSWER.value, Head.URGENCY.value)
    return set(
        session.exec(
            select(Correction.mention_id).where(
                col(Correction.mention_id).in_(mention_ids), col(Correction.head).in_(heads)
            )
        ).all()
    )


def labelled(
    session: Session, mention_ids: Sequence[int]
) -> Iterator[tuple[Mention, Classification]]:
    """The posts with their labels as they stand now, in the order of their ids."""
    found: dict[int, tuple[Mention, Classification]] = {}
    for mention, labels in session.exec(
        select(Mention, Classification)
        .join(Classification, col(Classification.mention_id) == col(Mention.id))
        .where(col(Mention.id).in_(mention_ids))
        .order_by(col(Mention.id), col(Classification.id))
    ):
        found[labels.mention_id] = (mention, labels)
    yield from found.values()
