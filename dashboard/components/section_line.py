"""One section of the settings in a line, and where each of its values comes from."""

from __future__ import annotations

from dashboard import plain, section_words, words
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import _
from listenpost.language import spoken_for
from listenpost.services.section_list import SectionRow, SectionView


def line(row: SectionRow) -> str:
    """Its name, where what holds comes from, what it is about."""
    head = plain.element("span", section_words.title(row.name), class_="lp-strong") + badges(row)
    about = section_words.ABOUT.get(row.name, "")
    told = plain.element("div", about, class_="lp-soft") + trouble(row)
    return f'<div><div class="lp-row">{head}</div>{told}</div>'


def badges(row: SectionRow) -> str:
    """Where what holds comes from, and whether something that was set is left out."""
    found = plain.badge(*section_words.ORIGINS[row.origin])
    return found + (plain.badge(_("left out"), "red") if row.trouble else "")


def trouble(row: SectionRow) -> str:
    """Why what was set here does not hold."""
    lines = []
    for one in row.trouble.splitlines():
        place, colon, why = one.partition(": ")
        lines.append(f"{place}: {spoken_for.said(why)}" if colon else spoken_for.said(one))
    return "".join(plain.element("p", one, class_="lp-hole") for one in lines)


def changed(row: SectionRow) -> str:
    """Who set it last, and when; "" where nobody did."""
    if row.changed_at is None:
        return ""
    when = words.moment(row.changed_at, desk().app.clock.wall(), time_zone())
    return _("Last changed {when} by {name}.").format(
        when=when, name=row.changed_by or _("somebody")
    )


def values(view: SectionView) -> str:
    """Every value as a table."""
    cells = ((one.name, one.value, section_words.ORIGINS[one.origin][0]) for one in view.values)
    head = "".join(
        plain.element("th", one, scope="col") for one in (_("Setting"), _("Value"), _("From"))
    )
    body = "".join(
        "<tr>" + "".join(plain.element("td", cell) for cell in row) + "</tr>" for row in cells
    )
    table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return (
        '<div class="lp-scroll" tabindex="0">'
        f'<table class="lp-table lp-texts">{table}</table></div>'
    )
