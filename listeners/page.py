"""Making a page of what was read and what could not be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from domain.coverage import Gap, Proof
from domain.mention import Cursor, IncomingMention, Page, Skipped

Found = IncomingMention | Skipped


def page_of(
    found: Iterable[Found],
    cursor: Cursor,
    *,
    complete: bool,
    since: dt.datetime | None = None,
    proof: Proof = Proof.KNOWN,
    gaps: tuple[Gap, ...] = (),
    gone: tuple[str, ...] = (),
) -> Page:
    """The page, with the skipped apart."""
    found = list(found)
    return Page(
        mentions=tuple(one for one in found if isinstance(one, IncomingMention)),
        cursor=cursor,
        complete=complete,
        skipped=tuple(one for one in found if isinstance(one, Skipped)),
        since=since,
        proof=proof,
        gaps=gaps,
        gone=gone,
    )
