"""Which posts name whom: found a batch at a time, anew when the settings name others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select, update

from domain.mention import MentionKind
from storage.models import Mention, PulseName, PulsePost
from storage.upsert import insert_into

NOT_SEARCHED = -1
"""The edition of a post in which nobody looked for names yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A post that was searched for other names than those of the settings, or never."""

    mention_id: int
    slot: int
    text: str
    kind: MentionKind
    listener: str


def waiting(session: Session, *, edition: int, limit: int) -> list[Waiting]:
    """Some of them, the newest first."""
    found = session.exec(
        select(  # type: ignore[call-overload]
            PulsePost.mention_id, PulsePost.slot, Mention.text, Mention.kind, Mention.listener
        )
        .join(Mention, col(Mention.id) == col(PulsePost.mention_id))
        .where(or_(col(PulsePost.edition) < edition, col(PulsePost.edition) > edition))
        .order_by(col(PulsePost.mention_id).desc())
        .limit(limit)
        .with_for_update(of=PulsePost, skip_locked=True)
    ).all()
    return [
        Waiting(mention_id=post, slot=slot, text=text, kind=MentionKind(kind), listener=listener)
        for post, slot, text, kind, listener in found
    ]


def keep(
    session: Session,
    mention_ids: Collection[int],
    found: Sequence[tuple[str, int, int]],
    *,
    edition: int,
) -> None:
    """These posts were searched; `found` holds (name, slot, post)."""
    session.exec(delete(PulseName).where(col(PulseName.mention_id).in_(mention_ids)))
    if found:
        rows = [{"name": name, "slot": slot, "mention_id": post} for name, slot, post in found]
        session.exec(insert_into(session, PulseName).values(rows).on_conflict_do_nothing())
    session.exec(
        update(PulsePost).where(col(PulsePost.mention_id).in_(mention_ids)).values(edition=edition)
    )
