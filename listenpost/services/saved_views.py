"""Views that people keep: a page with its filters, under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import BadInput
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services.app import App
from storage import saved_views, users
from storage.ids import key
from storage.models import SavedView

LONGEST_NAME, LONGEST_QUERY, MOST = 60, 1000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One of the user's views; `query` is the page's address behind the question mark."""

    view_id: int
    name: str
    query: str


def listed(app: App, actor: Actor, page: str) -> list[View]:
    """The user's views of a page, by name."""
    require(actor.role, Permission.READ_PULSE)
    with app.database.read() as session:
        return [
            View(view_id=key(one.id), name=one.name, query=one.query)
            for one in saved_views.of_user(session, actor.id, page=page)
        ]


def save(app: App, actor: Actor, page: str, name: str, query: str) -> int:
    """Keep the filters under this name; a view of the same name is replaced."""
    require(actor.role, Permission.READ_PULSE)
    name = clean(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"Give the view a name of 1 to {LONGEST_NAME} characters.")
    if len(query) > LONGEST_QUERY:
        raise BadInput("So many filters cannot be kept in one view; choose fewer.")
    with app.database.write() as session:
        mine = saved_views.of_user(session, actor.id, page=page)
        row = next((one for one in mine if one.name == name), None)
        if row is None and len(mine) >= MOST:
            raise BadInput(f"There are {MOST} views already; remove one first.")
        now = app.clock.now()
        row = row or SavedView(user_id=actor.id, page=page, name=name, query=query, made_at=now)
        row.query, row.made_at = query, now
        session.add(row)
        session.flush()
        subject = f"view:{key(row.id)}"
        users.audit(session, "view.saved", subject, user_id=actor.id, wall=app.clock.wall())
        return key(row.id)


def remove(app: App, actor: Actor, view_id: int) -> None:
    """Forget one of the user's own views."""
    require(actor.role, Permission.READ_PULSE)
    with app.database.write() as session:
        row = session.get(SavedView, view_id)
        if row is None or row.user_id != actor.id:
            raise BadInput("There is no such view of yours.")
        session.delete(row)
        wall = app.clock.wall()
        users.audit(session, "view.removed", f"view:{view_id}", user_id=actor.id, wall=wall)
