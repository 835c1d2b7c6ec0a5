"""Systems that are told what happens to cases: what waits, and what they would not take."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import _
from domain.standard_webhook import EVENTS
from listenpost.language import spoken_for
from listenpost.services import telling

SHOWN = 20
_KINDS = {name: kind for kind, name in EVENTS.items()}


def told() -> None:
    """One line an endpoint, the dead letters, and a button to try them again."""
    found = telling.counts(desk().app)
    if not found:
        return
    st.header(_("Told to others"), anchor=False)
    rows = []
    for name, (waiting, dead) in found.items():
        badge = (
            plain.badge(_("{number} given up").format(number=words.count(dead)), "red")
            if dead
            else plain.badge(_("in order"), "green")
        )
        waits = (
            words.counted(waiting, "{number} message waiting", "{number} messages waiting")
            if waiting
            else _("nothing waits")
        )
        soft = plain.element("span", waits, class_="lp-soft")
        rows.append(f"<li>{plain.element('span', name, class_='lp-strong')} {badge} {soft}</li>")
    st.html(f'<ul class="lp-plain">{"".join(rows)}</ul>')
    if any(dead for _, dead in found.values()):
        _dead()


def event(name: str) -> str:
    """What is told, as the history of a case calls it."""
    return words.EVENTS[_KINDS[name]] if name in _KINDS else name


def _dead() -> None:
    now, zone = desk().app.clock.wall(), time_zone()
    letters = telling.dead(desk().app, limit=SHOWN)
    head = "".join(
        plain.element("th", name, scope="col")
        for name in (_("To"), _("What"), _("Case"), _("When"), _("Why"))
    )
    body = "".join(
        "<tr>"
        + "".join(
            plain.element("td", cell)
            for cell in (
                one.endpoint,
                event(one.event),
                str(one.case_id),
                words.both(one.dead_at, now, zone) if one.dead_at else "",
                spoken_for.said(one.why),
            )
        )
        + "</tr>"
        for one in letters
    )
    with st.expander(_("Given up"), icon=":material/mark_email_unread:", expanded=True):
        st.html(
            '<div class="lp-scroll" tabindex="0"><table class="lp-table lp-texts">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
        if st.button(_("Tell all again"), icon=":material/refresh:", key="tell_again"):
            number = telling.retry_as(desk().app, signed_in(), None)
            flash(
                words.counted(
                    number,
                    "{number} message to be told again.",
                    "{number} messages to be told again.",
                )
            )
            st.rerun()
