"""A list of cases as cards; a click opens one, a middle click in another tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from dashboard import words
from dashboard.components.mounted import component
from dashboard.desk import desk
from dashboard.tongue import _
from domain.case import CaseStatus
from domain.classification import Topic, Urgency
from domain.sla import SlaState
from domain.text import one_line
from listenpost.language import spoken_for
from listenpost.services.inbox import InboxRow

BIG_REACH = 1000
QUOTED = 24
"""How much is quoted of each of the words that made it urgent."""


def case_list(
    rows: Sequence[InboxRow],
    *,
    label: str,
    key: str,
    path: str,
    query: dict[str, str],
    company: Mapping[int, Sequence[str]] | None = None,
    bulk: Mapping[str, Any] | None = None,
    fresh: Mapping[str, Any] | None = None,
) -> Clicked:
    """Show the rows; returns what was clicked.

    `path` and `query` are those of the page that a case opens on; `label` names the list.
    `company` says of a case who is looking at it now; with the words of `bulk` several can be
    picked; with those of `fresh` what is new waits for a click, so that no card moves by itself.
    """
    here = company or {}
    cards = [_card(row, path, query, here.get(row.case_id, ())) for row in rows]
    return card_list(cards, label=label, key=key, bulk=bulk, fresh=fresh)


class Clicked(NamedTuple):
    """The case to open, or what to do with those that were picked, as the browser says it."""

    case_id: int | None
    asked: Mapping[str, Any] | None


def card_list(
    cards: Sequence[dict[str, Any]],
    *,
    label: str,
    key: str,
    bulk: Mapping[str, Any] | None = None,
    fresh: Mapping[str, Any] | None = None,
) -> Clicked:
    """Show these cards, made as `_card` makes them; returns what was clicked."""
    result = component("case_list")(
        key=key,
        data={"label": label, "rows": list(cards), "bulk": bulk, "fresh": fresh},
        on_open_change=_nothing,
        on_bulk_change=_nothing,
    )
    clicked, asked = result.open, result.bulk
    return Clicked(
        clicked if isinstance(clicked, int) else None,
        asked if isinstance(asked, Mapping) else None,
    )


def fresh_words(place: str, *, full: bool) -> dict[str, Any]:
    """What a list needs that refreshes itself: `place` is another one where all is to be shown.

    `full` says that there are more pages: what is missing may have gone there.
    """
    return {
        "place": place,
        "full": full,
        "count": _("{number} new"),
        "changed": _("Update the list"),
        "gone": _("no longer in this list"),
    }


def _nothing() -> None:
    """A trigger is only reported where a callback is named."""


def _card(
    row: InboxRow, path: str, query: dict[str, str], company: Sequence[str]
) -> dict[str, Any]:
    open_ = row.status is CaseStatus.OPEN
    status, status_color = words.STATUSES[row.status]
    return {
        "case": row.case_id,
        "href": f"{path}?{urlencode({**query, 'case': row.case_id})}",
        "color": words.URGENCY_COLORS[row.urgency] if open_ else status_color,
        "urgency": urgency_word(row.urgency) if open_ else status,
        "private": _("private data") if row.private and open_ else "",
        "customer": row.customer,
        "platform": row.platform,
        "network": words.platform(row.platform),
        "title": words.title(row.title),
        "due": spoken_for.said(row.time_left),
        "due_color": due_color(row),
        "facts": [{"text": text, "strong": strong} for text, strong in _told(row, company)],
        "note": spoken_for.said(row.attention or ""),
    }


def urgency_word(urgency: Urgency) -> str:
    """The badge's word."""
    return words.URGENCIES[urgency]


def due_color(row: InboxRow) -> str:
    """How the deadline stands, as a colour."""
    return "gray" if row.sla in (None, SlaState.ON_TRACK) else words.SLA[row.sla][1]


def _told(row: InboxRow, company: Sequence[str]) -> list[tuple[str, bool]]:
    """Who is here, why it stands where it stands, and what else there is, nothing of it twice."""
    asks = _("{name} asks you").format(name=row.asked_by) if row.asked_by else ""
    found = [(one, True) for one in (asks, *company, reason(row)) if one]
    return found + [fact for fact in _facts(row) if fact not in found]


def reason(row: InboxRow) -> str:
    """Why it is urgent, in a few words: her own that carried it, else the strongest share.

    The level itself and the time that is left stand on the card anyway, and what only makes it
    less urgent is said on the case.
    """
    if row.status is not CaseStatus.OPEN:
        return ""
    if row.carried_by:
        quoted = ", ".join(f"\u201c{one_line(part, QUOTED)}\u201d" for part in row.carried_by[:2])
        return _("because of {words}").format(words=quoted)
    others = [one for one in row.reasons[1:-1] if one.share > 0]
    return spoken_for.said(max(others, key=lambda one: one.share).text) if others else ""


def _facts(row: InboxRow) -> list[tuple[str, bool]]:
    """What else helps to choose; the second says that it deserves a second look."""
    found: list[tuple[str, bool]] = []
    if row.holder:
        found.append((whose(row), True))
    if row.reply_pending and not row.attention:
        found.append((_("a reply is on its way"), True))
    if row.unanswered_posts > 1:
        number = row.unanswered_posts
        found.append(
            (words.counted(number, "has written once", "has written {number} times"), True)
        )
    if row.followers and row.followers >= BIG_REACH:
        found.append(
            (words.counted(row.followers, "{number} follower", "{number} followers"), True)
        )
    if row.waiting_since:
        waited = words.duration(desk().app.clock.now() - row.waiting_since)
        found.append((_("waiting {span}").format(span=waited), False))
    if row.topic is not Topic.OTHER:
        found.append((words.label(row.topic), False))
    if row.language:
        found.append((words.language(row.language), False))
    return found


def whose(row: InboxRow) -> str:
    """Who works on it."""
    if row.mine:
        return _("you are on it")
    return _("{name} is on it").format(name=row.holder)
