"""What all forms of settings share: checked by the service, refused at the field, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import misfit_words, plain, section_words
from dashboard.components import section_seen
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash
from dashboard.tongue import _
from domain.errors import Misfit, SettingMisfit
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import sections
from listenpost.services.section_list import SectionView
from listenpost.settings.layers import Content

Slots = Mapping[str, Any]
"""By a value's name: an empty place under its field; "" is for what concerns all of them."""
Entered = Callable[[], Content]
"""What was entered; raises SettingMisfit where it cannot even be read."""


def save(
    user: Actor,
    view: SectionView,
    entered: Entered,
    slots: Slots | None,
    *,
    under: tuple[str, ...] = (),
    version: int | None = None,
    done: str = "",
    then: Callable[[], object] | None = None,
) -> None:
    """Keep what was entered, or say at each field what is wrong there.

    `under` is what the fields belong to, the section itself where nothing is said; `version` the
    one that was looked at, if not the view's; `done` is said once it is kept.
    """
    app, name = desk().app, view.row.name
    seen = view.version if version is None else version
    with refusals_shown():
        if _fits(
            lambda: sections.change(app, user, name, entered(), version=seen),
            slots,
            under or (name,),
        ):
            section_seen.look_again()
            flash(
                done
                or _(
                    "Saved. It holds from now on; open cases follow when something happens to them."
                )
            )
            (then or st.rerun)()


def check(user: Actor, view: SectionView, entered: Entered) -> None:
    """Say whether it could be saved."""
    app, name = desk().app, view.row.name
    with refusals_shown():
        if _fits(lambda: sections.check(app, user, name, entered()), None, (name,)):
            st.success(_("It fits, and is not saved yet."), icon=":material/check_circle:")


def _fits(action: Callable[[], None], slots: Slots | None, under: tuple[str, ...]) -> bool:
    try:
        action()
    except SettingMisfit as error:
        _at_fields(error.misfits, slots, under)
        return False
    return True


def _at_fields(found: tuple[Misfit, ...], slots: Slots | None, under: tuple[str, ...]) -> None:
    """Each one where it was entered; what belongs to no field together below.

    Without any slots it was written as text: then places are called by their keys.
    """
    rest = []
    for one in found:
        inside = one.path[: len(under)] == under
        field = next(iter(one.path[len(under) :]), "")
        slot = slots.get(field) if inside and slots else None
        if slot is None:
            rest.append(one)
        else:
            slot.error(plain.markdown(spoken_for.said(one.why)), icon=":material/error:")
    if rest:
        say = section_words.misfit if slots is None else misfit_words.misfit
        told = map(plain.markdown, map(say, rest))
        st.error("  \n".join(told), icon=":material/error:")
