"""A listener's last day as a bar, its holes in words, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import groupby

from dashboard import words
from dashboard.tongue import _
from domain.coverage import HoleState, Slot
from listenpost.language import spoken_for
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
        return _("Nothing is proven complete yet")
    return _("The last 24 hours: {share} proven complete, {open_holes}, {lost}").format(
        share=words.percent(found.share, 1),
        open_holes=_("no open hole")
        if not found.open
        else words.counted(found.open, "{number} open hole", "{number} open holes"),
        lost=_("no reported hole")
        if not found.reported
        else words.counted(found.reported, "{number} reported hole", "{number} reported holes"),
    )


def notes(
    found: ListenerCoverage, told: Collection[str], now: dt.datetime, zone: dt.tzinfo
) -> list[str]:
    """Each hole in words, those that can still be read first; what is `told` is not said again."""
    shown = [hole for hole in found.holes if hole.state is not HoleState.CLOSED]
    lines = []
    for hole in shown[:_MOST_NOTES]:
        since = words.moment(hole.since, now, zone)
        until = _("now") if hole.until >= now else words.moment(hole.until, now, zone)
        text = _("Lost from {since} to {until}")
        if hole.state is HoleState.OPEN:
            text = _("Hole from {since} to {until}")
        why = f": {spoken_for.said(hole.reason)}" if hole.reason not in told else ""
        lines.append(text.format(since=since, until=until) + why)
    if len(shown) > _MOST_NOTES:
        more = _("And {number} more: `listenpost report coverage`.")
        lines.append(more.format(number=len(shown) - _MOST_NOTES))
    return lines


def money(cost: Cost) -> dict[str, str]:
    """What the listener asks and costs, beside its budget."""
    requests = words.count(cost.today.requests)
    if cost.budget.requests is not None:
        requests = _of(requests, words.count(cost.budget.requests))
    facts = {_("Requests today"): requests}
    if cost.prices.micro_usd:
        spent = words.dollars(cost.today.usd)
        if cost.budget.usd is not None:
            spent = _of(spent, words.dollars(cost.budget.usd))
        facts[_("Spent today")] = spent
        facts[_("This month")] = _("{spent}, about {forecast} at its end").format(
            spent=words.dollars(cost.month.usd), forecast=words.dollars(cost.forecast_usd)
        )
    if cost.left is not None and cost.left < _LITTLE:
        facts[_("Account's tightest limit")] = _("{share} left, {endpoint}").format(
            share=words.percent(cost.left), endpoint=(cost.tightest or "").partition(",")[0]
        )
    return facts


def _of(part: str, whole: str) -> str:
    return _("{part} of {whole}").format(part=part, whole=whole)
