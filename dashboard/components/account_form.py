"""The form of an account, made from its settings classes; every rule is the service's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from dashboard import connection_words, plain, words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.tongue import _
from domain.errors import ConfigurationError
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import account_fields, connectable, connecting, trying
from listenpost.services.account_fields import Entry, FormField
from listenpost.services.connected_list import AccountView
from listenpost.services.connecting import Wanted

_ROUND = "account_round"
"""Grows with each account that is saved: the next form begins empty, secrets above all."""
Values = Mapping[str, str | bool]


def new_account(user: Actor) -> None:
    """Choose a network and what to hear there; then what it takes."""
    platforms = sorted(connectable.platforms(), key=words.platform)
    platform = st.selectbox(
        _("Network"),
        platforms,
        index=None,
        format_func=words.platform,
        placeholder=_("Choose a network"),
        key=f"network-{_round()}",
    )
    _require_key()
    if platform is not None:
        st.caption(
            _(
                "What {network} has to be told first, and where its tokens are found: {page}."
            ).format(network=words.platform(platform), page=connection_words.guide(platform))
        )
        _form(user, platform, None)


def _require_key() -> None:
    """Say at once what would be said at the end, after everything was entered."""
    try:
        desk().app.connections.keys.ring()
    except ConfigurationError as error:
        st.warning(plain.markdown(spoken_for.said(str(error))), icon=":material/key_off:")


def kept_account(user: Actor, view: AccountView) -> None:
    """Change what is kept; a secret that is left empty stays as it is."""
    _form(user, view.row.platform, view)


def _round() -> int:
    found: int = st.session_state.setdefault(_ROUND, 0)
    return found


def _form(user: Actor, platform: str, view: AccountView | None) -> None:
    prefix = f"account-{_round()}-{platform}-{view.row.name if view else ''}"
    known = connectable.kinds_of(platform)
    kinds = st.multiselect(
        _("What to listen to"),
        known,
        default=sorted(view.listeners) if view else known[:1],
        format_func=connection_words.kind,
        placeholder=_("Choose options"),
        key=f"{prefix}-kinds",
    )
    with st.form(prefix, border=False):
        name = view.row.name if view else _name(platform, prefix)
        asked = account_fields.of_account(platform)
        values = _fields(asked, view.fields if view else {}, f"{prefix}-account", view)
        forget = _forget(asked, view, prefix)
        listeners = {one: _listener(one, view, f"{prefix}-{one}") for one in kinds}
        with st.container(horizontal=True):
            tested = st.form_submit_button(
                _("Test the connection"), icon=":material/network_check:"
            )
            saved = st.form_submit_button(_("Save"), icon=":material/save:", type="primary")
    wanted = Wanted(
        name=name, platform=platform, account=values, listeners=listeners, forget=forget
    )
    if tested:
        _test(user, wanted, kept=view is not None)
    if saved:
        keep = connecting.change if view else connecting.connect
        done = _("{name} is saved. Workers listen to it within seconds.").format(name=name)
        act(partial(keep, desk().app, user, wanted), done, then=_afresh)


def _name(platform: str, prefix: str) -> str:
    return st.text_input(
        _("Name"),
        platform.replace("_", "-"),
        max_chars=32,
        help=_("How lists and logs call this account; it cannot be changed later."),
        key=f"{prefix}-name",
        autocomplete="off",
    )


def _test(user: Actor, wanted: Wanted, *, kept: bool) -> None:
    with refusals_shown(), st.spinner(_("Asking the network")):
        for one in trying.try_out(desk().app, user, wanted, kept=kept):
            told = plain.markdown(connection_words.outcome(one))
            if one.well:
                st.success(told, icon=":material/check_circle:")
            else:
                st.error(told, icon=":material/error:")


def _afresh() -> None:
    st.session_state[_ROUND] = _round() + 1
    st.query_params.clear()
    st.rerun()


def _forget(asked: Sequence[FormField], view: AccountView | None, prefix: str) -> list[str]:
    """Optional secrets that are kept may be kept no more."""
    optional = {one.name for one in asked if one.entry is Entry.SECRET and not one.required}
    kept = sorted(optional & set(view.kept)) if view else []
    if not kept:
        return []
    return st.multiselect(
        _("Secrets to forget"),
        kept,
        format_func=connection_words.label,
        placeholder=_("Choose options"),
        key=f"{prefix}-forget",
    )


def _listener(kind: str, view: AccountView | None, prefix: str) -> dict[str, Any]:
    st.subheader(connection_words.kind(kind), anchor=False)
    known = view.listeners.get(kind, {}) if view else {}
    return _fields(account_fields.of_listener(kind), known, prefix, None)


def _fields(
    asked: Sequence[FormField], known: Values, prefix: str, view: AccountView | None
) -> dict[str, Any]:
    """What everybody has to look at, and the rest behind a line."""
    found = {one.name: _field(one, known, prefix, view) for one in asked if one.first}
    rest = [one for one in asked if not one.first]
    if rest:
        with st.expander(_("More settings"), icon=":material/tune:"):
            found |= {one.name: _field(one, known, prefix, view) for one in rest}
    return found


def _field(one: FormField, known: Values, prefix: str, view: AccountView | None) -> str | bool:
    label, key = plain.markdown(connection_words.label(one.name)), f"{prefix}-{one.name}"
    about, value = plain.markdown(one.about), known.get(one.name, one.default)
    match one.entry:
        case Entry.SWITCH:
            return st.toggle(label, bool(value), help=about, key=key)
        case Entry.SECRET:
            return st.text_input(
                label,
                type="password",
                help=about,
                key=key,
                autocomplete="new-password",
                placeholder=_("leave empty to keep") if view and one.name in view.kept else None,
            )
        case Entry.LINES:
            lines = _("{about} One a line.").format(about=one.about)
            return st.text_area(label, str(value), help=plain.markdown(lines), key=key, height=90)
    fixed = view is not None and one.names_it
    return st.text_input(label, str(value), help=about, key=key, disabled=fixed, autocomplete="off")
