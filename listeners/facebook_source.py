"""The requests of one poll of a Facebook page, counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from domain.errors import PermissionMissing
from listeners.facebook_item import COMMENT_FIELDS, POST_ATTACHMENTS, POST_FIELDS
from listeners.facebook_standing import TOP
from platforms.facebook import Graph, at
from platforms.wire import date_of

_POST = f"{POST_FIELDS},{POST_ATTACHMENTS}"
_NEWEST_FIRST = f"comments.filter(stream).order(reverse_chronological).limit({TOP})"
_WITH_COMMENTS = f"{_POST},{_NEWEST_FIRST}{{{COMMENT_FIELDS}}}"


class Enough(Exception):
    """This poll ends here; the last cursor resumes the walk."""


@dataclass(slots=True, kw_only=True)
class FacebookSource:
    """Lists come with each post's newest comments, so that most threads need no request.

    `heard` is Facebook's clock. `bare` is a list that was refused with comments.
    """

    graph: Graph
    page_id: str
    page_size: int
    requests_left: int
    heard: dt.datetime | None = None
    bare: str | None = None

    def posts(self, name: str, place: str | None) -> dict[str, Any]:
        """A page of visitor_posts, tagged or feed, newest first."""
        fields = _POST if self.bare == name else _WITH_COMMENTS
        try:
            return self._get(self.page_id, name, place, fields=fields)
        except PermissionMissing:
            if self.bare == name or name != "tagged":
                raise
            self.bare = name  # other people's threads may be closed to us
            return self.posts(name, place)

    def comments(self, post_id: str, place: str | None) -> dict[str, Any]:
        """A page of a thread, the answers among the comments, newest first."""
        order = {"filter": "stream", "order": "reverse_chronological"}
        return self._get(post_id, "comments", place, fields=COMMENT_FIELDS, **order)

    def _get(self, of: str, edge: str, place: str | None, **params: str) -> dict[str, Any]:
        if self.requests_left <= 0:
            raise Enough
        self.requests_left -= 1
        params |= {"limit": str(self.page_size)} | at(place)
        page = dict(self.graph.get_connections(of, edge, **params))
        self.heard = date_of(self.graph.last_headers) or self.heard
        return page
