"""What can be done with a case besides answering it.

The keys of what acts on a case have its number: a click that comes while another case is being
opened belongs to the one it was meant for, and does nothing to the next.
"""

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
from dashboard.tongue import N_, Table, _
from domain.case import CaseStatus
from domain.ledger import Answer
from domain.role import Actor, Permission, may
from listenpost.services import case_actions
from listenpost.services.case_view import CaseView

_ANSWERS = Table(
    {
        Answer.NATIVELY: N_("By us, on the network"),
        Answer.BY_CUSTOMER: N_("By another customer"),
        Answer.BY_ITSELF: N_("It resolved itself"),
    }
)
"""How the customer was helped where no reply of ours shows it; the ledger asks."""
_CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)


def snooze_times(now: dt.datetime, zone: dt.tzinfo) -> dict[str, dt.datetime]:
    """What the agent can choose from: on the application's clock, in the agent's time zone."""
    tomorrow = (now.astimezone(zone) + dt.timedelta(days=1)).date()
    return {
        _("For 1 hour"): now + dt.timedelta(hours=1),
        _("For 4 hours"): now + dt.timedelta(hours=4),
        _("Until tomorrow 9:00"): dt.datetime.combine(tomorrow, dt.time(9), tzinfo=zone),
    }


def actions_bar(
    view: CaseView, user: Actor, *, leave: Callable[[], None], go: Callable[[int], None]
) -> None:
    """Show the buttons that fit; `leave` goes back to the list, `go` to another case."""
    with st.container(horizontal=True, key="actions", gap="small"):
        if not may(user.role, Permission.ANSWER):
            pass
        elif view.row.status in _CLOSED:
            key = f"reopen-{view.row.case_id}"
            if st.button(_("Reopen"), icon=":material/undo:", key=key):
                act(
                    partial(case_actions.reopen, desk().app, user, view.row.case_id),
                    _("Open again."),
                )
        else:
            _hold(view, user)
            _snooze(view, user, leave)
            _close(view, user, leave)
        if may(user.role, Permission.ANSWER):
            border_menu(view, user, go=go)
        link = plain.web_link(view.target_url)
        if link:
            name = words.platform(view.target.platform)
            st.link_button(
                _("Open on {network}").format(network=name),
                link,
                icon=":material/open_in_new:",
                key="network",
            )


def _hold(view: CaseView, user: Actor) -> None:
    app, case_id = desk().app, view.row.case_id
    if view.row.mine:
        if st.button(_("Give back"), icon=":material/person_remove:", key=f"release-{case_id}"):
            act(partial(case_actions.release, app, user, case_id), _("The case is free again."))
    elif st.button(_("Take"), icon=":material/person_add:", key=f"take-{case_id}"):
        act(partial(case_actions.claim, app, user, case_id), _("The case is yours."))


def _close(view: CaseView, user: Actor, leave: Callable[[], None]) -> None:
    app, case_id = desk().app, view.row.case_id
    if st.button(_("Resolve"), icon=":material/check_circle:", key=f"resolve-{case_id}"):
        act(partial(case_actions.resolve, app, user, case_id), _("Resolved."), leave)
    chosen = st.menu_button(
        _("Answered elsewhere"),
        list(_ANSWERS),
        format_func=lambda answer: _ANSWERS[answer],
        icon=":material/forum:",
        key=f"elsewhere-{case_id}",
    )
    if chosen is not None:
        resolve = partial(case_actions.resolve, app, user, case_id, answer=chosen)
        act(resolve, _("Resolved."), leave)
    if st.button(_("Not for us"), icon=":material/block:", key=f"dismiss-{case_id}"):
        act(partial(case_actions.dismiss, app, user, case_id), _("Put aside: not for us."), leave)


def _snooze(view: CaseView, user: Actor, leave: Callable[[], None]) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    times = snooze_times(now, zone)
    key = f"snooze-{view.row.case_id}"
    chosen = st.menu_button(_("Snooze"), list(times), icon=":material/snooze:", key=key)
    if chosen is None:
        return
    until = times[chosen]
    act(
        partial(case_actions.snooze, desk().app, user, view.row.case_id, until=until),
        _("Snoozed until {when}.").format(when=words.moment(until, now, zone)),
        leave,
    )
