"""Links that others hold, such as those in notifications: they lead to the page of one's role.

A default page is reachable at "/" only, and which one it is depends on who signs in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies, filters
from dashboard.desk import Desk
from dashboard.places import INBOX, first_place
from dashboard.shell import places
from domain.notice_message import WAY_IN
from domain.role import Role
from listenpost.services import sessions

_OF_INBOX = (filters.CASE, filters.INCIDENT)


def routes(desk: Desk) -> list[Route]:
    """/go/case/12, /go/incident/3, /go/inbox?view=overdue, /go/health; the gate stands before."""
    lead = partial(_lead, desk=desk)
    return [Route(WAY_IN + "/{place}", lead), Route(WAY_IN + "/{place}/{number:int}", lead)]


async def _lead(request: Request, *, desk: Desk) -> Response:
    token = request.cookies.get(cookies.SESSION)
    actor = await anyio.to_thread.run_sync(sessions.who, desk.app, token) if token else None
    role = actor.role if actor else Role.AGENT
    return RedirectResponse(way(request.path_params, dict(request.query_params), role), 303)


def way(path: Mapping[str, object], query: Mapping[str, str], role: Role) -> str:
    """The address that a link means for somebody of this role.

    A page that is none, or that the role does not have, is home.
    """
    place = str(path["place"])
    if place in _OF_INBOX:
        query, place = {place: str(path.get("number", ""))}, INBOX
    known = place in {one.path for one in places(role)}
    home = "/" if not known or first_place(role) == place else f"/{place}"
    return f"{home}?{urlencode(query)}" if known and query else home
