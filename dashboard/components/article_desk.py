"""The help articles themselves, below what is set for them: listed, added, imported, taken out."""

from __future__ import annotations

import datetime as dt
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import N_, Table, _
from domain.article import Trouble
from domain.attachment import LONGEST_URL
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import article_keeping
from listenpost.services.article_import import Imported
from listenpost.services.article_outcomes import Row

SHOWN = 30
MEGABYTES = 1
KINDS = ["csv", "json", "jsonl", "md", "markdown", "mdx"]
_UNREAD = "articles-unread"
_WHY = Table(
    {
        Trouble.STALE: N_("too old"),
        Trouble.CHANGED: N_("its page has changed"),
        Trouble.BROKEN: N_("its address is gone"),
        Trouble.WITHDRAWN: N_("taken out"),
        Trouble.LANGUAGE: N_("in another language than it says"),
        Trouble.ADDRESS: N_("no address"),
    }
)


def article_desk() -> None:
    """Add and import first; then each article with what keeps it from being offered."""
    user = signed_in()
    found = article_keeping.listed(desk().app, user)
    st.header(_("Articles"), anchor=False)
    st.caption(_summary(found))
    with st.expander(_("Add an article"), icon=":material/add:"):
        _add(user)
    with st.expander(_("Import a file"), icon=":material/upload_file:"):
        _import(user)
    for why in st.session_state.pop(_UNREAD, ()):
        st.warning(plain.markdown(_("Not read: {why}").format(why=why)), icon=":material/error:")
    if found:
        _list(user, found)


def _summary(found: list[Row]) -> str:
    if not found:
        return _("There is no article yet: add one, or import a file.")
    offered = sum(not one.troubles for one in found)
    return _("{articles}, {offered} offered.").format(
        articles=words.counted(len(found), "{number} article", "{number} articles"),
        offered=words.count(offered),
    )


def _add(user: Actor) -> None:
    with st.form("add_article", border=False):
        title = st.text_input(
            _("Title"), max_chars=article_keeping.LONGEST_TITLE, autocomplete="off"
        )
        url = st.text_input(
            _("Address of the article"),
            placeholder="https://",
            max_chars=LONGEST_URL,
            autocomplete="off",
        )
        text = st.text_area(
            _("Text, by which it is found"), max_chars=article_keeping.LONGEST_TEXT, height=160
        )
        language = st.selectbox(
            _("Language"),
            words.language_codes(),
            index=None,
            placeholder=_("As its words tell"),
            format_func=words.language,
        )
        added = st.form_submit_button(_("Add the article"), icon=":material/add:", type="primary")
    if added:
        act(
            partial(
                article_keeping.add,
                desk().app,
                user,
                title=title,
                url=url,
                text=text,
                language=language,
            ),
            _("Added. A worker reads it; then it is offered."),
        )


def _import(user: Actor) -> None:
    with st.form("import_articles", border=False, clear_on_submit=True):
        st.caption(
            _(
                "A CSV, the JSON of Zendesk, Freshdesk or HubSpot, or a Markdown file. What an "
                "earlier file of the same name had and this one has no more is taken out."
            )
        )
        file = st.file_uploader(_("File"), type=KINDS, max_upload_size=MEGABYTES)
        base_url = st.text_input(
            _("Where these articles are published, if the file names no addresses"),
            placeholder="https://help.example.com",
            autocomplete="off",
        )
        sent = st.form_submit_button(_("Import"), icon=":material/upload_file:", type="primary")
    if sent and file is None:
        st.error(_("Choose a file first."), icon=":material/error:")
    elif sent and file is not None:
        with refusals_shown():
            done = article_keeping.import_file(
                desk().app, user, file.name, file.getvalue(), base_url=base_url
            )
            st.session_state[_UNREAD] = [spoken_for.said(why) for why in done.unread[:SHOWN]]
            flash(_done(done))
            st.rerun()


def _done(done: Imported) -> str:
    said = _("{new} new, {changed} changed, {same} as they were, {withdrawn} taken out.").format(
        new=words.count(done.new),
        changed=words.count(done.changed),
        same=words.count(done.same),
        withdrawn=words.count(done.withdrawn),
    )
    if not done.without_address:
        return said
    return f"{said} " + words.counted(
        done.without_address,
        "{number} has no address and cannot be offered.",
        "{number} have no address and cannot be offered.",
    )


def _list(user: Actor, found: list[Row]) -> None:
    wanted = st.text_input(
        _("Search"),
        placeholder=_("Title or address"),
        icon=":material/search:",
        key="articles_search",
    )
    shown = [
        one for one in found if wanted.strip().casefold() in f"{one.title}\n{one.url}".casefold()
    ]
    now, zone = desk().app.clock.now(), time_zone()
    for one in shown[:SHOWN]:
        with st.container(border=True, key=f"article-{one.article_id}"):
            st.html(line(one, now, zone))
            _turn(user, one)
    if len(shown) > SHOWN:
        st.caption(
            _("and {number} more: search for a title").format(
                number=words.count(len(shown) - SHOWN)
            )
        )
    if not shown:
        st.caption(_("No article fits."))


def _turn(user: Actor, one: Row) -> None:
    out = Trouble.WITHDRAWN in one.troubles
    todo = article_keeping.put_back if out else article_keeping.take_out
    if st.button(
        _("Offer it again") if out else _("Take it out"),
        icon=":material/undo:" if out else ":material/visibility_off:",
        type="tertiary",
        key=f"turn-{one.article_id}",
    ):
        act(
            partial(todo, desk().app, user, one.article_id),
            _("It is offered again.") if out else _("It is offered no more."),
        )


def line(one: Row, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Title, whether it is offered, and what came of it."""
    badges = [plain.badge(_WHY[why], "orange") for why in one.troubles]
    return (
        '<div class="lp-row">'
        + plain.element("span", one.title, class_="lp-strong", dir="auto")
        + ("".join(badges) or plain.badge(_("Offered"), "green"))
        + "</div>"
        + plain.element("p", " · ".join(_facts(one, now, zone)), class_="lp-soft")
        + (plain.element("p", one.last_error, class_="lp-soft") if one.last_error else "")
    )


def _facts(one: Row, now: dt.datetime, zone: dt.tzinfo) -> list[str]:
    settled = one.solved + one.came_back
    sent = (
        words.counted(one.sent, "sent once", "sent {number} times") if one.sent else _("never sent")
    )
    helped = (
        _("helped {part} of {whole} settled").format(
            part=words.count(one.solved), whole=words.count(settled)
        )
        if settled
        else ""
    )
    changed = _("changed {when}").format(when=words.moment(one.updated_at, now, zone))
    found = (words.language(one.language), urlsplit(one.url).netloc, changed, sent, helped)
    return [part for part in found if part]
