"""A post that its author edited so that it wants nothing any more: nobody waits for an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from domain.case import OPEN_STATUSES, CaseEventKind
from listenpost.services import clocks, regrouping, waiting
from listenpost.services.app import App
from listenpost.services.case_state import note_state
from storage import cases, leases, webhooks
from storage.ids import key
from storage.models import Case, Mention

WHY = "it wants no answer any more"
HERS = "it wants no answer any more: whoever has taken the case decides"


def edited_away(app: App, session: Session, post: Mention, *, now: dt.datetime) -> None:
    """The case waits for what is left, or is closed as if the post had been deleted.

    A model said so, not a person: a case that somebody has taken, or whose answer is on its way,
    stays as it is, and she is told.
    """
    if post.case_id is None:
        return
    case = waiting.locked(session, post.case_id)
    if case.status not in OPEN_STATUSES or not waiting.among([post], case.waiting_since):
        return
    if _taken(app, case):
        case.version += 1
        _tell(session, case, post, {"why": HERS}, now=now)
        return
    before = case.status
    asks = regrouping.stand_anew(session, app, case, settled=None)
    _tell(session, case, post, {"why": WHY, **note_state(case), **asks}, now=now)
    webhooks.turned(session, case, CaseEventKind.EDITED, before=before, at=now)
    session.flush()
    clocks.project(session, case, app)


def _tell(
    session: Session, case: Case, post: Mention, detail: Mapping[str, Any], *, now: dt.datetime
) -> None:
    edited = CaseEventKind.EDITED
    cases.add_event(session, key(case.id), edited, at=now, mention_id=post.id, detail=detail)


def _taken(app: App, case: Case) -> bool:
    return case.reply_pending or leases.holder(case, app.clock.wall()) is not None
