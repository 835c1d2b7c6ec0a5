"""The whole thread as a conversation. Texts are shown as text: nothing in them is interpreted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.components.attached import links
from dashboard.components.translation import is_foreign, translated, translation_switch
from dashboard.components.visit import Visit, new_from_here
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import N_, Table, _
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services.case_thread import ThreadItem

SHOWN_AT_ONCE = 30
LONG_TEXT = 900
_AVATARS = {
    "customer": ":material/person:",
    "brand": ":material/support_agent:",
    "other": ":material/group:",
}
_SIDES = Table({"customer": N_("customer"), "brand": N_("us"), "other": N_("somebody else")})


def thread(items: Sequence[ThreadItem], *, here: Visit, user: Actor) -> None:
    """Show the newest posts; earlier ones on demand. A line says what is new to this user."""
    case_id = here.case_id
    st.header(_("Conversation"), anchor=False)
    translating = translation_switch(items, case_id=case_id)
    everything = f"all-{case_id}"
    hidden = len(items) - SHOWN_AT_ONCE
    if hidden > 0 and not st.session_state.get(everything):
        if st.button(
            words.counted(hidden, "Show {number} earlier post", "Show {number} earlier posts"),
            key=f"earlier-{case_id}",
        ):
            st.session_state[everything] = True
            st.rerun()
        items = items[-SHOWN_AT_ONCE:]
    fresh = (item for item in items if here.is_new(item.known_at) and item.user_id != user.id)
    first = next(fresh, None)
    for index, item in enumerate(items):
        if item is first:
            st.html(new_from_here())
        translating = _post(item, f"{case_id}-{index}", translating=translating)


def _post(item: ThreadItem, key: str, *, translating: bool) -> bool:
    """Show it; whether the next one may be translated as well."""
    with (
        st.container(key=f"post-{item.by}-{key}"),
        st.chat_message(_SIDES[item.by], avatar=_AVATARS[item.by]),
    ):
        st.html(f'<div class="lp-row">{_head(item)}</div>')
        if item.deleted_at is None:
            _text(item.text, key)
        else:
            st.caption(words.gone(item.deleted_at, desk().app.clock.now()))
        if item.attachments:
            st.html(links(item.attachments))
        if translating and is_foreign(item):
            translating = translated(item)
        if item.error and item.reply_status is not ReplyStatus.SENT:
            st.caption(plain.markdown(spoken_for.said(item.error)))
    return translating


def _head(item: ThreadItem) -> str:
    """Who, when (a link to the post on its network), and what became of a reply of ours."""
    parts = [plain.element("bdi", item.author, class_="lp-strong")]
    if item.private:
        parts.append(plain.badge(_("private"), "violet"))
    if item.deleted_at is not None:
        parts.append(plain.badge(_("deleted"), "gray"))
    elif item.edited_at is not None:
        parts.append(plain.badge(_("edited"), "gray"))
    if item.reply_status is not None:
        parts.append(plain.badge(*words.REPLIES[item.reply_status]))
    when = words.both(item.at, desk().app.clock.now(), time_zone())
    link = plain.web_link(item.url)
    if link:
        parts.append(plain.outward(when, link, class_="lp-when"))
    else:
        parts.append(plain.element("span", when, class_="lp-when"))
    return "".join(parts)


def _text(text: str, key: str) -> None:
    """A very long text is cut, so that the reply stays in reach."""
    if len(text) <= LONG_TEXT:
        st.text(text or _("(no text: a picture, a video, or an empty post)"), width="stretch")
        return
    st.text(text[:LONG_TEXT].rstrip() + " …", width="stretch")
    with st.expander(
        _("Show all {number} characters").format(number=words.count(len(text))), key=f"long-{key}"
    ):
        st.text(text, width="stretch")
