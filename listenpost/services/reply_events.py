"""What people did to a reply, written down: in the history of its case and in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.role import Actor
from listenpost.services.app import App
from storage import cases, users
from storage.models import Reply


def note(
    session: Session,
    app: App,
    actor: Actor,
    reply: Reply,
    kind: CaseEventKind,
    detail: Mapping[str, Any] | None = None,
) -> None:
    cases.add_event(
        session,
        reply.case_id,
        kind,
        at=app.clock.now(),
        user_id=actor.id,
        mention_id=reply.mention_id,
        reply_id=reply.id,
        detail=detail,
    )
    audit(session, app, actor, reply, kind)


def audit(session: Session, app: App, actor: Actor, reply: Reply, kind: CaseEventKind) -> None:
    users.audit(
        session,
        f"reply.{kind.value}",
        f"case:{reply.case_id}",
        user_id=actor.id,
        wall=app.clock.wall(),
        reply=reply.id,
    )
