"""One topic of the brand's own in words: how many examples, and how well it does unseen."""

from __future__ import annotations

from dashboard import plain, words
from dashboard.components.share_picture import in_words
from dashboard.tongue import _
from listenpost.services.brand_topics import TopicRow


def line(one: TopicRow) -> str:
    """The topic as a line of the list."""
    facts = [words.counted(one.examples, "{number} example", "{number} examples")]
    if one.quality is not None:
        facts.append(_("finds {share} of them unseen").format(share=in_words(one.quality.recall)))
    head = plain.element("span", one.name, class_="lp-strong", dir="auto")
    return f'<div class="lp-row">{head}{_state(one)}</div>' + plain.element(
        "p", " · ".join(facts), class_="lp-soft"
    )


def _state(one: TopicRow) -> str:
    if one.missing:
        return plain.badge(_missing(one), "orange")
    if one.waits:
        return plain.badge(_("being learned"), "blue")
    return ""


def _missing(one: TopicRow) -> str:
    return words.counted(
        one.missing, "{number} more example is needed", "{number} more examples are needed"
    )


def quality(one: TopicRow) -> str:
    """How well it does, sentence by sentence; what few examples say is called few."""
    if one.missing:
        return plain.element("p", _missing(one))
    if one.quality is None:
        waits = _("A worker learns it from its examples within seconds.")
        nothing = _("There are too few posts yet to tell it from.")
        return plain.element("p", waits if one.waits else nothing)
    found = one.quality
    rows = {
        _("Recall"): _("of its examples it would take {share} unseen"),
        _("Precision"): _("of the examples of all topics that it would take, {share} are its own"),
        _("Takes"): _("{share} of recent posts"),
    }
    shares = (found.recall, found.precision, found.takes)
    facts = plain.facts(
        {
            name: text.format(share=in_words(share))
            for (name, text), share in zip(rows.items(), shares, strict=True)
        }
    )
    few = (
        plain.element("p", _("These are few: give more examples before you rely on it."))
        if found.recall.few
        else ""
    )
    return f'<section class="lp-card lp-facts">{facts}</section>{few}'
