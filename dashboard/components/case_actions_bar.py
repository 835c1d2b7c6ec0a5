"""What can be done with a case besides answering it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.components.border import border_menu
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import time_zone
from domain.case import CaseStatus
from domain.ledger import Answer
from domain.role import Actor, Permission, may
from listenpost.services import case_actions
from listenpost.services.case_view import CaseView

_ANSWERS = {
    "By us, on the network": Answer.NATIVELY,
    "By another customer": Answer.BY_CUSTOMER,
    "It resolved itself": Answer.BY_ITSELF,
}
"""How the customer was helped where no reply of ours shows it; the ledger asks."""
_CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)


def snooze_times(now: dt.datetime, zone: dt.tzinfo) -> dict[str, dt.datetime]:
    """What the agent can choose from: on the application's clock, in the agent's time zone."""
    tomorrow = (now.astimezone(zone) + dt.timedelta(days=1)).date()
    return {
        "For 1 hour": now + dt.timedelta(hours=1),
        "For 4 hours": now + dt.timedelta(hours=4),
        "Until tomorrow 9:00": dt.datetime.combine(tomorrow, dt.time(9), tzinfo=zone),
    }


def actions_bar(
    view: CaseView, user: Actor, *, leave: Callable[[], None], go: Callable[[int], None]
) -> None:
    """Show the buttons that fit; `leave` goes back to the list, `go` to another case."""
    with st.container(horizontal=True, key="actions", gap="small"):
        if not may(user.role, Permission.ANSWER):
            pass
        elif view.row.status in _CLOSED:
            if st.button("Reopen", icon=":material/undo:", key="reopen"):
                act(partial(case_actions.reopen, desk().app, user, view.row.case_id), "Open again.")
        else:
            _hold(view, user)
            _snooze(view, user, leave)
            _close(view, user, leave)
        if may(user.role, Permission.ANSWER):
            border_menu(view, user, go=go)
        link = plain.web_link(view.target_url)
        if link:
            name = words.platform(view.target.platform)
            st.link_button(f"Open on {name}", link, icon=":material/open_in_new:", key="network")


def _hold(view: CaseView, user: Actor) -> None:
    app, case_id = desk().app, view.row.case_id
    if view.row.mine:
        if st.button("Give back", icon=":material/person_remove:", key="release"):
            act(partial(case_actions.release, app, user, case_id), "The case is free again.")
    elif st.button("Take", icon=":material/person_add:", key="take"):
        act(partial(case_actions.claim, app, user, case_id), "The case is yours.")


def _close(view: CaseView, user: Actor, leave: Callable[[], None]) -> None:
    app, case_id = desk().app, view.row.case_id
    if st.button("Resolve", icon=":material/check_circle:", key="resolve"):
        act(partial(case_actions.resolve, app, user, case_id), "Resolved.", leave)
    chosen = st.menu_button(
        "Answered elsewhere", list(_ANSWERS), icon=":material/forum:", key="elsewhere"
    )
    if chosen is not None:
        resolve = partial(case_actions.resolve, app, user, case_id, answer=_ANSWERS[chosen])
        act(resolve, "Resolved.", leave)
    if st.button("Not for us", icon=":material/block:", key="dismiss"):
        act(partial(case_actions.dismiss, app, user, case_id), "Put aside: not for us.", leave)


def _snooze(view: CaseView, user: Actor, leave: Callable[[], None]) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    times = snooze_times(now, zone)
    chosen = st.menu_button("Snooze", list(times), icon=":material/snooze:", key="snooze")
    if chosen is None:
        return
    until = times[chosen]
    act(
        partial(case_actions.snooze, desk().app, user, view.row.case_id, until=until),
        f"Snoozed until {words.moment(until, now, zone)}.",
        leave,
    )
