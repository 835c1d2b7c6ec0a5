"""What can be done with a customer: link an account, take one apart, undo, export, erase."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.services import customers, erase, held, identity
from listenpost.services.app import App
from listenpost.services.customers import CustomerView, LinkView

Decision = Callable[[App, Actor, int], object]


def customer_desk(found: CustomerView, user: Actor) -> None:
    """An expander with the actions that this user's role permits."""
    with st.expander(
        _("Accounts and privacy"),
        icon=":material/manage_accounts:",
        key=f"desk-{found.customer_id}",  # it stays open when the page is drawn again
    ):
        if may(user.role, Permission.ANSWER):
            _take_apart(found, user)
            _undo(found, user)
            _link(found, user)
        if may(user.role, Permission.ERASE_CUSTOMERS):
            _export(found, user)
            _erase(found, user)


def _take_apart(found: CustomerView, user: Actor) -> None:
    for account in found.accounts:
        if account.via is None:
            continue
        name = f"{account.name} ({words.platform(account.platform)})"
        if account.via.by:
            name = _("{account}, linked by {name}").format(account=name, name=account.via.by)
        st.html(plain.element("p", name, class_="lp-soft", dir="auto"))
        if st.button(_("Take apart"), icon=":material/link_off:", key=f"apart-{account.author_id}"):
            act(
                partial(identity.unlink_account, desk().app, user, account.author_id),
                _("Taken apart: each account has its own posts and cases again."),
            )


def _undo(found: CustomerView, user: Actor) -> None:
    """The newest change of each link that does not stand; undoing it gives back what was."""
    for link in found.undoable:
        if link.newest_event is None:
            continue
        st.html(plain.element("p", _undoable(link), class_="lp-soft", dir="auto"))
        if st.button(_("Undo"), icon=":material/undo:", key=f"undo-{link.link_id}"):
            undo = partial(identity.undo, desk().app, user, link.newest_event)
            act(undo, _("Undone: everything is as it was."))


def _undoable(link: LinkView) -> str:
    apart = link.status.value == "unlinked"
    if link.by:
        text = (
            _("{other}: taken apart by {name}")
            if apart
            else _("{other}: called somebody else by {name}")
        )
    else:
        text = _("{other}: taken apart") if apart else _("{other}: called somebody else")
    return text.format(other=link.other, name=link.by)


def _link(found: CustomerView, user: Actor) -> None:
    """By an agent's word: look the other account up, say why."""
    wanted = st.text_input(
        _("Link another account of this customer"),
        placeholder=_("Name or handle"),
        key=f"find-{found.customer_id}",
        max_chars=100,
    )
    if not wanted.strip():
        return
    hits = [
        one for one in customers.search(desk().app, wanted) if one.customer_id != found.customer_id
    ]
    if not hits:
        st.caption(_("Nobody else is called so."))
        return
    names = {one.customer_id: f"{one.name}: {', '.join(one.accounts)}" for one in hits}
    chosen = st.selectbox(_("Which one?"), list(names), format_func=lambda number: names[number])
    why = st.text_input(_("How do you know?"), key=f"why-{found.customer_id}", max_chars=200)
    if st.button(
        _("Link"), icon=":material/link:", disabled=not why.strip(), key=f"link-{found.customer_id}"
    ):
        merge = partial(
            identity.merge, desk().app, user, found.customer_id, chosen, why=why.strip()
        )
        act(merge, _("The accounts are one customer now."))


def _export(found: CustomerView, user: Actor) -> None:
    prepared = f"export-{found.customer_id}"
    if st.button(
        _("Prepare a copy of all that is held"),
        icon=":material/download:",
        key=f"prepare-{found.customer_id}",
    ):
        st.session_state[prepared] = json.dumps(
            held.held_on(desk().app, user, found.customer_id), ensure_ascii=False, default=str
        )
    if prepared in st.session_state:
        st.download_button(
            _("Save it"),
            st.session_state[prepared],
            file_name=f"customer-{found.customer_id}.json",
            mime="application/json",
            key=f"save-{found.customer_id}",
        )


def _erase(found: CustomerView, user: Actor) -> None:
    sure = st.checkbox(
        _("Erase this customer: all texts, names and identifiers. It cannot be undone."),
        key=f"sure-{found.customer_id}",
    )
    if st.button(
        _("Erase"),
        icon=":material/delete_forever:",
        disabled=not sure,
        key=f"erase-{found.customer_id}",
    ):
        act(
            partial(erase.erase, desk().app, user, found.customer_id), _("Erased; the counts stay.")
        )
