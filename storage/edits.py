"""What became of posts that we know: edited, deleted, back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.mention import IncomingMention, Page, Platform
from storage import cases, storable, wordless
from storage.ids import key
from storage.models import Case, Mention, MentionRevision


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Ids of the mentions whose words changed, and of those that are there again."""

    edited: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()

    @property
    def to_judge(self) -> tuple[int, ...]:
        return tuple(sorted({*self.edited, *self.restored}))


def take_over(session: Session, page: Page, *, now: dt.datetime) -> Changes:
    """Compare a page with what is stored: new words replace the old, which are kept as a revision.

    Call it before the page is stored, in the same transaction.
    """
    heard = {(m.platform, m.external_id): m for m in map(storable.mention, page.mentions)}
    edited, restored = [], []
    for known in _known(session, heard.values()):
        fresh = heard[Platform(known.platform), known.external_id]
        if known.deleted_at is not None:
            restored.append(_restore(session, known, fresh, now))
        elif known.text != fresh.text:
            edited.append(_edit(session, known, fresh, now))
    return Changes(edited=tuple(edited), restored=tuple(restored))


def withdraw(session: Session, mention: Mention, *, now: dt.datetime) -> bool:
    """A post is gone from its platform: its words go here too, the row and the counts stay."""
    if mention.deleted_at is not None:
        return False
    mention.deleted_at = now
    wordless.forget(session, [mention])
    _tell(session, mention, CaseEventKind.WITHDRAWN, now)
    return True


def _edit(session: Session, known: Mention, fresh: IncomingMention, now: dt.datetime) -> int:
    session.add(MentionRevision(mention_id=key(known.id), text=known.text, replaced_at=now))
    _replace(session, known, fresh)
    known.edited_at = now
    _tell(session, known, CaseEventKind.EDITED, now)
    return key(known.id)


def _restore(session: Session, known: Mention, fresh: IncomingMention, now: dt.datetime) -> int:
    known.deleted_at = None
    _replace(session, known, fresh)
    _tell(session, known, CaseEventKind.RESTORED, now)
    return key(known.id)


def _replace(session: Session, known: Mention, fresh: IncomingMention) -> None:
    """The new words are judged again."""
    known.text, known.raw, known.triaged_at = fresh.text, fresh.raw, None
    session.add(known)


def _tell(session: Session, mention: Mention, kind: CaseEventKind, now: dt.datetime) -> None:
    """The case's thread has changed: nobody answers what he has not read."""
    if mention.case_id is None:
        return
    case = session.get_one(Case, mention.case_id)
    case.version += 1
    session.add(case)
    cases.add_event(session, mention.case_id, kind, at=now, mention_id=mention.id)


def _known(session: Session, heard: Iterable[IncomingMention]) -> Sequence[Mention]:
    by_platform: dict[str, list[str]] = {}
    for mention in heard:
        by_platform.setdefault(mention.platform, []).append(mention.external_id)
    if not by_platform:
        return []
    wanted = (
        and_(col(Mention.platform) == platform, col(Mention.external_id).in_(sorted(ids)))
        for platform, ids in by_platform.items()
    )
    return session.exec(select(Mention).where(or_(*wanted)).order_by(col(Mention.id))).all()
