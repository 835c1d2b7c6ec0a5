"""What is known about a case besides its thread: why so urgent, until when, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from dashboard import plain, words
from dashboard.components.case_list import urgency_word
from dashboard.components.deadlines import deadlines
from dashboard.components.visit import Visit, new_from_here
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import N_, Table, _
from domain.classification import Urgency
from domain.priority import Reason
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services.case_view import CaseView, HistoryItem, Judgement

_HEAD_WORDS = Table(
    {
        "urgency": N_("Urgency"),
        "sentiment": N_("Sentiment"),
        "intent": N_("Intent"),
        "topic": N_("Topic"),
        "private": N_("Private"),
    }
)
_HEADS = ("urgency", "sentiment", "intent", "topic", "private")


def urgency(view: CaseView, *, correct: Callable[[], None] | None = None) -> None:
    """Why it stands where it stands: the shares of its priority, the deadline, the model."""
    with st.container(border=True):
        st.header(_("Why now"), anchor=False)
        if view.row.reasons:
            st.html(_shares(view.row.reasons))
        else:
            st.caption(_("No answer is owed at the moment."))
        deadlines(view.deadlines)
        if view.judgement:
            _judgement(view.judgement, view.row.private)
            if correct:
                correct()


def _shares(reasons: tuple[Reason, ...]) -> str:
    """Each share of the priority as a bar; its number beside it for those who do not see it."""
    largest = max(abs(reason.share) for reason in reasons) or 1.0
    rows = []
    for reason in reasons:
        bar = plain.element(
            "i",
            "",
            style=f"width:{abs(reason.share) / largest * 100:.0f}%",
            class_="lp-less" if reason.share < 0 else "lp-more",
        )
        rows.append(
            '<li class="lp-share">'
            + plain.element("span", words.capital(spoken_for.said(reason.text)))
            + plain.element("b", f"{reason.share:+.0f}")
            + f'<span class="lp-bar" aria-hidden="true">{bar}</span></li>'
        )
    told = _("Points for its place in the list: the most stand on top.")
    if any(reason.share < 0 for reason in reasons):
        told += " " + _(
            "A minus puts it further down: there is time left, or it is less sure that an answer "
            "is owed."
        )
    return f'<ul class="lp-plain">{"".join(rows)}</ul>' + plain.element(
        "p", told, class_="lp-points"
    )


def _judgement(found: Judgement, private: bool) -> None:
    chosen = {
        "urgency": found.urgency,
        "sentiment": found.sentiment,
        "intent": found.intent,
        "topic": found.topic,
        "private": "true" if private else "false",
    }
    labels = {
        **chosen,
        "urgency": urgency_word(Urgency(found.urgency)),
        "sentiment": words.capital(words.label(found.sentiment)),
        "intent": words.capital(words.label(found.intent)),
        "topic": words.capital(words.label(found.topic)),
        "private": words.capital(_("needs account data") if private else _("no account data")),
    }
    rows = "".join(
        '<li class="lp-head">'
        + plain.element("span", _HEAD_WORDS[head])
        + plain.element("b", labels[head])
        + plain.element(
            "span", _certainty(found.scores.get(head, {}), chosen[head]), class_="lp-soft"
        )
        + "</li>"
        for head in _HEADS
    )
    st.html(plain.element("p", _("What the model says"), class_="lp-strong"))
    if found.abstained:
        st.badge(
            _("The model was unsure: a person decides"), icon=":material/help:", color="orange"
        )
    judged = _("Model {model}, on the post that is being answered.").format(model=found.model)
    st.html(
        f'<ul class="lp-plain">{rows}</ul>'
        + _carried(found.carried_by)
        + plain.element("p", judged, class_="lp-soft")
    )


def _carried(parts: tuple[str, ...]) -> str:
    """The words that made it urgent."""
    if not parts:
        return ""
    marks = " ".join(plain.element("mark", part, dir="auto", class_="lp-mark") for part in parts)
    because = plain.element("span", _("Urgent because of"), class_="lp-soft")
    return f'<p class="lp-carried">{because} {marks}</p>'


def _certainty(scores: dict[str, float], chosen: str) -> str:
    """How likely the model found its choice, and the likeliest other.

    The choice need not be the likeliest: an urgent case is missed at a higher price than a calm one
    is looked at.
    """
    likely = sorted(scores.items(), key=lambda score: (score[0] != chosen, -score[1]))[:2]
    told = ", ".join(f"{words.label(label)} {words.percent(part)}" for label, part in likely)
    return words.capital(told)


def history(items: tuple[HistoryItem, ...], *, here: Visit, user: Actor) -> None:
    """Everything that happened, oldest first; a line says what is new to this user."""
    fresh = (item for item in items if here.is_new(item.at) and item.by != user.display_name)
    first = next(fresh, None)
    with st.expander(_("History"), icon=":material/history:"):
        now, zone = desk().app.clock.now(), time_zone()
        lines = "".join(_event(item, now, zone, new=item is first) for item in items)
        nothing = plain.element("p", _("Nothing yet."))
        st.html(f'<ol class="lp-plain lp-history">{lines}</ol>' if lines else nothing)


def _event(item: HistoryItem, now: dt.datetime, zone: dt.tzinfo, *, new: bool) -> str:
    what = words.EVENTS[item.kind]
    if item.by:
        what = _("{what} by {name}").format(what=what, name=item.by)
    detail = _detail(item, now, zone)
    return (
        "<li>"
        + (new_from_here() if new else "")
        + plain.element("span", words.both(item.at, now, zone), class_="lp-soft")
        + plain.element("span", what)
        + (plain.element("span", detail, class_="lp-soft") if detail else "")
        + "</li>"
    )


def _detail(item: HistoryItem, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Why, as the rules or a person said it; of a snooze until when."""
    for name in ("reason", "why"):
        if told := item.detail.get(name):
            return "; ".join(map(spoken_for.said, str(told).split("; ")))
    until = item.detail.get("until")
    if not until:
        return ""
    return _("until {when}").format(
        when=words.moment(dt.datetime.fromisoformat(str(until)), now, zone)
    )
