"""The weekly report in words: what was ignored first, names only where they are allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from domain.case_outcomes import Mood
from domain.hop_figures import INDUSTRY
from domain.ledger import Reason
from domain.ledger_groups import Group
from domain.notice import Destination
from domain.notice_message import WAY_IN, Letter, harmless
from domain.promise import PromiseStatus
from domain.report_page import Part, ReportPage, Row, as_html, as_text
from domain.share import Share
from domain.sla_figures import Figures
from listenpost.language import figures, shares
from listenpost.language.tongue import N_, Table, _, speaking, spoken
from listenpost.language.vocabulary import (
    AGES,
    METRICS,
    REASONS,
    capital,
    joined,
    label,
    platform,
    small,
    team,
)
from listenpost.services import weekly_report
from listenpost.services.app import App
from listenpost.services.ledger import Unanswered
from listenpost.services.promises import Promised
from listenpost.services.weekly_report import WeeklyReport

Name = TypeVar("Name")
_HOPS = Table(
    {
        "escalation": N_("Sent to another channel"),
        "returned": N_("Of those, asked again where they had started"),
        "context_carried": N_("Moves on which the story went along"),
    }
)
_MOODS = Table(
    {
        "negative_at_start": N_("Negative in the first post"),
        "negative_at_end": N_("Negative in the last post"),
        "better": N_("Felt better at the end"),
        "worse": N_("Felt worse at the end"),
    }
)
_PROMISES = Table(
    {
        PromiseStatus.KEPT: N_("Kept", "promises"),
        PromiseStatus.BROKEN: N_("Broken", "promises"),
        PromiseStatus.OPEN: N_("Open", "promises"),
    }
)


def letter(app: App, to: Destination, *, at: dt.datetime) -> Letter:
    """The report as a message to this destination, of the week before its due day."""
    zone = app.weekly.zone
    computed = weekly_report.compute(app, at=at, zone=zone)
    with speaking(to.language):
        found = page(app, computed, words=to.words)
    return Letter(title=found.title, text=as_text(found), html=as_html(found))


def page(app: App, found: WeeklyReport, *, words: bool = False) -> ReportPage:
    """The whole report in the language of now; `words` allows customers' names and words."""
    begin, end = (moment.astimezone(found.zone) for moment in (found.since, found.until))
    last = end - dt.timedelta(minutes=1)
    asked = (
        _ignored(found),
        _each(_("Ignored, by age"), found.groups.by_age, lambda age: capital(AGES[age])),
        _each(_("Ignored, by network"), found.groups.by_platform, platform),
        _each(_("Ignored, by team"), found.groups.by_team, team),
        _oldest(app, found, words=words),
        _times(found),
        _moods(found),
        _hops(app, found),
        _promises(app, found, words=words),
    )
    return ReportPage(
        title=_("{brand}: the week {begin} to {end}").format(
            brand=app.brand, begin=figures.day(begin), end=figures.day(last, year=True)
        ),
        about=_("Whole days, {zone}. Posts of these days, as things stand now.").format(
            zone=found.zone
        ),
        parts=tuple(part for part in asked if part.rows),
        language=spoken(),
    )


def _part_of(part: int, whole: int) -> str:
    """2 (67%); where there is no whole, the number alone."""
    share = f" ({figures.percent(part / whole)})" if whole else ""
    return figures.count(part) + share


def _ignored(found: WeeklyReport) -> Part:
    whole, before = found.whole, found.before
    beside = _("{number}, the week before {before}")
    rows = [
        Row(
            name=_("Needed an answer"),
            says=beside.format(
                number=figures.count(whole.needed), before=figures.count(before.needed)
            ),
        ),
        Row(
            name=_("Ignored"),
            says=beside.format(
                number=_part_of(whole.ignored_total, whole.needed),
                before=_part_of(before.ignored_total, before.needed),
            ),
            share=whole.ignored_share,
            alarm=whole.ignored_total > 0,
        ),
        Row(name=_("Settled"), says=figures.count(sum(whole.settled.values()))),
        Row(name=_("Not late yet"), says=figures.count(whole.pending_total)),
    ]
    rows += [Row(name=_why(one), says=figures.count(n)) for one, n in whole.ignored.items() if n]
    return Part(title=_("What was ignored"), rows=tuple(rows))


def _why(reason: Reason) -> str:
    return _("Ignored: {why}").format(why=small(REASONS[reason]))


