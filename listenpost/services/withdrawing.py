"""Posts that are gone from their network lose their words here, and the books say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from domain.mention import Platform
from listenpost.services.app import App
from storage import edits, users
from storage.ids import key
from storage.models import Mention


def withdraw(
    app: App, session: Session, platform: Platform, posts: Iterable[Mention], *, now: dt.datetime
) -> list[int]:
    """Take the words of these posts away; returns the ids of those that had some left."""
    gone = [key(post.id) for post in posts if edits.withdraw(session, post, now=now)]
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


def named(session: Session, platform: Platform, external_ids: Collection[str]) -> list[Mention]:
    """The posts that the platform calls so, as far as they were ever heard."""
    statement = select(Mention).where(
        Mention.platform == platform, col(Mention.external_id).in_(sorted(external_ids))
    )
    return list(session.exec(statement.order_by(col(Mention.id))).all())
