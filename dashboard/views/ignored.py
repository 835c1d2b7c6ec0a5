"""Ignored requests: whose deadline has passed and who still wait, the longest waiting first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboard import filters, plain, words
from dashboard.components.case_list import case_list
from dashboard.desk import desk
from dashboard.places import open_case, path_of_inbox
from dashboard.session import signed_in
from listenpost.services import inbox
from listenpost.services.inbox import InboxFilter, InboxOrder, InboxRow, InboxView

SHOWN = 25
COUNTED = 2000
REFRESH_SECONDS = 10
AGES = (
    ("under 4 h late", dt.timedelta(hours=4)),
    ("4 to 24 h late", dt.timedelta(hours=24)),
    ("1 to 3 d late", dt.timedelta(days=3)),
    ("over 3 d late", dt.timedelta.max),
)
OVERDUE = InboxFilter(view=InboxView.OVERDUE, order=InboxOrder.ARRIVAL)


def show() -> None:
    """The page."""
    st.title("Ignored", anchor=False)
    st.caption("Requests that are owed an answer and whose deadline has passed.")
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user, app = signed_in(), desk().app
    total = inbox.counts(app, user, OVERDUE)[InboxView.OVERDUE]
    waiting = inbox.counts(app, user)[InboxView.TO_ANSWER]
    if not total:
        with st.container(key="empty"):
            st.header("Nobody is ignored", anchor=False, text_alignment="center")
            st.caption(
                f"{words.plural(waiting, 'open request')}, all within their deadline.",
                text_alignment="center",
            )
        return
    rows = inbox.rows(app, user, OVERDUE, limit=COUNTED)
    with st.grid(3):
        st.metric("Past their deadline", f"{total:,}", border=True)
        share = f"{total / waiting:.0%}" if waiting else "0%"
        st.metric("Of all open requests", share, border=True)
        free = sum(row.holder is None for row in rows)
        st.metric("Without an owner", f"{free:,}", border=True)
    if total > COUNTED:
        st.caption(f"Ages and owners are counted over the {COUNTED:,} that wait longest.")
    st.html(age_table(rows, app.clock.now()))
    st.header("Longest waiting", anchor=False)
    path = path_of_inbox(user.role)
    clicked = case_list(
        rows[:SHOWN],
        label="Longest waiting requests",
        key="ignored",
        path=path,
        query=filters.to_query(OVERDUE),
    )
    if clicked is not None:
        open_case(user.role, clicked, filters.to_query(OVERDUE))


def age_table(rows: Sequence[InboxRow], now: dt.datetime) -> str:
    """How many, by platform and by how late they are."""
    found = Counter((row.platform, _age(row, now)) for row in rows)
    platforms = sorted({row.platform for row in rows})
    names = ["Network", *(name for name, _ in AGES), "All"]
    head = "".join(plain.element("th", name, scope="col") for name in names)
    body = ""
    for platform in platforms:
        numbers = [found[platform, name] for name, _ in AGES]
        cells = [plain.element("td", f"{number:,}") for number in (*numbers, sum(numbers))]
        name = plain.element("th", words.platform(platform), scope="row")
        body += f"<tr>{name}{''.join(cells)}</tr>"
    table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="lp-scroll" tabindex="0"><table class="lp-table">{table}</table></div>'


def _age(row: InboxRow, now: dt.datetime) -> str:
    late = now - row.due_at if row.due_at else dt.timedelta(0)
    return next(name for name, limit in AGES if late < limit)
