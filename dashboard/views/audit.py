"""Audit: who did what to whom, and whether anybody changed what stands there."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import audit_words, words
from dashboard.audit_filters import AuditWish
from dashboard.components.audit_bar import audit_bar, turn_page
from dashboard.desk import desk
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import audit
from listenpost.services.audit import AuditFilter, AuditRow

SHOWN = 50


def show() -> None:
    """The page."""
    st.title(_("Audit"), anchor=False)
    st.caption(_("What people did, the newest first. Each row is chained to the one before it."))
    user, app = signed_in(), desk().app
    people = audit.names(app, user)
    wanted = audit_bar(sorted(people.values()))
    chosen = _filter(wanted, people)
    _tools(user, chosen)
    found = audit.find(app, user, chosen, limit=SHOWN + 1, offset=(wanted.page - 1) * SHOWN)
    if not found:
        st.caption(_("Nothing was done that fits."))
    else:
        st.dataframe([_cells(row) for row in found[:SHOWN]], hide_index=True, width="stretch")
    turn_page(wanted, more=len(found) > SHOWN)


def _filter(wanted: AuditWish, people: dict[int, str]) -> AuditFilter:
    numbers = {name: number for number, name in people.items()}
    return AuditFilter(
        user_id=numbers.get(wanted.who, 0) if wanted.who else None,
        what=wanted.what,
        subject=wanted.whom,
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


def _cells(row: AuditRow) -> dict[str, object]:
    now = desk().app.clock.wall()
    return {
        _("When"): words.moment(row.at, now, time_zone()),
        _("Who"): row.name or _("nobody signed in"),
        _("What"): audit_words.deed(row.action, row.detail),
        _("To whom"): row.subject,
        _("Detail"): ", ".join(f"{name} {value}" for name, value in row.detail.items()),
        _("Code"): row.action,
        _("Row"): row.number,
    }
