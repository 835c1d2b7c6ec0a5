"""A post that its author edited so that it wants nothing any more: nobody waits for an answer."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.case import OPEN_STATUSES, CaseEventKind
from listenpost.services import clocks, regrouping, waiting
from listenpost.services.app import App
from listenpost.services.case_state import note_state
from storage import cases, webhooks
from storage.ids import key
from storage.models import Case, Mention


def edited_away(app: App, session: Session, post: Mention, *, now: dt.datetime) -> None:
    """The case waits for what is left, or is closed as if the post had been deleted.

    A model said so, not a person: a case that somebody has taken, or whose answer is on its way,
    stays as it is, and its history says that the post was edited.
    """
    if post.case_id is None:
        return
    case = waiting.locked(session, post.case_id)
    if case.status not in OPEN_STATUSES or _taken(app, case):
        return
    if not waiting.among([post], case.waiting_since):
        return
    before = case.status
    asks = regrouping.stand_anew(session, app, case, settled=None)
    cases.add_event(
        session,
        key(case.id),
        CaseEventKind.EDITED,
        at=now,
        mention_id=post.id,
        detail={**note_state(case), **asks},
    )
    webhooks.closed(session, case, CaseEventKind.EDITED, before=before, at=now)
    session.flush()
    clocks.project(session, case, app)


def _taken(app: App, case: Case) -> bool:
    held = case.claimed_until is None or case.claimed_until > app.clock.wall()
    return case.reply_pending or (case.assignee_id is not None and held)
