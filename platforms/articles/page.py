"""One page of a help centre: the article in it, without what stands around it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from domain.article import IncomingArticle
from domain.text import clean, one_line
from platforms.articles import fields
from platforms.articles.sitemap import Listed
from platforms.html_text import text_of_html

LEAST_LETTERS = 60
MOST_LINKED = 0.6
"""A page of which more is links than this is a list of articles."""

_AROUND = frozenset(
    {"nav", "header", "footer", "aside", "form", "script", "style", "noscript", "svg"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)


class _Reader(HTMLParser):
    """Collects the page's facts, and the markup of its main part without what is around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = self.canonical = self.site = self.title = self.shared = self.changed = ""
        self.hidden = False
        self.headings: list[tuple[bool, str]] = []
        self.parts: dict[str, list[str]] = {"article": [], "main": [], "body": []}
        self.linked: dict[str, int] = dict.fromkeys(self.parts, 0)
        self._open: list[str] = []
        self._acts_as: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._facts(tag, given)
        if tag not in _VOID:
            self._open.append(tag)
            self._acts_as.append("main" if given.get("role") == "main" else tag)
        if tag == "h1":
            self.headings.append((bool({"article", "main"} & {*self._acts_as}), ""))
        self._keep(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._keep(f"</{tag}>")
        if tag in self._open:
            at = len(self._open) - 1 - self._open[::-1].index(tag)
            del self._open[at:], self._acts_as[at:]

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data
        if "h1" in self._open:
            inside, text = self.headings[-1]
            self.headings[-1] = inside, text + data
            return  # the title is no part of the words
        self._keep(data.replace("&", "&amp;").replace("<", "&lt;"))
        if "a" in self._open and not _AROUND.intersection(self._open):
            for name in self._parts():
                self.linked[name] += len("".join(data.split()))

    def _keep(self, text: str) -> None:
        if not _AROUND.intersection(self._open):
            for name in self._parts():
                self.parts[name].append(text)

    def _parts(self) -> list[str]:
        return [name for name in self.parts if name in self._acts_as]

    def _facts(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href", "")
        elif tag == "meta":
            name, content = given.get("property") or given.get("name", ""), given.get("content", "")
            self.site = content if name == "og:site_name" else self.site
            self.shared = content if name == "og:title" else self.shared
            self.changed = content if name == "article:modified_time" else self.changed
            self.hidden |= name.lower() == "robots" and "noindex" in content.lower()


def read_page(body: bytes, listed: Listed, *, url: str) -> IncomingArticle | None:
    """The article on a page; None where the page is a list, is empty or asks not to be found."""
    reader = _Reader()
    reader.feed(clean(_decoded(body)))
    reader.close()
    title = _title(reader)
    for name in ("article", "main", "body"):
        words = text_of_html("".join(reader.parts[name]))
        letters = len("".join(words.split()))
        if letters >= LEAST_LETTERS:
            break
    else:
        return None
    if reader.hidden or not title or reader.linked[name] > MOST_LINKED * letters:
        return None
    own = fields.address(fields.joined(url, reader.canonical)) if reader.canonical else ""
    address = own or url
    return IncomingArticle(
        external_id=address,
        title=title,
        body=words,
        url=address,
        language=listed.language or fields.language_of(reader.language),
        group=listed.group,
        updated_at=fields.moment(reader.changed) or listed.changed_at,
    )


def _title(reader: _Reader) -> str:
    """The heading, else what is shared, else the window's title without the site's name."""
    inside = [text for within, text in reader.headings if within and text.strip()]
    anywhere = [text for _, text in reader.headings if text.strip()]
    heading = next(iter([*inside, *anywhere]), "")
    for found in (heading, reader.shared, reader.title):
        title = one_line(clean(found), 500)
        for sign in (" | ", " – ", " - ", " — "):
            if reader.site and title.endswith(f"{sign}{reader.site}"):
                title = title.removesuffix(f"{sign}{reader.site}")
        if title:
            return title
    return ""


def _decoded(body: bytes) -> str:
    named = _CHARSET.search(body[:2048])
    try:
        return body.decode(named[1].decode("ascii") if named else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
