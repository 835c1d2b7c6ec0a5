"""What a topic would take of recent posts, and giving the topics to earlier ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, select

from classifier import by_example, nearness
from domain.errors import BadInput
from domain.role import Actor, Permission, require
from listenpost.services import topic_naming
from listenpost.services.app import App
from listenpost.services.brand_topics import audit, standing
from listenpost.services.topic_learning import APPLY
from storage import tasks, topics
from storage.models import Mention, Task

DAYS = (7, 14, 30)
_PREVIEWED, _SHOWN, _LEAST = 2000, 12, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the topics were given to earlier posts."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A recent post that the topic would take, or nearly."""

    mention_id: int
    text: str
    probability: float
    taken: bool


def preview(app: App, actor: Actor, topic_id: int, *, days: int = DAYS[0]) -> list[Likely]:
    """Recent posts that the topic would take, the likeliest first, and some that it nearly would.

    As far as posts are kept as vectors; no model is needed for it.
    """
    require(actor.role, Permission.MANAGE_TOPICS)
    since = app.clock.now() - dt.timedelta(days=days)
    with app.database.read() as session:
        row = standing(session, topic_id)
        there = topic_naming.known(session, row.model)
        if topic_id not in there.ids:
            return []
        found = topics.vectors(session, model=row.model, limit=_PREVIEWED, since=since)
        shares = by_example.probabilities(
            nearness.unpack([vector for _, vector in found]), there.learned
        )
        likely = shares[:, there.ids.index(topic_id)].tolist() if found else []
        best = sorted(zip(likely, (post for post, _ in found), strict=True), reverse=True)
        said = {
            post for post, _, _ in topics.said(session, [post for _, post in best[:_PREVIEWED]])
        }
        chosen = [(p, post) for p, post in best if p >= _LEAST and post not in said][:_SHOWN]
        texts = dict(
            session.exec(
                select(Mention.id, Mention.text).where(
                    col(Mention.id).in_([post for _, post in chosen])
                )
            ).all()
        )
    return [
        Likely(
            mention_id=post,
            text=texts.get(post, ""),
            probability=p,
            taken=p >= by_example.TAKEN_FROM,
        )
        for p, post in chosen
    ]


def apply(app: App, actor: Actor, *, days: int) -> None:
    """Let a worker give the topics to the posts of the last days; one round at a time."""
    require(actor.role, Permission.MANAGE_TOPICS)
    apply_as(app, days=days, user_id=actor.id)


def apply_as(app: App, *, days: int, user_id: int | None) -> None:
    """The same without a signed-in user: the command line."""
    if not 1 <= days <= 3650:
        raise BadInput("Choose between 1 and 3,650 days.")
    now = app.clock.now()
    since = now - dt.timedelta(days=days)
    with app.database.write() as session:
        if topics.state(session) is None:
            raise BadInput("There is no topic yet: make one first.")
        if session.exec(select(Task.id).where(Task.kind == APPLY)).first() is not None:
            raise BadInput("The topics are being given to earlier posts already.")
        payload = {
            "since": since.isoformat(),
            "below": None,
            "done": 0,
            "total": topics.heard_since(session, since),
        }
        tasks.put(session, APPLY, payload, run_at=now, now=now)
        audit(session, app, user_id, "topic.applied", None, days=days)


def progress(app: App, actor: Actor) -> Progress | None:
    """How far it is; None where nothing of it is under way."""
    require(actor.role, Permission.MANAGE_TOPICS)
    with app.database.read() as session:
        task = session.exec(select(Task).where(Task.kind == APPLY)).first()
        if task is None:
            return None
        return Progress(done=int(task.payload["done"]), total=int(task.payload["total"]))
