"""One poll of an account at Meta: its lists one after another, the threads below what they hold."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from domain.errors import ConfigurationError, EndpointRetired, PermissionMissing, Rejected
from domain.mention import Page, Skipped
from listeners.facebook_standing import Standing as FacebookStanding
from listeners.facebook_standing import is_older
from listeners.instagram_standing import Standing as InstagramStanding
from listeners.meta_source import Enough
from listeners.page import Found, page_of
from platforms.facebook import next_place
from platforms.reading import items

AnyStanding = TypeVar("AnyStanding", FacebookStanding, InstagramStanding)


@dataclass(slots=True, kw_only=True)
class MetaWalk(ABC, Generic[AnyStanding]):
    """One poll; a page's cursor is what `standing` says when it is yielded."""

    order: ClassVar[Sequence[str]]
    lists: Sequence[str]
    standing: AnyStanding
    overlap: dt.timedelta
    watch: dt.timedelta
    refused: ConfigurationError | None = None
    places: set[tuple[str | None, ...]] = field(default_factory=set)

    def pages(self) -> Iterator[Page]:
        try:
            for name in self._lists_ahead():
                yield from self._list(name)
        except Enough:
            return
        complete = not self.standing.hole
        self.standing = self.standing.ended()
        yield self._page([], complete=complete)
        if self.refused is not None:
            raise self.refused

    @abstractmethod
    def _ask(self, name: str) -> dict[str, Any]:
        """The page of a list at which the walk stands."""

    @abstractmethod
    def _oldest(self, name: str) -> dt.datetime:
        """How far back a list is read."""

    @abstractmethod
    def _listed(self, name: str, found: list[Any], after: str | None) -> Iterator[Page]:
        """What a page of a list holds, and the threads below it; `after` is its next page."""

    def _lists_ahead(self) -> Iterator[str]:
        for name in self.order[self.order.index(self.standing.at) :]:
            if name in self.lists and self._is_to_read(name):
                if name != self.standing.at:
                    self.standing = self.standing.at_list(name)
                yield name

    def _is_to_read(self, name: str) -> bool:
        return True

    def _list(self, name: str) -> Iterator[Page]:
        """All of one list; if that fails, the others are still heard and its floor stays."""
        try:
            whole = yield from self._list_pages(name)
        except (PermissionMissing, EndpointRetired) as refused:
            self.refused = refused
            self.standing = self.standing.list_refused()
        else:
            self.standing = self.standing.list_read() if whole else self.standing.list_lost()

    def _list_pages(self, name: str) -> Generator[Page, None, bool]:
        """Its pages down to what is known; returns whether they led there."""
        while True:
            page = self._page_of_list(name)
            found, after = items(page.get("data")), next_place(page)
            ends = after is None or is_older(found, self._oldest(name))
            yield from self._listed(name, found, None if ends else after)
            if ends:
                self._read_down_to(name, found, after)
                return True
            self.standing = self.standing.at_page(after)
            if self._is_circle(name, after):
                return False

    def _read_down_to(self, name: str, found: list[Any], after: str | None) -> None:
        """The walk through a list has come to its end with this page."""

    def _page_of_list(self, name: str) -> dict[str, Any]:
        """From the list's beginning if Meta has forgotten the place."""
        try:
            return self._ask(name)
        except Rejected as error:
            if self.standing.after is None:
                raise PermissionMissing(f"{name}: {error}") from error
            self.standing = self.standing.at_page(None)
            return self._page_of_list(name)

    def _is_circle(self, of: str, place: str | None) -> bool:
        """Whether the pages lead to where we have been."""
        known = (of, place) in self.places
        self.places.add((of, place))
        return known

    def _page(self, found: list[Found], *, complete: bool = False) -> Page:
        return page_of(found, self.standing.cursor(), complete=complete)


def unread(thread: str, why: str) -> Skipped:
    """A thread that is given up for now."""
    return Skipped(external_id=thread, reason=f"the comments cannot be read: {why}")
