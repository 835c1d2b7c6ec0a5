"""What Pulse shows, as a page to print or to send on, in the language of who takes it along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from domain.classification import Sentiment
from domain.interface import ENGLISH
from domain.pulse import Counts, share
from domain.pulse_spike import Spike
from domain.report_page import Part, ReportPage, Row, as_html
from domain.text import one_line
from listenpost.language import figures
from listenpost.language.shares import of_posts as told
from listenpost.language.tongue import N_, Table, _, speaking, spoken
from listenpost.language.vocabulary import capital, joined, label, platform
from listenpost.language.vocabulary import language as language_name
from listenpost.services.pulse import Pulse
from listenpost.services.pulse_change import Change, DriverKind, Evidence
from listenpost.services.pulse_split import Split
from listenpost.services.pulse_voice import Voice
from listenpost.services.split_words import KINDS, in_words, line_name

MOST_DRIVERS = 3
LONGEST_POST = 280
_KINDS = Table(
    {
        DriverKind.TOPIC: N_("Topic"),
        DriverKind.NETWORK: N_("Network"),
        DriverKind.LANGUAGE: N_("Language"),
        DriverKind.ACCOUNT: N_("Account"),
    }
)


def report(
    found: Pulse,
    *,
    brand: str,
    zone: dt.tzinfo,
    at: dt.datetime,
    language: str = ENGLISH,
    change: Change | None = None,
    voices: Sequence[Voice] = (),
    split: Split | None = None,
    posts: Sequence[Evidence] = (),
) -> str:
    """A page of HTML that loads nothing; `posts` show why the later of the two days was so."""
    with speaking(language):
        days = [(figures.day(day.date), day.counts) for day in found.days]
        parts = (
            _whole(found),
            _spikes(found.spikes, zone),
            *([_changed(change), _evidence(change, posts, zone)] if change else []),
            _each(_("By day"), days),
            *([_split(split)] if split else []),
            _each(_("By topic"), _named(found.topics, _topic)),
            _each(_("By network"), _named(found.platforms, platform)),
            _each(_("By language"), _named(found.languages, _language)),
            _voices(voices),
        )
        page = ReportPage(
            title=_("{brand}: pulse").format(brand=brand),
            about=_said_of(found, zone, at),
            parts=tuple(part for part in parts if part.rows),
            language=spoken(),
        )
        return as_html(page)


def _said_of(found: Pulse, zone: dt.tzinfo, at: dt.datetime) -> str:
    wanted = found.wanted
    chosen = {
        _("Network"): ", ".join(map(platform, wanted.platforms)),
        _("Language"): ", ".join(map(_language, wanted.languages)),
        _("Topic"): ", ".join(map(_topic, wanted.topics)),
        _("About"): ", ".join(found.about),
        _("Campaign"): wanted.campaign,
    }
    only = joined(f"{name}: {values}" for name, values in chosen.items() if values)
    told = (
        _("Days: {first} to {last}, the last one not over.").format(
            first=figures.day(found.days[0].date), last=figures.day(found.days[-1].date, year=True)
        ),
        _("Time zone: {zone}.").format(zone=zone),
        _("Filters: {names}.").format(names=only or _("none, all networks, languages and topics")),
        _("Read: {when}.").format(when=figures.stamp(at, zone)),
    )
    return " ".join(told)


def _topic(name: str) -> str:
    return capital(label(name))


def _language(code: str) -> str:
    return language_name(code) or _("Not known")


def _whole(found: Pulse) -> Part:
    posts, before = sum(found.counts.values()), sum(found.before.values())
    days = found.wanted.days
    rows = [
        Row(
            name=_("Posts heard"),
            says=figures.counted(
                days,
                "{posts}, the day before {before}",
                "{posts}, the {number} days before {before}",
                posts=figures.count(posts),
                before=figures.count(before),
            ),
        )
    ]
    rows += [_mood(found, mood) for mood in (Sentiment.NEGATIVE, Sentiment.POSITIVE)]
    reach = found.reach
    rows.append(
        Row(
            name=_("Reach"),
            says=_(
                "{followers} followers of {known} accounts that tell theirs, of {accounts} that "
                "wrote"
            ).format(
                followers=figures.count(reach.followers),
                known=figures.count(reach.known),
                accounts=figures.count(reach.accounts),
            ),
        )
    )
    return Part(title=_("In short"), rows=tuple(rows), note=_("With 95 % intervals."))


def _mood(found: Pulse, mood: Sentiment) -> Row:
    part, earlier = share(found.counts, mood), share(found.before, mood).value
    says = told(part)
    if earlier is not None:
        says = figures.counted(
            found.wanted.days,
            "{share}; the day before {before}",
            "{share}; the {number} days before {before}",
            share=says,
            before=figures.percent(earlier),
        )
    name = capital(label(mood.value))
    return Row(name=name, says=says, share=part.value, bad=mood is Sentiment.NEGATIVE)


def _named(groups: Mapping[str, Counts], name: Callable[[str], str]) -> list[tuple[str, Counts]]:
    """By the names that people read, the most posts first."""
    ordered = sorted(groups.items(), key=lambda one: -sum(one[1].values()))
    return [(name(code), counts) for code, counts in ordered]


def _each(title: str, groups: Iterable[tuple[str, Counts]]) -> Part:
    rows = []
    for name, counts in groups:
        part, posts = share(counts), sum(counts.values())
        says = figures.counted(posts, "{number} post", "{number} posts")
        if part.whole:
            says += ", " + _("negative {share}").format(share=told(part))
        rows.append(Row(name=name, says=says, share=part.value, bad=True))
    return Part(title=title, rows=tuple(rows))


def _spikes(found: Sequence[Spike], zone: dt.tzinfo) -> Part:
    rows = [
        Row(
            name=figures.stamp(one.begins_at, zone),
            says=figures.counted(
                one.posts,
                "{number} post, where about {usual} are usual",
                "{number} posts, where about {usual} are usual",
                usual=figures.whole(one.usual),
            ),
            alarm=True,
        )
        for one in found
    ]
    note = _("Against the same hour of earlier weeks.")
    return Part(title=_("Spikes"), rows=tuple(rows), note=note)


def _changed(found: Change) -> Part:
    rows = [
        Row(name=figures.day(found.against), says=told(found.before), share=found.before.value),
        Row(name=figures.day(found.day), says=told(found.after), share=found.after.value),
    ]
    for kind, drivers in found.drivers.items():
        for one in drivers[:MOST_DRIVERS]:
            rows.append(
                Row(
                    name=f"{_KINDS[kind]}: {_driver(found, kind, one.name)}",
                    says=_(
                        "{points} points: {part} of {whole} negative, then {then} of {all}"
                    ).format(
                        points=figures.signed(one.points * 100, 1),
                        part=figures.count(one.before.part),
                        whole=figures.count(one.before.whole),
                        then=figures.count(one.after.part),
                        all=figures.count(one.after.whole),
                    ),
                )
            )
    note = _("Negative posts, 95 % intervals.")
    return Part(title=_("What changed"), rows=tuple(rows), note=note)


def _evidence(change: Change, posts: Sequence[Evidence], zone: dt.tzinfo) -> Part:
    """The customers' own words, each with its way to the network."""
    rows = []
    for one in posts:
        facts = [one.author, platform(one.platform), figures.stamp(one.published_at, zone)]
        if one.reach:
            facts.append(figures.counted(one.reach, "{number} follower", "{number} followers"))
        words = one_line(one.text, LONGEST_POST) or _("(no text)")
        rows.append(Row(name=" · ".join(facts), says=words, link=one.url))
    title = _("Negative posts of {day}").format(day=figures.long_day(change.day))
    note = _("Those that most people may have read.")
    return Part(title=title, rows=tuple(rows), note=note)


def _split(found: Split) -> Part:
    rows = [
        Row(
            name=line_name(found.by, line),
            says=in_words(found, line),
            share=share(line.counts).value,
            bad=True,
        )
        for line in found.lines
    ]
    title = _("Negative share by {kind}").format(kind=KINDS[found.by].lower())
    return Part(title=title, rows=tuple(rows))


def _voices(found: Sequence[Voice]) -> Part:
    rows = [
        Row(
            name=one.name,
            says=_("{share} of all namings; negative {negative}").format(
                share=told(one.share), negative=told(one.negative)
            ),
            share=one.share.value,
        )
        for one in found
        if one.share.whole
    ]
    return Part(title=_("Share of voice"), rows=tuple(rows))


def _driver(found: Change, kind: DriverKind, name: str) -> str:
    match kind:
        case DriverKind.TOPIC:
            return _topic(name)
        case DriverKind.NETWORK:
            return platform(name)
        case DriverKind.LANGUAGE:
            return _language(name)
        case DriverKind.ACCOUNT:
            who = found.accounts.get(name)
            return f"{who.name} ({platform(who.platform)})" if who else _("an erased account")
