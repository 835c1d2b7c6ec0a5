"""Help articles that may answer the customer: read, or put into the reply by one click."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.components.reply_editor import add_words
from dashboard.tongue import _
from domain.text import one_line
from listenpost.services import articles
from listenpost.services.articles import Suggestion
from listenpost.services.case_view import CaseView

_SHOWN = 280
"""Letters of a passage."""


def article_offer(view: CaseView) -> None:
    """Show what there is; the best one first, the others folded."""
    found = view.articles
    if not found:
        return
    with st.container(border=True, key="articles"):
        st.header(_("May be answered by"), anchor=False)
        _one(view, found[0])
        if found[1:]:
            with st.expander(_("{number} more").format(number=len(found) - 1)):
                for one in found[1:]:
                    _one(view, one)


def _one(view: CaseView, one: Suggestion) -> None:
    url = plain.web_link(one.url)
    title = plain.outward(one.title, url) if url else plain.element("span", one.title)
    facts = plain.element(
        "span", _("score {score}").format(score=words.decimal(one.score, 2)), class_="lp-soft"
    )
    if one.cross_language:
        facts = (
            plain.badge(_("in {language}").format(language=words.language(one.language)), "orange")
            + facts
        )
    st.html(f'<div class="lp-row"><b class="lp-strong" dir="auto">{title}</b>{facts}</div>')
    if one.passage:
        st.text(one_line(one.passage, _SHOWN))
    if url and st.button(
        _("Put into the reply"), icon=":material/add_link:", key=f"article-{one.article_id}"
    ):
        add_words(view, articles.sentence_of(one, view.row.language))
        st.rerun()
