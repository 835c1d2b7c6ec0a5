"""The requests of one poll of an account at Meta, counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from platforms.facebook import Graph, at
from platforms.wire import date_of


class Enough(Exception):
    """This poll ends here; the last cursor resumes the walk."""


@dataclass(slots=True, kw_only=True)
class MetaSource:
    """Asks page by page; `heard` is Meta's clock."""

    graph: Graph
    page_size: int
    requests_left: int
    heard: dt.datetime | None = None

    def get(self, of: str, edge: str, place: str | None, **params: str) -> dict[str, Any]:
        """One page of an edge; raises Enough where the poll has used its requests."""
        if self.requests_left <= 0:
            raise Enough
        self.requests_left -= 1
        params |= {"limit": str(self.page_size)} | at(place)
        page = dict(self.graph.get_connections(of, edge, **params))
        self.heard = date_of(self.graph.last_headers) or self.heard
        return page