def _each(title: str, groups: Mapping[Name, Group], named: Callable[[Name], str]) -> Part:
    """What needed nothing is left out."""
    rows = tuple(
        Row(
            name=named(name),
            says=_("{ignored} of {needed} that needed an answer ({share})").format(
                ignored=figures.count(one.ignored),
                needed=figures.count(one.needed),
                share=figures.percent(one.ignored / one.needed),
            ),
            share=one.share.value,
            alarm=one.ignored > 0,
        )
        for name, one in groups.items()
        if one.needed
    )
    return Part(title=title, rows=rows)


def _case(app: App, case_id: int) -> str:
    return f"{app.base_url}{WAY_IN}/case/{case_id}"


def _oldest(app: App, found: WeeklyReport, *, words: bool) -> Part:
    rows = tuple(
        Row(
            name=_("Case {number}").format(number=one.case_id),
            says=_left(one) + (f". {one.customer}: {harmless(one.text)}" if words else ""),
            link=_case(app, one.case_id),
        )
        for one in found.oldest
    )
    more = found.whole.ignored_total - len(rows)
    return Part(
        title=_("Ignored for longest"),
        rows=rows,
        note=figures.counted(more, "And {number} more.", "And {number} more.") if more > 0 else "",
        link=f"{app.base_url}{WAY_IN}/ignored",
    )


def _left(one: Unanswered) -> str:
    """Where, how urgent, how old, why, and whose it is."""
    parts = (
        platform(one.platform),
        label(one.urgency),
        _("{span} old").format(span=figures.duration(one.age)),
        small(REASONS[one.reason]),
        _("with {name}").format(name=one.owner) if one.owner else _("no owner"),
    )
    return ", ".join(parts)


def _times(found: WeeklyReport) -> Part:
    rows = []
    for metric, one in found.sla.metrics.items():
        clocks = one.all
        if not clocks.clocks:
            continue
        share = clocks.share_in_time
        in_time = _("{share} in time").format(share=figures.percent(share or 0))
        late = _("{number} late of {whole}").format(
            number=figures.count(clocks.late), whole=figures.count(clocks.clocks)
        )
        first = _("none decided yet") if share is None else in_time
        says = joined((first, _took(clocks), late))
        rows.append(Row(name=METRICS[metric], says=says, share=share))
    note = _("Against the policies that held; business hours count where they are set.")
    return Part(title=_("Response times"), rows=tuple(rows), note=note)


def _took(clocks: Figures) -> str:
    if clocks.p50_s is None or clocks.p90_s is None:
        return ""
    return _("half within {half}, nine in ten within {most}").format(
        half=figures.duration(dt.timedelta(seconds=clocks.p50_s)),
        most=figures.duration(dt.timedelta(seconds=clocks.p90_s)),
    )


def _moods(found: WeeklyReport) -> Part:
    mood: Mood = found.outcomes.whole.mood
    rows = [_share(_MOODS[name], getattr(mood, name)) for name in _MOODS]
    note = _("Of answered cases in which the customer wrote more than once; 95 % intervals.")
    shown = tuple(rows) if mood.better.whole else ()
    return Part(title=_("Sentiment recovered"), rows=shown, note=note)


def _share(name: str, share: Share, beside: str = "") -> Row:
    says = joined((shares.told(share), beside))
    return Row(name=name, says=says, share=share.value)


def _hops(app: App, found: WeeklyReport) -> Part:
    rows = tuple(
        _share(
            _HOPS[name],
            getattr(found.hops.whole, name),
            _("industry {share}").format(share=figures.percent(INDUSTRY[name])),
        )
        for name in _HOPS
    )
    shown = rows if found.hops.whole.escalation.whole else ()
    note = _("Industry: Esteban Kolsky's figures on customer service in social networks.")
    link = f"{app.base_url}{WAY_IN}/channels"
    return Part(title=_("Channel changes"), rows=shown, note=note, link=link)


def _promises(app: App, found: WeeklyReport, *, words: bool) -> Part:
    counted = found.promises
    rows = [
        Row(name=_PROMISES[status], says=figures.count(counted[status])) for status in _PROMISES
    ]
    rows += [
        Row(
            name=_("Broken in case {number}").format(number=one.case_id),
            says=_due(one, found.zone) + (f': "{harmless(one.words)}"' if words else ""),
            link=_case(app, one.case_id),
            alarm=True,
        )
        for one in found.broken
    ]
    shown = tuple(rows) if any(counted.values()) else ()
    return Part(title=_("Promises that fell due"), rows=shown)


def _due(one: Promised, zone: dt.tzinfo) -> str:
    text = _("due {when}, by {name}") if one.owner else _("due {when}, by nobody")
    return text.format(when=figures.stamp(one.due_at, zone), name=one.owner)
