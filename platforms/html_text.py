"""The words of a post that a platform serves as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from domain.text import clean

_BREAKS = {"br": "\n", "p": "\n\n", "li": "\n", "div": "\n", "blockquote": "\n\n", "tr": "\n"}
_BREAKS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "pre", "table"), "\n\n")
_BREAKS |= dict.fromkeys(("td", "th"), " ")
_SILENT = frozenset({"script", "style", "head", "title"})
_EMPTY_LINES = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        self.parts.append(_BREAKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        if tag != "br":
            self.parts.append(_BREAKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def text_of_html(html: object) -> str:
    """Plain words, storable: paragraphs apart, no tag, no script; links as they are shown."""
    reader = _Reader()
    reader.feed(clean(html))
    reader.close()
    return _EMPTY_LINES.sub("\n\n", "".join(reader.parts)).strip()
