"""What the agent wants to see, kept in the page's address: links can be shared and go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from domain.classification import Urgency
from listenpost.services.inbox import InboxFilter, InboxOrder, InboxView

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_SEARCH = 100
CASE, PAGE, INCIDENT = "case", "page", "incident"


def from_query(query: Mapping[str, str]) -> InboxFilter:
    """The filter that an address means; what it does not know counts as not chosen."""
    return InboxFilter(
        view=_one(InboxView, query.get("view"), InboxView.TO_ANSWER),
        platforms=tuple(_split(query.get("platform"))),
        urgencies=tuple(Urgency(part) for part in _split(query.get("urgency")) if part in _URGENT),
        languages=tuple(_split(query.get("language"))),
        brand_topics=tuple(numbers(query.get("about"))),
        search=query.get("search", "")[:LONGEST_SEARCH],
        order=_one(InboxOrder, query.get("order"), InboxOrder.PRIORITY),
    )


def to_query(wanted: InboxFilter) -> dict[str, str]:
    """The address's part for a filter; defaults are left out."""
    plain = InboxFilter()
    parts = {
        "view": wanted.view.value if wanted.view is not plain.view else "",
        "platform": ",".join(wanted.platforms),
        "urgency": ",".join(wanted.urgencies),
        "language": ",".join(wanted.languages),
        "about": ",".join(map(str, wanted.brand_topics)),
        "search": wanted.search.strip()[:LONGEST_SEARCH],
        "order": wanted.order.value if wanted.order is not plain.order else "",
    }
    return {name: value for name, value in parts.items() if value}


def for_work(wanted: InboxFilter) -> InboxFilter:
    """The same, for taking a next case: from a view of work to do, or from all of it."""
    if wanted.view in _WORK:
        return wanted
    return replace(wanted, view=InboxView.TO_ANSWER)


def number(query: Mapping[str, str], name: str) -> int | None:
    """A positive number of the address, such as the case's; None for anything else."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 16 else None


def chosen(wanted: InboxFilter) -> int:
    """How many of the conditions behind "Filter" are set."""
    lists: Sequence[Sequence[object]] = (
        wanted.platforms,
        wanted.urgencies,
        wanted.languages,
        wanted.brand_topics,
    )
    return sum(map(bool, lists)) + (wanted.order is not InboxOrder.PRIORITY)


_WORK = (
    InboxView.TO_ANSWER,
    InboxView.MINE,
    InboxView.TEAM,
    InboxView.UNASSIGNED,
    InboxView.AT_RISK,
    InboxView.OVERDUE,
)
_URGENT = frozenset(urgency.value for urgency in Urgency)


def _one(kind: type[Choice], text: str | None, default: Choice) -> Choice:
    return next((choice for choice in kind if choice.value == text), default)


def numbers(text: str | None) -> list[int]:
    """The positive numbers of a part of the address."""
    return [int(one) for one in _split(text) if one.isascii() and one.isdigit() and len(one) < 16]


def _split(text: str | None) -> list[str]:
    return [part for part in (text or "").split(",")[:30] if part and len(part) <= 24]
