"""What the send gate says of a reply in this installation."""

from __future__ import annotations

import datetime as dt

from domain import gate
from domain.gate import Verdict
from domain.reply import ReplyKind, ReplyTarget
from listenpost.services.app import App


def verdict(
    app: App,
    target: ReplyTarget,
    kind: ReplyKind,
    text: str,
    *,
    sent_before: bool,
    automatic: bool = False,
    at: dt.datetime | None = None,
) -> Verdict:
    """The gate's verdict with the brand's approved templates, now or at another moment."""
    return gate.check(
        target,
        kind,
        text,
        sent_before=sent_before,
        automatic=automatic,
        templates=app.message_templates,
        now=at or app.clock.now(),
    )
