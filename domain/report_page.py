"""A report on one page: headings and rows, as plain text and as HTML for mail and browsers.

Each row is a name and a sentence, no table of many columns: it reads the same in a mail client, on
a phone and where a mail is turned into text. Nothing comes from outside, and all words are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from domain.interface import ENGLISH

WIDTH = 640
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _SOFT, _LINE, _BACK, _BRAND, _ALARM = (
    "#14232b", "#52646d", "#dde4e7", "#f1f5f6", "#0f766e", "#b3261e",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name, what is said of it, and where it is found; `share` is drawn as a bar.

    `alarm` makes words and bar red, `bad` the bar alone.
    """

    name: str
    says: str
    link: str = ""
    share: float | None = None
    alarm: bool = False
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows under a heading; `note` explains them."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The whole report; `about` says of what and in which time zone."""

    title: str
    about: str
    parts: tuple[Part, ...]
    language: str = ENGLISH


def as_text(page: ReportPage) -> str:
    """For terminals, and for chats that know no HTML."""
    return "\n".join([page.title, page.about, *_text_parts(page)]) + "\n"


def _text_parts(page: ReportPage) -> Iterator[str]:
    for part in page.parts:
        yield f"\n{part.title}"
        for row in part.rows:
            yield f"  {row.name}: {row.says}" + (f"  {row.link}" if row.link else "")
        if part.note:
            yield f"  ({part.note})"
        if part.link:
            yield f"  {part.link}"


def as_html(page: ReportPage) -> str:
    """For mail: styles stand at each element, for mail clients take out all others."""
    parts = "".join(_part(part) for part in page.parts)
    return (
        f'<!doctype html><html lang="{escape(page.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(page.title)}</title></head>"
        f'<body style="margin:0;padding:0;background:{_BACK};color:{_INK};{_FONT}">'
        f'<div style="max-width:{WIDTH}px;margin:0 auto;padding:20px 12px">'
        f'<h1 style="margin:0 0 4px;font-size:22px;line-height:28px">{escape(page.title)}</h1>'
        f'<p style="margin:0 0 16px;font-size:14px;line-height:20px;color:{_SOFT}">'
        f"{escape(page.about)}</p>{parts}</div></body></html>"
    )


def _part(part: Part) -> str:
    rows = "".join(_row(row, first=not place) for place, row in enumerate(part.rows))
    note = _small(escape(part.note)) if part.note else ""
    link = _small(_anchor(part.link, part.link)) if part.link else ""
    return (
        f'<div style="background:#ffffff;border:1px solid {_LINE};border-radius:10px;'
        'margin:0 0 14px;padding:14px 16px">'
        f'<h2 style="margin:0 0 6px;font-size:16px;line-height:22px">{escape(part.title)}</h2>'
        f"{rows}{note}{link}</div>"
    )


def _row(row: Row, *, first: bool) -> str:
    line = "" if first else f"border-top:1px solid {_LINE};"
    name = _anchor(row.link, row.name) if row.link else escape(row.name)
    color = _ALARM if row.alarm else _INK
    return (
        f'<div style="{line}padding:7px 0;font-size:14px;line-height:20px">'
        f'<span style="color:{_SOFT}">{name}:</span> '
        f'<strong style="color:{color};font-weight:600">{escape(row.says)}</strong>'
        f"{_bar(row)}</div>"
    )


def _bar(row: Row) -> str:
    if row.share is None:
        return ""
    width = max(0.0, min(1.0, row.share)) * 100
    color = _ALARM if row.alarm or row.bad else _BRAND
    return (
        f'<div style="background:{_LINE};border-radius:3px;height:6px;margin-top:5px">'
        f'<div style="background:{color};border-radius:3px;height:6px;width:{width:.0f}%"></div>'
        "</div>"
    )


def _small(inner: str) -> str:
    return f'<p style="margin:8px 0 0;font-size:13px;line-height:18px;color:{_SOFT}">{inner}</p>'


def _anchor(link: str, words: str) -> str:
    """A link of ours; what is no web address is no link."""
    if not link.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(link)}" style="color:{_BRAND}">{escape(words)}</a>'
