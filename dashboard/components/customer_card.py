"""Who writes: tier, accounts and why they are one person, suggestions, other cases, everything."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.components import customer_desk
from dashboard.components.case_list import case_list
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import customers, identity
from listenpost.services.case_view import CaseView
from listenpost.services.customers import AccountView, CustomerView, LinkView, TimelineItem

_SHOWN_ATTRIBUTES = 6


def customer_card(view: CaseView, user: Actor) -> int | None:
    """Show the customer of a case; returns the case that was clicked, if any."""
    app, case_id = desk().app, view.row.case_id
    found = customers.view(app, user, customers.of_case(app, user, case_id))
    answers = may(user.role, Permission.ANSWER)
    with st.container(border=True, key="customer_card"):
        st.header(_("Customer"), anchor=False)
        _badges(found)
        for account in found.accounts:
            _account(account)
        _attributes(found)
        for suggestion in found.suggestions:
            _suggestion(suggestion, user, decides=answers)
        clicked = _other_cases(view)
        clicked = _everything(found, user, case_id) or clicked
        if not found.erased and (answers or may(user.role, Permission.ERASE_CUSTOMERS)):
            customer_desk.customer_desk(found, user)
    return clicked


def _badges(found: CustomerView) -> None:
    badges = [plain.badge(found.tier, "violet")] if found.tier else []
    if found.erased:
        badges.append(plain.badge(_("erased"), "gray"))
    if badges:
        st.html(f'<div class="lp-row">{"".join(badges)}</div>')


def _account(account: AccountView) -> None:
    handle = words.handle(account.platform, account.handle)
    followers = (
        words.counted(account.followers, "{number} follower", "{number} followers")
        if account.followers
        else ""
    )
    details = " · ".join(filter(None, (words.platform(account.platform), handle, followers)))
    parts = [
        plain.element("p", account.name, class_="lp-strong", dir="auto"),
        plain.element("p", details, class_="lp-soft"),
    ]
    if account.via is not None:
        because = spoken_for.whys(account.via.evidence)
        parts.append(
            plain.element("p", _("The same person: {why}.").format(why=because), class_="lp-soft")
        )
    st.html("".join(parts))


def _attributes(found: CustomerView) -> None:
    """What the CRM told us, a line each."""
    shown = list(found.attributes.items())
    if not shown:
        return
    rows = "".join(
        "<li>"
        + plain.element("span", f"{name}: ", class_="lp-soft")
        + plain.element("span", str(value))
        + "</li>"
        for name, value in shown[:_SHOWN_ATTRIBUTES]
    )
    rest = len(shown) - _SHOWN_ATTRIBUTES
    more = (
        plain.element("p", _("and {number} more").format(number=rest), class_="lp-soft")
        if rest > 0
        else ""
    )
    st.html(f'<ul class="lp-plain">{rows}</ul>{more}')


def _suggestion(link: LinkView, user: Actor, *, decides: bool) -> None:
    """Another account that may be hers, with the evidence; a person decides."""
    with st.container(border=True, key=f"suggestion-{link.link_id}", gap="small"):
        where = words.platform(link.other_platform)
        evidence = "".join(plain.element("li", spoken_for.said(text)) for text in link.evidence)
        st.html(
            plain.element("p", _("The same person?"), class_="lp-strong")
            + plain.element(
                "p", _("{name} on {network}").format(name=link.other, network=where), dir="auto"
            )
            + f'<ul class="lp-plain lp-soft">{evidence}</ul>'
            + plain.element(
                "p",
                _("{share} sure").format(share=words.percent(link.confidence)),
                class_="lp-soft",
            )
        )
        if not decides:
            return
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Same person"), icon=":material/link:", key=f"accept-{link.link_id}"):
                _decide(identity.accept, user, link, _("The accounts are one customer now."))
            if st.button(_("Somebody else"), icon=":material/link_off:", key=f"no-{link.link_id}"):
                _decide(identity.reject, user, link, _("Noted: two people."))


def _decide(decision: customer_desk.Decision, user: Actor, link: LinkView, done: str) -> None:
    act(lambda: decision(desk().app, user, link.link_id), done)


def _other_cases(view: CaseView) -> int | None:
    if not view.other_cases:
        st.caption(_("This is the first case of this customer."))
        return None
    st.caption(
        words.counted(
            len(view.other_cases), "Has {number} other case:", "Has {number} other cases:"
        )
    )
    return case_list(
        view.other_cases,
        label=_("Other cases of this customer"),
        key=f"others-{view.row.case_id}",
        path="",
        query={},
    ).case_id


def _everything(found: CustomerView, user: Actor, here: int) -> int | None:
    """All posts on all networks, newest first; read only when somebody wants to see them.

    Returns the case whose link was clicked, if any.
    """
    networks = len({account.platform for account in found.accounts})
    label = (
        _("All posts")
        if networks < 2
        else _("All posts on {number} networks").format(number=networks)
    )
    if not st.toggle(label, key=f"timeline-{found.customer_id}"):
        return None
    items = customers.timeline(desk().app, user, found.customer_id)
    if not items:
        st.caption(_("Nothing is stored."))
    clicked, elsewhere = None, {item.case_id for item in items} - {here, None}
    for index, item in enumerate(items):
        key = f"{found.customer_id}-{index}"
        with st.container(key=f"told-{key}", gap="xsmall"):
            _post(item)
            if elsewhere:
                clicked = _to_case(item, key, here) or clicked
    return clicked


def _post(item: TimelineItem) -> None:
    now = desk().app.clock.now()
    when = words.both(item.at, now, time_zone())
    link = plain.web_link(item.url)
    who = _("us, {name}").format(name=item.account) if item.by_us else item.account
    place = f"{words.platform(item.platform)} · {who}"
    st.html(
        '<div class="lp-row">'
        + plain.element("span", place, class_="lp-strong")
        + (
            plain.outward(when, link, class_="lp-when")
            if link
            else plain.element("span", when, class_="lp-when")
        )
        + "</div>"
    )
    if item.deleted_at is None:
        st.text(item.text or _("(no text)"), width="stretch")
    else:
        st.caption(words.gone(item.deleted_at, now))
    if item.via:
        st.html(
            plain.element(
                "p", _("Belongs here because: {why}.").format(why=item.via), class_="lp-soft"
            )
        )


def _to_case(item: TimelineItem, key: str, here: int) -> int | None:
    """The way to the case that the post is in; a post without one was no matter for us."""
    if item.case_id is None:
        return None
    if item.case_id == here:
        st.html(plain.element("p", _("in this case"), class_="lp-soft"))
        return None
    told = _("Case {number}").format(number=item.case_id)
    opened = st.button(told, icon=":material/arrow_forward:", type="tertiary", key=f"to-{key}")
    return item.case_id if opened else None
