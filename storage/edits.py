"""What became of posts that we know: edited, deleted, back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.mention import IncomingMention
from storage import attachments, cases, wordless
from storage.ids import key
from storage.models import Case, Mention, MentionRevision
from storage.named import ExternalKey, rows_of
from storage.upsert import table_of

_MENTION = table_of(Mention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Ids of the mentions whose words changed, and of those that are there again.

    `known` names all that are stored already.
    """

    edited: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()
    known: frozenset[ExternalKey] = frozenset()

    @property
    def to_judge(self) -> tuple[int, ...]:
        return tuple(sorted({*self.edited, *self.restored}))


def take_over(
    session: Session, heard: Mapping[ExternalKey, IncomingMention], *, now: dt.datetime
) -> Changes:
    """Compare a page with what is stored: new words replace the old, which are kept as a revision.

    `heard` is made to fit (`storable.page`). Call it before the page is stored, in the same
    transaction.
    """
    known = _known(session, heard)
    differing = [
        number
        for name, (number, text, deleted_at) in known.items()
        if deleted_at is not None or text != heard[name].text
    ]
    edited, restored = [], []
    for post in _posts(session, differing):
        fresh = heard[post.platform, post.external_id]
        if post.deleted_at is not None:
            restored.append(_restore(session, post, fresh, now))
        elif post.text != fresh.text:
            edited.append(_edit(session, post, fresh, now))
    return Changes(edited=tuple(edited), restored=tuple(restored), known=frozenset(known))


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
    known.needs_answer = False  # its case stands without it until it is judged again
    _replace(session, known, fresh)
    _tell(session, known, CaseEventKind.RESTORED, now)
    return key(known.id)


def _replace(session: Session, known: Mention, fresh: IncomingMention) -> None:
    """The new words are judged again."""
    known.text, known.raw, known.triaged_at = fresh.text, fresh.raw, None
    known.attachments = attachments.rows(fresh.attachments)
    session.add(known)


def _tell(session: Session, mention: Mention, kind: CaseEventKind, now: dt.datetime) -> None:
    """The case's thread has changed: nobody answers what he has not read."""
    if mention.case_id is None:
        return
    case = session.get_one(Case, mention.case_id)
    case.version += 1
    session.add(case)
    cases.add_event(session, mention.case_id, kind, at=now, mention_id=mention.id)


def _known(
    session: Session, names: Collection[ExternalKey]
) -> dict[ExternalKey, tuple[int, str, dt.datetime | None]]:
    """What of it is stored: key, words, and when it was taken back."""
    if not names:
        return {}
    session.flush()
    columns = ("platform", "external_id", "id", "text", "deleted_at")
    rows = rows_of(session, _MENTION, names, *columns)
    return {(row.platform, row.external_id): (row.id, row.text, row.deleted_at) for row in rows}


def _posts(session: Session, ids: Collection[int]) -> Sequence[Mention]:
    if not ids:
        return []
    statement = select(Mention).where(col(Mention.id).in_(ids)).order_by(col(Mention.id))
    return session.exec(statement).all()
