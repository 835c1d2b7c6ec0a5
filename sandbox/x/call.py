"""One request to X: who asks, on which path, with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.posts import Json
from sandbox.x.problems import invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`by_user` is false where the app came with nothing but its bearer token."""

    query: Mapping[str, str]
    path: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    by_user: bool = True

    def number(self, name: str, *, low: int, high: int, default: int) -> int:
        """A number within its range, else X's 400."""
        given = self.query.get(name)
        if given is None:
            return default
        if not given.isdecimal() or not low <= int(given) <= high:
            raise invalid(
                name,
                given,
                f"The `{name}` query parameter value [{given}] is not between {low} and {high}",
            )
        return int(given)

    def id(self, name: str) -> int | None:
        """A post's id."""
        given = self.query.get(name)
        if given is None:
            return None
        if not given.isdecimal() or len(given) > 19:
            raise invalid(name, given, f"The `{name}` query parameter value [{given}] is not valid")
        return int(given)

    def moment(self, name: str) -> float | None:
        """A time in RFC 3339."""
        given = self.query.get(name)
        if given is None:
            return None
        try:
            return dt.datetime.strptime(given[:19] + "+0000", "%Y-%m-%dT%H:%M:%S%z").timestamp()
        except ValueError:
            raise invalid(name, given, f"Invalid '{name}':'{given}'.") from None

    def names(self, name: str) -> tuple[str, ...]:
        """A list with commas."""
        return tuple(part for part in self.query.get(name, "").split(",") if part)
