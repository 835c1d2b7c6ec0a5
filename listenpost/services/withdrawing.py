"""Posts that are gone from their network lose their words here, and the books say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.mention import Platform
from listenpost.services import clocks, regrouping, waiting
from listenpost.services.app import App
from listenpost.services.case_state import note_state
from storage import cases, edits, standing, users, webhooks
from storage.ids import key
from storage.models import Case, Mention


def withdraw(
    app: App, session: Session, platform: Platform, posts: Iterable[Mention], *, now: dt.datetime
) -> list[int]:
    """Take the words of these posts away; returns the ids of those that had some left.

    Their cases wait for what is left, or are closed.
    """
    posts = list(posts)
    numbers = sorted({post.case_id for post in posts if post.case_id is not None})
    touched = [waiting.locked(session, number) for number in numbers]
    gone = [key(post.id) for post in posts if edits.withdraw(session, post, now=now)]
    for case in touched:
        _stand_anew(app, session, case)
    if gone:
        users.audit(
            session,
            "posts.withdrawn",
            f"platform:{platform}",
            user_id=None,
            wall=app.clock.wall(),
            mentions=gone,
        )
    return gone


def _stand_anew(app: App, session: Session, case: Case) -> None:
    """Nobody is answered for what he took back; what the event notes tells the clocks."""
    asked = [post for post in standing.customer_posts(session, key(case.id)) if post.needs_answer]
    waited = waiting.among(asked, case.waiting_since)
    if all(post.deleted_at is None for post in waited):
        return
    before = case.status
    asks = regrouping.stand_anew(session, app, case, settled=None)
    webhooks.turned(session, case, CaseEventKind.WITHDRAWN, before=before, at=app.clock.now())
    event = cases.events(session, key(case.id))[-1]
    event.detail = {**event.detail, **note_state(case), **asks}
    session.flush()
    clocks.project(session, case, app)


def named(session: Session, platform: Platform, external_ids: Collection[str]) -> list[Mention]:
    """The posts that the platform calls so, as far as they were ever heard."""
    statement = select(Mention).where(
        Mention.platform == platform, col(Mention.external_id).in_(sorted(external_ids))
    )
    return list(session.exec(statement.order_by(col(Mention.id))).all())
