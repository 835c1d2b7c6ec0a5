"""A listener's last day as a bar, its holes in words, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import groupby

from dashboard import words
from domain.coverage import HoleState, Slot
from listenpost.services.costs import Cost
from listenpost.services.coverage_report import ListenerCoverage

_CLASS = {
    Slot.COMPLETE: "lp-slot-complete",
    Slot.OPEN: "lp-slot-open",
    Slot.REPORTED: "lp-slot-reported",
    Slot.BEFORE: "lp-slot-before",
}
_MOST_NOTES = 3
_LITTLE = 0.5
"""A limit of the platform is told when no more than this is left of it."""


def bar(found: ListenerCoverage) -> str:
    """One strip for each stretch of one kind, oldest on the left."""
    strips = "".join(
        f'<i class="{_CLASS[kind]}" style="flex:{len(list(run))}"></i>'
        for kind, run in groupby(found.slots)
    )
    return f'<div class="lp-coverage" role="img" aria-label="{in_words(found)}">{strips}</div>'


def in_words(found: ListenerCoverage) -> str:
    """The bar for those who do not see it."""
    if found.share is None:
        return "Nothing is proven complete yet"
    open_holes, lost = _count(found.open, "open hole"), _count(found.reported, "reported hole")
    return f"The last 24 hours: {found.share:.1%} proven complete, {open_holes}, {lost}"


def notes(
    found: ListenerCoverage, told: Collection[str], now: dt.datetime, zone: dt.tzinfo
) -> list[str]:
    """Each hole in words, those that can still be read first; what is `told` is not said again."""
    shown = [hole for hole in found.holes if hole.state is not HoleState.CLOSED]
    lines = []
    for hole in shown[:_MOST_NOTES]:
        word = "Hole" if hole.state is HoleState.OPEN else "Lost"
        until = "now" if hole.until >= now else words.moment(hole.until, now, zone)
        why = f": {hole.reason}" if hole.reason not in told else ""
        lines.append(f"{word} from {words.moment(hole.since, now, zone)} to {until}{why}")
    if len(shown) > _MOST_NOTES:
        lines.append(f"And {len(shown) - _MOST_NOTES} more: `listenpost report coverage`.")
    return lines


def money(cost: Cost) -> dict[str, str]:
    """What the listener asks and costs, beside its budget."""
    requests = f"{cost.today.requests:,}"
    if cost.budget.requests is not None:
        requests += f" of {cost.budget.requests:,}"
    facts = {"Requests today": requests}
    if cost.prices.micro_usd:
        spent = f"${cost.today.usd:,.2f}"
        if cost.budget.usd is not None:
            spent += f" of ${cost.budget.usd:,.2f}"
        facts["Spent today"] = spent
        facts["This month"] = f"${cost.month.usd:,.2f}, about ${cost.forecast_usd:,.2f} at its end"
    if cost.left is not None and cost.left < _LITTLE:
        endpoint, _, _ = (cost.tightest or "").partition(",")
        facts["Account's tightest limit"] = f"{cost.left:.0%} left, {endpoint}"
    return facts


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
