"""Doing the same to several cases of the list: each is asked for itself, and refuses for itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st
import structlog

from dashboard import words
from dashboard.components.case_actions_bar import snooze_times
from dashboard.desk import desk
from dashboard.session import flash, time_zone
from dashboard.tongue import _
from domain.errors import ListenpostError
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import case_actions

log = structlog.get_logger(__name__)
REASONS_TOLD = 3
_DEEDS = "bulk_deeds"
Act = Callable[[int], object]


def bulk_words() -> dict[str, Any]:
    """What the list needs to offer it."""
    return {
        "label": _("What to do with the picked cases"),
        "pick": _("Pick"),
        "count": _("{number} picked"),
        "acts": {
            "take": _("Take"),
            "snooze": _("Snooze"),
            "resolve": _("Resolve"),
            "dismiss": _("Not for us"),
            "clear": _("Clear"),
        },
        "times": list(snooze_times(desk().app.clock.now(), time_zone())),
    }


def deeds() -> int:
    """How often this reader did something to several: each time the list is shown as it is now."""
    return int(st.session_state.get(_DEEDS, 0))


def do(asked: Mapping[str, Any], user: Actor, shown: Collection[int]) -> None:
    """Do what a browser asked for to those that it was shown, and say what came of it."""
    act = _act(asked, user)
    if act is None:
        return
    st.session_state[_DEEDS] = deeds() + 1
    done, refused = 0, list[tuple[int, str]]()
    for case_id in dict.fromkeys(asked.get("cases", ())):
        if case_id not in shown:
            continue
        try:
            act(case_id)
            done += 1
        except ListenpostError as error:
            log.info("bulk.refused", case=case_id, user=user.id, reason=type(error).__name__)
            refused.append((case_id, spoken_for.said(str(error))))
    if done:
        flash(words.counted(done, "Done with one case.", "Done with {number} cases."))
    for case_id, reason in refused[:REASONS_TOLD]:
        flash(_("Case {number}: {reason}").format(number=case_id, reason=reason))
    if len(refused) > REASONS_TOLD:
        more = len(refused) - REASONS_TOLD
        flash(words.counted(more, "One more was refused.", "{number} more were refused."))


def _act(asked: Mapping[str, Any], user: Actor) -> Act | None:
    app, name = desk().app, asked.get("act")
    if name == "snooze":
        times = list(snooze_times(app.clock.now(), time_zone()).values())
        place = asked.get("time")
        if not isinstance(place, int) or not 0 <= place < len(times):
            return None
        return lambda case_id: case_actions.snooze(app, user, case_id, until=times[place])
    acts: dict[Any, Act] = {
        "take": lambda case_id: case_actions.claim(app, user, case_id),
        "resolve": lambda case_id: case_actions.resolve(app, user, case_id),
        "dismiss": lambda case_id: case_actions.dismiss(app, user, case_id),
    }
    return acts.get(name)
