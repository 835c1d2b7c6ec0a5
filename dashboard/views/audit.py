"""Audit: who did what to whom, and whether anybody changed what stands there."""

from __future__ import annotations

import datetime as dt
import html
from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import audit_details, audit_subjects, audit_words, plain, words
from dashboard.audit_filters import AuditWish
from dashboard.components.audit_bar import audit_bar, turn_page
from dashboard.desk import desk
from dashboard.places import path_of_inbox
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from domain.role import Actor, Role
from listenpost.services import audit
from listenpost.services.audit import AuditFilter, AuditRow, Doer

SHOWN = 50


def show() -> None:
    """The page."""
    st.title(_("Audit"), anchor=False)
    st.caption(_("What people did, the newest first. Each row is chained to the one before it."))
    user, app = signed_in(), desk().app
    people = audit.doers(app, user)
    wanted = audit_bar(_called(people))
    chosen = _filter(wanted, people)
    _tools(user, chosen)
    found = audit.find(app, user, chosen, limit=SHOWN + 1, offset=(wanted.page - 1) * SHOWN)
    if not found:
        st.caption(_("Nothing was done that fits."))
    else:
        st.html(table(found[:SHOWN], people, user.role, time_zone(), app.clock.wall()))
    turn_page(wanted, more=len(found) > SHOWN)


def _called(people: Mapping[int, Doer]) -> dict[str, str]:
    """Sign-in names with the names that people know; of two who are called the same with both."""
    often = Counter(one.shown for one in people.values())
    named = {
        one.name: one.shown if often[one.shown] == 1 else f"{one.shown} ({one.name})"
        for one in people.values()
    }
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def _filter(wanted: AuditWish, people: Mapping[int, Doer]) -> AuditFilter:
    numbers = {one.name: number for number, one in people.items()}
    known = audit_words.known()
    return AuditFilter(
        user_id=numbers.get(wanted.who, 0) if wanted.who else None,
        actions=tuple(code for one in wanted.what for code in known.get(one, (one,))),
        subject=audit_subjects.code(wanted.whom),
        since=desk().app.clock.wall() - dt.timedelta(days=wanted.days),
    )


def _tools(user: Actor, chosen: AuditFilter) -> None:
    app = desk().app
    with st.container(horizontal=True, vertical_alignment="center", key="audit_tools"):
        checked = st.button(
            _("Check the chain"), icon=":material/verified_user:", key="audit_verify"
        )
        st.download_button(
            "CSV",
            data=lambda: audit.as_csv(list(audit.export_as(app, user, chosen))),
            file_name="audit.csv",
            mime="text/csv",
            icon=":material/download:",
            key="audit_csv",
            on_click="ignore",
        )
    if checked:
        _verdict(user)


def _verdict(user: Actor) -> None:
    found = audit.verify_as(desk().app, user)
    if found.holds:
        told = words.counted(
            found.rows,
            "{number} row, none changed, none missing.",
            "{number} rows, none changed, none missing.",
        )
        st.success(told, icon=":material/verified_user:")
    else:
        rows = ", ".join(str(fault.number) for fault in found.faults[:10])
        st.error(
            _(
                "The chain is broken at row {rows}. Somebody changed the database by hand: compare "
                "with a backup, and tell who answers for it."
            ).format(rows=rows),
            icon=":material/gpp_bad:",
        )
        st.text(
            "\n".join(
                _("Row {number}: {what}").format(number=fault.number, what=fault.what)
                for fault in found.faults[:10]
            )
        )
    st.text(_("Head, to keep elsewhere: {head}").format(head=found.head))


def table(
    found: Sequence[AuditRow],
    people: Mapping[int, Doer],
    role: Role,
    zone: dt.tzinfo,
    now: dt.datetime,
) -> str:
    """The rows; on a phone each is a card."""
    names = (_("When"), _("Who"), _("What"), _("To whom"), _("Detail"), _("Row"))
    head = "".join(plain.element("th", name, scope="col") for name in names)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{html.escape(name)}">{cell}</td>'
            for name, cell in zip(names, _cells(row, people, role, zone, now), strict=True)
        )
        + "</tr>"
        for row in found
    )
    return (
        f'<table class="lp-table lp-texts lp-cards"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cells(
    row: AuditRow, people: Mapping[int, Doer], role: Role, zone: dt.tzinfo, now: dt.datetime
) -> tuple[str, ...]:
    doer = people.get(row.user or 0)
    subject, case_id = audit_subjects.said(row.subject), audit_subjects.case_of(row.subject)
    whom = plain.element("span", subject)
    if case_id:
        whom = plain.element("a", subject, href=f"{path_of_inbox(role)}?case={case_id}")
    texts = {
        "who": doer.shown if doer else row.name or _("nobody signed in"),
        "what": audit_words.deed(row.action, row.detail),
        "detail": audit_details.said(row.detail),
    }
    who, what, detail = (plain.element("bdi", text) if text else "" for text in texts.values())
    return (
        plain.element("span", words.moment(row.at, now, zone), class_="lp-when"),
        who,
        f"<div>{what}{plain.element('div', row.action, class_='lp-soft')}</div>",
        whom,
        detail,
        plain.element("span", words.count(row.number), class_="lp-soft"),
    )
