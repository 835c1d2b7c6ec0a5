"""Single keys for what an agent does all day, and the list of them on `?`.

They press what stands on the page, so that a key can do what its reader may do, and nothing else.
Whoever speaks to the computer, or touches keys by accident, switches them off in the list, in that
browser (WCAG 2.1.4).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dashboard.components.mounted import component
from dashboard.tongue import N_, _


class Key(NamedTuple):
    """A key, what it does, and to what: a selector, or what `shortcuts.js` says of the act.

    `{case}` in a selector is the number of the case in the address.
    """

    key: str
    label: str
    act: str = ""
    on: str = ""


EVERYWHERE = (
    Key("n", N_("Take the next case"), "click", on=".st-key-take_next button"),
    Key("?", N_("This list")),
)
LIST = (
    Key("j", N_("Down to the next card"), "step", on="1"),
    Key("k", N_("Up to the card before"), "step", on="-1"),
    Key("Enter", N_("Open the case")),
    Key("x", N_("Pick the card, to do something with several"), "pick"),
    Key("t", N_("Take the picked cases"), "bulk", on="take"),
    Key("s", N_("Snooze the picked cases"), "bulk", on="snooze"),
    Key("e", N_("Resolve the picked cases"), "bulk", on="resolve"),
    Key("d", N_("Put the picked cases aside: not for us"), "bulk", on="dismiss"),
    Key("/", N_("Search"), "focus", on=".st-key-search input"),
    Key("f", N_("Filter"), "click", on=".st-key-filters button"),
)
CASE = (
    Key(
        "t",
        N_("Take it, or give it back"),
        "click",
        on=".st-key-take-{case} button, .st-key-release-{case} button",
    ),
    Key("r", N_("Write the reply"), "focus", on=".st-key-editor-{case} >>> textarea"),
    Key("Ctrl+Enter", N_("Send the reply")),
    Key("m", N_("Saved replies"), "click", on=".st-key-macros-{case} button"),
    Key("s", N_("Snooze"), "click", on=".st-key-snooze-{case} button"),
    Key("e", N_("Resolve"), "click", on=".st-key-resolve-{case} button"),
    Key("d", N_("Not for us"), "click", on=".st-key-dismiss-{case} button"),
    Key("l", N_("Correct a label"), "click", on=".st-key-correct-{case} button"),
    Key("o", N_("Open again"), "click", on=".st-key-reopen-{case} button"),
    Key("u", N_("Back to the list"), "click", on=".st-key-back button"),
)


def shortcuts() -> None:
    """The keys, and a way to their list for those who do not know of `?`."""
    component("shortcuts")(
        key="shortcuts",
        data={
            "open": _("Keyboard shortcuts"),
            "title": _("Keyboard shortcuts"),
            "on": _("Single keys work in this browser"),
            "close": _("Close"),
            "groups": [
                _group(_("Everywhere"), EVERYWHERE),
                _group(_("In the list"), LIST),
                _group(_("In a case"), CASE),
            ],
        },
    )


def _group(title: str, keys: tuple[Key, ...]) -> dict[str, Any]:
    return {
        "title": title,
        "keys": [
            {
                "key": one.key,
                "shown": one.key.upper() if len(one.key) == 1 else one.key,
                "label": _(one.label),
                "act": one.act,
                "on": one.on,
            }
            for one in keys
        ],
    }
