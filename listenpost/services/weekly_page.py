"""The weekly report in words: what was ignored first, names only where they are allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from domain.case_outcomes import Mood
from domain.hop_figures import INDUSTRY
from domain.ledger import Reason
from domain.notice import Destination
from domain.notice_message import WAY_IN, Letter, harmless
from domain.priority import in_words
from domain.promise import PromiseStatus
from domain.report_page import Part, ReportPage, Row, as_html, as_text
from domain.share import Share
from domain.sla import SlaMetric
from domain.sla_figures import Figures
from listenpost.services import weekly_report
from listenpost.services.app import App
from listenpost.services.ledger import LedgerReport
from listenpost.services.weekly_report import WeeklyReport

_METRICS = {
    SlaMetric.FIRST_RESPONSE: "First answer",
    SlaMetric.NEXT_RESPONSE: "Next answer",
    SlaMetric.RESOLUTION: "Resolution",
}
_HOPS = {
    "escalation": "Sent to another channel",
    "returned": "Of those, asked again where they had started",
    "context_carried": "Moves on which the story went along",
}
_MOODS = {
    "negative_at_start": "Negative in the first post",
    "negative_at_end": "Negative in the last post",
    "better": "Felt better at the end",
    "worse": "Felt worse at the end",
}


def letter(app: App, to: Destination, *, at: dt.datetime) -> Letter:
    """The report as a message to this destination, of the week before its due day."""
    zone = app.weekly.zone
    found = page(app, weekly_report.compute(app, at=at, zone=zone), words=to.words)
    return Letter(title=found.title, text=as_text(found), html=as_html(found))


def page(app: App, found: WeeklyReport, *, words: bool = False) -> ReportPage:
    """The whole report; `words` allows customers' names and words."""
    begin, end = (moment.astimezone(found.zone) for moment in (found.since, found.until))
    last = end - dt.timedelta(minutes=1)
    when = f"{begin:%a} {begin.day} {begin:%b} to {last:%a} {last.day} {last:%b %Y}"
    asked = (
        _ignored(found),
        _each("Ignored, by age", found.by_age),
        _each("Ignored, by network", found.by_platform),
        _each("Ignored, by team", found.by_team),
        _oldest(app, found, words=words),
        _times(found),
        _moods(found),
        _hops(app, found),
        _promises(app, found, words=words),
    )
    return ReportPage(
        title=f"{app.brand}: the week {when}",
        about=f"Whole days, {found.zone}. Posts of these days, as things stand now.",
        parts=tuple(part for part in asked if part.rows),
    )


def _percent(part: int, whole: int) -> str:
    return f" ({part / whole:.0%})" if whole else ""


def _ignored(found: WeeklyReport) -> Part:
    whole, before = found.whole, found.before
    rows = [
        Row(name="Needed an answer", says=f"{whole.needed:,}, the week before {before.needed:,}"),
        Row(
            name="Ignored",
            says=f"{whole.ignored_total:,}{_percent(whole.ignored_total, whole.needed)}, the week "
            f"before {before.ignored_total:,}{_percent(before.ignored_total, before.needed)}",
            share=whole.ignored_share,
            alarm=whole.ignored_total > 0,
        ),
        Row(name="Settled", says=f"{sum(whole.settled.values()):,}"),
        Row(name="Not late yet", says=f"{whole.pending_total:,}"),
    ]
    rows += [Row(name=_why(one), says=f"{n:,}") for one, n in whole.ignored.items() if n]
    return Part(title="What was ignored", rows=tuple(rows))


def _why(reason: Reason) -> str:
    return f"Ignored: {reason.value.replace('_', ' ')}"


def _each(title: str, groups: Mapping[str, LedgerReport]) -> Part:
    """The most ignored first; what needed nothing is left out."""
    ordered = sorted(groups.items(), key=lambda one: -one[1].ignored_total)
    if "age" in title:
        ordered = list(groups.items())
    rows = tuple(
        Row(
            name=name.replace("_", " ").capitalize(),
            says=f"{one.ignored_total:,} of {one.needed:,} that needed an answer"
            + _percent(one.ignored_total, one.needed),
            share=one.ignored_share,
            alarm=one.ignored_total > 0,
        )
        for name, one in ordered
        if one.needed
    )
    return Part(title=title, rows=rows)


