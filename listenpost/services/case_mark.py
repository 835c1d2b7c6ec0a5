"""What of a case must change before its open page is drawn again; cheap enough to ask for often."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import CaseStatus
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import cases, leases, replies


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMark:
    """Two that are equal stand for the same page. `holder` is who works on it at this moment."""

    version: int
    status: CaseStatus
    reply_pending: bool
    attention: str | None
    holder: int | None
    replies: tuple[tuple[int, ReplyStatus], ...]


def mark(app: App, actor: Actor, case_id: int) -> CaseMark | None:
    """The case as it is now; None where there is none. Take it before the page reads the case."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        case = cases.get(session, case_id)
        if case is None:
            return None
        return CaseMark(
            version=case.version,
            status=case.status,
            reply_pending=case.reply_pending,
            attention=case.attention,
            holder=leases.holder(case, app.clock.wall()),
            replies=replies.shown(session, case_id),
        )
