"""What is counted of replies on their way: by network and outcome, never by case or customer."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.reply import ReplyStatus
from listenpost.services import traces
from listenpost.services.app import App
from storage.models import Mention, Reply

RETRY = "retry"


def count(
    app: App, session: Session, reply: Reply, outcome: str, *, public_at: dt.datetime | None = None
) -> None:
    """One attempt and what came of it; for a public one also how long it took since approval."""
    platform = session.get_one(Mention, reply.mention_id).platform
    word = outcome.value if isinstance(outcome, ReplyStatus) else outcome
    app.metrics.replies.labels(platform, word).inc()
    traces.answered(app.traces, session, reply, word, public_at or app.clock.now())
    if public_at is not None and reply.approved_at is not None:
        took = (public_at - reply.approved_at).total_seconds()
        app.metrics.reply_delay.labels(platform).observe(max(took, 0.0))
