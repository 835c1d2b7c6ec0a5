"""Which model judges, and on how many of the brand's own posts people left what it had said."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.components.corrections import TITLES, word
from dashboard.desk import desk
from dashboard.session import signed_in
from dashboard.tongue import N_, Table, _
from domain.agreement import ENOUGH, Agreement
from domain.correction import Head
from domain.share import Share
from listenpost.language import shares
from listenpost.language.vocabulary import small
from listenpost.services import model_card as service
from listenpost.services.model_card import ModelCard

HEADS = (
    Head.NEEDS_ANSWER,
    Head.URGENCY,
    Head.INTENT,
    Head.PRIVATE,
    Head.SENTIMENT,
    Head.TOPIC,
)
LANGUAGES = 12
"""So many have a row of their own, those with most posts."""
_PAPERS = Table(
    {"MODEL_CARD.md": N_("Model card (English)"), "NOTICE": N_("Licence of the weights (English)")}
)


def model_card() -> None:
    """A closed section; nothing is counted before somebody opens it."""
    st.header(_("The model"), anchor=False)
    opened = st.expander(
        _("How often people change what it says"),
        icon=":material/fact_check:",
        key="model_card",
        on_change="rerun",
    )
    with opened:
        if opened.open:
            found = service.read(desk().app, signed_in(), chosen=desk().settings.classifier.model)
            for part in card(found):
                st.html(part)
            _papers(found)


def _papers(found: ModelCard) -> None:
    with st.container(horizontal=True):
        for name, text in found.papers.items():
            st.download_button(
                _PAPERS[name],
                text,
                file_name=name,
                mime="text/plain",
                icon=":material/download:",
                key=f"model-{name}",
                on_click="ignore",
            )


def card(found: ModelCard) -> list[str]:
    """The version, what is counted and what that does not say, and the figures."""
    if found.version is None:
        return [plain.element("p", _("No post was judged yet."))]
    said = plain.element("p", _("{model} judges.").format(model=found.version), class_="lp-strong")
    if found.posts == 0:
        none = _("Nobody has answered, closed or corrected anything of it in the last {days} days.")
        return [said + plain.element("p", none.format(days=found.days))]
    languages = [_languages(found)] if len(found.languages) > 1 else []
    return [said + _meaning(found), _heads(found), *languages]


def _meaning(found: ModelCard) -> str:
    counted = words.counted(
        found.posts,
        "Counted is {number} post of the last {days} days that a person answered, closed a case "
        "by, or corrected.",
        "Counted are {number} posts of the last {days} days that a person answered, closed a case "
        "by, or corrected.",
        days=found.days,
    )
    abstained = words.counted(
        found.abstained,
        "On {number} of them the model was not sure and abstained: it is left out.",
        "On {number} of them the model was not sure and abstained: they are left out.",
    )
    honest = _(
        "Nobody has to correct what is wrong, and what nobody opened is not counted: this says how "
        "often people changed a label, not how often the model is right."
    )
    parts = [counted, abstained, honest] if found.abstained else [counted, honest]
    return "".join(plain.element("p", part, class_="lp-soft") for part in parts)


def _heads(found: ModelCard) -> str:
    names = (_("Label"), _("Left as it was (95 % interval)"), _("Changed most often"))
    never = _("never changed")
    rows = [
        (TITLES[head], share(found.heads[head].left), turned(head, found.heads[head]) or never)
        for head in HEADS
    ]
    return _stacked(names, rows)


def _languages(found: ModelCard) -> str:
    names = (_("Language"), _("Posts"), *(TITLES[head] for head in HEADS))
    rows = [
        (
            words.language(one) or _("unknown"),
            words.count(found.heads[Head.URGENCY].by_language[one].whole),
            *(_short(found.heads[head].by_language[one]) for head in HEADS),
        )
        for one in found.languages[:LANGUAGES]
    ]
    left = len(found.languages) - len(rows)
    more = words.counted(
        left, "{number} more language with fewer posts", "{number} more languages with fewer posts"
    )
    few = _("– is of fewer than {number} posts: too few to say.").format(number=ENOUGH)
    notes = plain.element("p", few, class_="lp-soft")
    if left > 0:
        notes += plain.element("p", more, class_="lp-soft")
    return plain.element("p", _("By language"), class_="lp-strong") + _table(names, rows) + notes


def share(found: Share) -> str:
    """With its interval; of few posts only how many there are."""
    if found.whole >= ENOUGH:
        return shares.in_words(found)
    return _("too few to say: {part} of {whole}").format(
        part=words.count(found.part), whole=words.count(found.whole)
    )


def _short(found: Share) -> str:
    if found.whole < ENOUGH:
        return "\u2013"
    low, high = (words.whole(bound * 100) for bound in found.interval)
    return _("{share} ({low} to {high})").format(
        share=words.percent(found.value or 0), low=low, high=high
    )


def turned(head: Head, found: Agreement) -> str:
    """What its values were changed into, the most frequent first."""
    return ", ".join(
        _("{before} to {after} ({number})").format(
            before=small(word(head, before)),
            after=small(word(head, after)),
            number=words.count(number),
        )
        for before, after, number in found.turned
    )


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(plain.element("th", name, scope="col") for name in names)
    body = "".join(
        "<tr>"
        + plain.element("th", row[0], scope="row")
        + "".join(plain.element("td", cell) for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        '<div class="lp-scroll" tabindex="0"><table class="lp-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _stacked(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same; on a phone its cells stand below each other, each with its name beside it.

    The roles are said: a browser forgets them where a table is drawn as blocks.
    """
    head = "".join(plain.element("th", name, scope="col", role="columnheader") for name in names)
    body = "".join(
        '<tr role="row">'
        + plain.element("th", row[0], scope="row", role="rowheader")
        + "".join(
            plain.element("td", cell, role="cell", data_name=name)
            for name, cell in zip(names[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<table role="table" class="lp-table lp-stacked">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )
