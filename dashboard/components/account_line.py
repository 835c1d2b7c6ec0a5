"""One account on a network in a line: what it is, how it stands, where it is kept."""

from __future__ import annotations

from dashboard import connection_words, plain, words
from dashboard.tongue import _
from listenpost.services.connected_list import AccountRow


def line(row: AccountRow, *, named: bool = True) -> str:
    """Name, network, state; below it what is heard, and what is wrong."""
    word, color = connection_words.state(row)
    badges = plain.badge(word, color)
    if row.in_file:
        badges += plain.badge(_("settings file"), "gray")
    about = ", ".join(filter(None, (words.platform(row.platform), row.called)))
    heard = words.joined(
        words.counted(
            one.stored,
            "{what}: {number} post",
            "{what}: {number} posts",
            what=connection_words.kind(one.kind),
        )
        for one in row.listeners
    )
    wrong = "".join(
        plain.element("p", one, class_="lp-hole") for one in connection_words.troubles(row)
    )
    return (
        '<div><div class="lp-row">'
        + (plain.element("span", row.name, class_="lp-strong") if named else "")
        + f"{badges}</div>"
        + plain.element("div", about, class_="lp-soft")
        + plain.element("div", heard, class_="lp-soft")
        + wrong
        + "</div>"
    )