def _case(app: App, case_id: int) -> str:
    return f"{app.base_url}{WAY_IN}/case/{case_id}"


def _oldest(app: App, found: WeeklyReport, *, words: bool) -> Part:
    rows = tuple(
        Row(
            name=f"Case {one.case_id}",
            says=f"{one.platform.replace('_', ' ').title()}, {one.urgency}, "
            f"{in_words(one.age)} old, {one.reason.value.replace('_', ' ')}, "
            + (f"with {one.owner}" if one.owner else "no owner")
            + (f". {one.customer}: {harmless(one.text)}" if words else ""),
            link=_case(app, one.case_id),
        )
        for one in found.oldest
    )
    more = found.whole.ignored_total - len(rows)
    note = f"And {more:,} more." if more > 0 else ""
    link = f"{app.base_url}{WAY_IN}/ignored"
    return Part(title="Ignored for longest", rows=rows, note=note, link=link)


def _times(found: WeeklyReport) -> Part:
    rows = []
    for metric, one in found.sla.metrics.items():
        clocks = one.all
        if not clocks.clocks:
            continue
        share = clocks.share_in_time
        in_time = "none decided yet" if share is None else f"{share:.0%} in time"
        late = f"{clocks.late:,} late of {clocks.clocks:,}"
        says = "; ".join(filter(None, (in_time, _took(clocks), late)))
        rows.append(Row(name=_METRICS[metric], says=says, share=share))
    note = "Against the policies that held; business hours count where they are set."
    return Part(title="Response times", rows=tuple(rows), note=note)


def _took(clocks: Figures) -> str:
    if clocks.p50_s is None or clocks.p90_s is None:
        return ""
    half, most = (in_words(dt.timedelta(seconds=one)) for one in (clocks.p50_s, clocks.p90_s))
    return f"half within {half}, nine in ten within {most}"


def _moods(found: WeeklyReport) -> Part:
    mood: Mood = found.outcomes.whole.mood
    rows = [_share(label, getattr(mood, name)) for name, label in _MOODS.items()]
    note = "Of answered cases in which the customer wrote more than once; 95 % intervals."
    shown = tuple(rows) if mood.better.whole else ()
    return Part(title="Sentiment recovered", rows=shown, note=note)


def _share(name: str, share: Share, beside: str = "") -> Row:
    few = ", few cases" if share.whole and share.few else ""
    return Row(name=name, says=f"{share.in_words()}{few}{beside}", share=share.value)


def _hops(app: App, found: WeeklyReport) -> Part:
    rows = tuple(
        _share(label, getattr(found.hops.whole, name), f"; industry {INDUSTRY[name]:.0%}")
        for name, label in _HOPS.items()
    )
    shown = rows if found.hops.whole.escalation.whole else ()
    note = "Industry: Esteban Kolsky's figures on customer service in social networks."
    link = f"{app.base_url}{WAY_IN}/channels"
    return Part(title="Channel changes", rows=shown, note=note, link=link)


def _promises(app: App, found: WeeklyReport, *, words: bool) -> Part:
    counted = found.promises
    rows = [
        Row(name=status.value.capitalize(), says=f"{counted[status]:,}")
        for status in (PromiseStatus.KEPT, PromiseStatus.BROKEN, PromiseStatus.OPEN)
    ]
    rows += [
        Row(
            name=f"Broken in case {one.case_id}",
            says=f"due {one.due_at.astimezone(found.zone):%a %H:%M}, by {one.owner or 'nobody'}"
            + (f': "{harmless(one.words)}"' if words else ""),
            link=_case(app, one.case_id),
            alarm=True,
        )
        for one in found.broken
    ]
    shown = tuple(rows) if any(counted.values()) else ()
    return Part(title="Promises that fell due", rows=shown)
