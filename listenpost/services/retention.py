"""Once a day: words that have been kept long enough go, in small batches; counts stay."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlmodel import Session, col, delete, or_, select

from domain.case import OPEN_STATUSES
from domain.mention import MentionKind
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services.app import App
from listenpost.services.taking import DAY, put_back, take
from storage import handoffs, notices, promises, sign_ins, tasks, users, webhooks, wordless
from storage.models import (
    Case,
    Mention,
    Reply,
    SkippedItem,
    Task,
)

RETENTION = "retention"
"""Kind of the one task that purges; it is put back for the next day."""
NOTICES_KEPT = dt.timedelta(days=60)
"""Much longer than anything is news, so that nothing is told again."""
TOLD_KEPT = dt.timedelta(days=30)
"""What other systems were told, or would not take, is kept so long to be looked at."""
RETRY_AFTER = dt.timedelta(minutes=10)
_PRIVATE = frozenset({MentionKind.MESSAGE})
_PUBLIC = frozenset(MentionKind) - _PRIVATE
BATCH = 200
_UNDER_WAY = (ReplyStatus.APPROVED, ReplyStatus.SENDING, ReplyStatus.UNKNOWN)
log = structlog.get_logger(__name__)


def ensure(app: App) -> None:
    """Put the task, unless it is there."""
    now = app.clock.now()
    with app.database.write() as session:
        if session.exec(select(Task.id).where(Task.kind == RETENTION)).first() is None:
            tasks.put(session, RETENTION, {}, run_at=now, now=now)


def run_if_due(app: App) -> int:
    """Purge one batch if its time has come; returns how many texts and items went."""
    now = app.clock.now()
    taken = take(app, RETENTION)
    if not taken:
        return 0
    with app.database.write() as session:
        gone = purge(app, session, now=now)
        full = any(number >= BATCH for number in gone.values())
        put_back(app, session, taken, {}, run_at=now if full else now + DAY)
        if any(gone.values()):
            users.audit(
                session,
                "retention.purged",
                "retention",
                user_id=None,
                wall=app.clock.wall(),
                **gone,
            )
    if any(gone.values()):
        log.info("retention.purged", **gone)
    return sum(gone.values())


def purge(app: App, session: Session, *, now: dt.datetime) -> dict[str, int]:
    """One batch of each sort; a case that is still open keeps its words."""
    platforms = session.exec(select(Mention.platform).distinct()).all()
    mentions = sum(
        _purge_mentions(app, session, platform, now, private=private)
        for platform in platforms
        for private in (False, True)
    )
    replies = sum(_purge_replies(app, session, platform, now) for platform in platforms)
    promises.forget_words(session, limit=BATCH)
    codes = handoffs.forget(
        session, ended_before=now - app.handoff.kept, wall=app.clock.wall(), limit=BATCH
    )
    webhooks.forget(session, before=app.clock.wall() - TOLD_KEPT, limit=BATCH)
    known = [one.name for one in app.destinations]
    notices.forget(session, before=now - NOTICES_KEPT, known=known, limit=BATCH)
    wall = app.clock.wall()
    users.forget_sessions(session, wall=wall, idle_since=app.access.idle_since(wall))
    sign_ins.forget(session, wall=app.clock.wall(), known=app.access.browser_known_for)
    skipped = _forget_skipped(app, session, now)
    return {"posts": mentions, "replies": replies, "skipped": skipped, "codes": codes}


def _purge_mentions(
    app: App, session: Session, platform: str, now: dt.datetime, *, private: bool
) -> int:
    kept = app.retention.kept_for(platform, private=private)
    if kept is None:
        return 0
    posts = session.exec(
        select(Mention)
        .join(Case, col(Case.id) == col(Mention.case_id), isouter=True)
        .where(
            Mention.platform == platform,
            col(Mention.kind).in_(_PRIVATE if private else _PUBLIC),
            Mention.published_at < now - kept,
            Mention.stored_at < now - kept,
            Mention.text != "",
            col(Mention.triaged_at).is_not(None),
            or_(col(Case.id).is_(None), col(Case.status).not_in(OPEN_STATUSES)),
        )
        .order_by(col(Mention.published_at))
        .limit(BATCH)
    ).all()
    wordless.forget(session, posts)
    return len(posts)


def _purge_replies(app: App, session: Session, platform: str, now: dt.datetime) -> int:
    found = 0
    for kind in ReplyKind:
        kept = app.retention.kept_for(platform, private=kind is ReplyKind.PRIVATE)
        if kept is None:
            continue
        replies = session.exec(
            select(Reply)
            .join(Mention, col(Mention.id) == col(Reply.mention_id))
            .join(Case, col(Case.id) == col(Reply.case_id))
            .where(
                Mention.platform == platform,
                Reply.kind == kind,
                Reply.created_at < now - kept,
                Reply.text != "",
                col(Reply.status).not_in(_UNDER_WAY),
                col(Case.status).not_in(OPEN_STATUSES),
            )
            .limit(BATCH)
        ).all()
        for reply in replies:
            reply.text = ""
            session.add(reply)
        found += len(replies)
    return found


def _forget_skipped(app: App, session: Session, now: dt.datetime) -> int:
    old = (
        select(SkippedItem.id).where(SkippedItem.seen_at < now - app.retention.skipped).limit(BATCH)
    )
    ids = session.exec(old).all()
    session.exec(delete(SkippedItem).where(col(SkippedItem.id).in_(ids)))
    return len(ids)
