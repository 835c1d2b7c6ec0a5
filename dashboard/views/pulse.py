"""The pulse: how customers sound, what moved, and why."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import plain, words
from dashboard.components.change_picture import change_picture, compared, headline, posts_of
from dashboard.components.mood_picture import MOOD, mood_picture, picture_title
from dashboard.components.picture_button import picture_button
from dashboard.components.pulse_bar import pulse_bar
from dashboard.components.voice_picture import voice_picture
from dashboard.desk import desk
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _, spoken
from domain.classification import Sentiment
from domain.pulse import Counts, share
from domain.role import Actor
from domain.share import ENOUGH, Share
from listenpost.services import (
    brand_topics,
    pulse,
    pulse_change,
    pulse_csv,
    pulse_report,
    pulse_split,
    pulse_voice,
)
from listenpost.services.pulse import Pulse
from listenpost.services.pulse_change import Change, Evidence
from listenpost.services.pulse_split import Split, SplitBy
from listenpost.services.pulse_voice import Voice

REFRESH_SECONDS = 30
LANGUAGES_SHOWN = 12


def show() -> None:
    """The page."""
    st.title(_("Pulse"), anchor=False)
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user, app, zone = signed_in(), desk().app, time_zone()
    place = pulse_bar(user)
    found = pulse.read(app, user, place.wanted, zone=zone)
    if not sum(found.counts.values()):
        _nothing(found)
        return
    day, against = compared(found, place)
    changed = pulse_change.read(app, user, place.wanted, day, against, zone=zone)
    place = replace(place, day=day, against=against)
    posts = posts_of(user, changed, place)
    voices = pulse_voice.read(app, user, place.wanted, zone=zone)
    choices = _choices(user)
    split = (
        pulse_split.read(app, user, place.wanted, place.split, zone=zone)
        if place.split in choices
        else None
    )
    st.html(plain.element("p", headline(changed), class_="lp-headline"))
    _figures(found)
    mood_picture(found, split, choices, zone)
    _files(found, changed, posts, voices, split)
    change_picture(user, found, changed, place, posts)
    _groups(found)
    voice_picture(voices, user)
    st.caption(_("Days and hours are those of your time zone, {zone}.").format(zone=zone))


def _choices(user: Actor) -> list[SplitBy]:
    """What posts can be told apart by here."""
    app = desk().app
    missing = {
        SplitBy.BRAND_TOPIC: not brand_topics.names(app),
        SplitBy.CAMPAIGN: not pulse.campaigns(app),
    }
    return [by for by in SplitBy if not missing.get(by)]


def _nothing(found: Pulse) -> None:
    filtered = found.wanted != replace(pulse.PulseFilter(), days=found.wanted.days)
    with st.container(key="empty"):
        if filtered:
            st.header(_("Nothing heard that fits"), anchor=False, text_alignment="center")
            st.caption(_("Choose fewer filters, or more days."), text_alignment="center")
        else:
            st.header(_("Nothing heard yet"), anchor=False, text_alignment="center")
            st.caption(
                _("As soon as customers write, their mood shows here."), text_alignment="center"
            )


def _figures(found: Pulse) -> None:
    counts = found.counts
    days = words.counted(found.wanted.days, "vs {number} day before", "vs {number} days before")
    comparable = sum(found.before.values()) >= ENOUGH
    with st.grid("auto", min_column_width=170):
        posts, before = sum(counts.values()), sum(found.before.values())
        st.metric(
            _("Posts heard"),
            words.count(posts),
            words.signed(posts - before) if comparable else None,
            delta_color="off",
            delta_description=days if comparable else None,
            border=True,
        )
        for mood, color in ((Sentiment.NEGATIVE, "inverse"), (Sentiment.POSITIVE, "normal")):
            part, earlier = share(counts, mood), share(found.before, mood)
            st.metric(
                _title(mood, part),
                words.percent(part.value or 0),
                _points(part.value, earlier.value) if comparable else None,
                delta_color=color,  # type: ignore[arg-type]
                delta_description=days if comparable else None,
                border=True,
                help=_("The range is where the share may really lie, with 95 % confidence."),
            )
        reach = found.reach
        st.metric(
            _("Reach"),
            words.short(reach.followers),
            words.counted(reach.accounts, "{number} account", "{number} accounts"),
            delta_color="off",
            delta_arrow="off",
            border=True,
            help=_(
                "Followers of the accounts that wrote, each counted once. "
                "{known} of {accounts} accounts tell how many they have."
            ).format(known=words.count(reach.known), accounts=words.count(reach.accounts)),
        )


def _title(mood: Sentiment, part: Share) -> str:
    text = _("{mood}, {low} to {high} %, few posts") if part.few else _("{mood}, {low} to {high} %")
    low, high = (words.whole(100 * one) for one in part.interval)
    return text.format(mood=words.capital(words.label(mood)), low=low, high=high)


def _points(now: float | None, before: float | None) -> str | None:
    if now is None or before is None:
        return None
    return _("{points} points").format(points=words.signed((now - before) * 100))


def _files(
    found: Pulse,
    changed: Change,
    posts: list[Evidence],
    voices: tuple[Voice, ...],
    split: Split | None,
) -> None:
    """What is shown, to take along; it is read when it was shown."""
    app, zone = desk().app, time_zone()
    at, language = app.clock.now(), spoken()  # the file is made outside of this run
    with st.container(horizontal=True, key="pulse_files"):
        st.download_button(
            "CSV",
            data=lambda: pulse_csv.as_csv(
                found, zone=zone, at=at, voices=voices, split=split, change=changed
            ),
            file_name="pulse.csv",
            mime="text/csv",
            icon=":material/download:",
            key="pulse_csv",
            on_click="ignore",
        )
        st.download_button(
            _("Report"),
            data=lambda: pulse_report.report(
                found,
                brand=app.brand,
                zone=zone,
                at=at,
                language=language,
                change=changed,
                voices=voices,
                split=split,
                posts=posts,
            ),
            file_name="pulse.html",
            mime="text/html",
            icon=":material/description:",
            key="pulse_report",
            on_click="ignore",
        )
        picture_button(of=MOOD, name="pulse.png", title=picture_title(found, split))


def _groups(found: Pulse) -> None:
    st.header(_("Where, and about what"), anchor=False)
    topics, networks, languages = st.tabs([_("By topic"), _("By network"), _("By language")])
    with topics:
        st.html(
            _table(
                _("Topic"),
                {words.capital(words.label(name)): one for name, one in found.topics.items()},
            )
        )
    with networks:
        st.html(_table(_("Network"), {words.platform(p): c for p, c in found.platforms.items()}))
    with languages:
        st.html(_table(_("Language"), _languages(found)))


def _languages(found: Pulse) -> dict[str, Counts]:
    named = {
        words.language(code) or _("Not known"): counts for code, counts in found.languages.items()
    }
    most = sorted(named.items(), key=lambda item: -sum(item[1].values()))
    return dict(most[:LANGUAGES_SHOWN])


def _table(first: str, rows: dict[str, Counts]) -> str:
    names = (first, _("Posts"), _("Negative"), _("95 % interval"))
    head = "".join(plain.element("th", name, scope="col") for name in names)
    body = "".join(
        "<tr>"
        + plain.element("th", name, scope="row")
        + plain.element("td", words.count(sum(counts.values())))
        + f"<td>{_bar(share(counts).value or 0.0)}</td>"
        + f"<td>{_interval(counts)}</td></tr>"
        for name, counts in sorted(rows.items(), key=lambda row: -sum(row[1].values()))
    )
    return (
        '<div class="lp-scroll" tabindex="0"><table class="lp-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _interval(counts: Counts) -> str:
    part = share(counts)
    low, high = part.interval
    said = plain.element(
        "span",
        _("{low} to {high} %").format(low=words.whole(low * 100), high=words.whole(high * 100)),
        class_="lp-soft",
    )
    few = plain.badge(_("few posts"), "gray")
    return f"{said} {few}" if part.few else said


def _bar(part: float) -> str:
    bar = plain.element("i", "", style=f"width:{part * 100:.0f}%")
    return f'<span class="lp-part"><span class="lp-bar">{bar}</span>{words.percent(part)}</span>'
