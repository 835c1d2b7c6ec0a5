"""A help centre on the web: by its sitemap, by a list in JSON (Zendesk), or one page of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from domain.article import IncomingArticle
from domain.errors import BadInput, ListenpostError, MalformedItem
from platforms.articles import exports, sitemap
from platforms.articles.page import read_page
from platforms.articles.sitemap import Listed
from platforms.articles.web import Fetched, Web
from platforms.reading import mapping

MOST_PAGES = 5_000
MOST_SECONDS = 3600.0
"""For a whole help centre."""
_JSON_PAGES = 500
Read = IncomingArticle | MalformedItem


def read(web: Web, url: str) -> Iterator[Read]:
    """Every article below an address, or why one cannot be read.

    Raises BadInput for an address that must not be asked, or under which no article is found.
    """
    with web.connected():
        first = web.fetch(url)
        if _is_json(first):
            yield from _lists(web, first)
        elif _is_sitemap(first) or url.endswith((".xml", ".xml.gz")):
            yield from _pages(web, sitemap.pages(web, url))
        else:
            yield from _below(web, url, first)


def _below(web: Web, url: str, first: Fetched) -> Iterator[Read]:
    """By the sitemap that the site names, the pages below this address; else this page alone."""
    place = _sitemap_of(web, url)
    if place is not None:
        base = url.rstrip("/")
        below = (one for one in sitemap.pages(web, place) if f"{one.url}/".startswith(f"{base}/"))
        yield from _pages(web, below)
        return
    found = read_page(first.body, Listed(url=url), url=first.url)
    if found is None:
        raise BadInput(
            f"{url} is no article, and the site has no sitemap: give the sitemap's address."
        )
    yield found


def _sitemap_of(web: Web, url: str) -> str | None:
    """What robots.txt names, else the usual places."""
    named = [
        line.partition(":")[2].strip()
        for line in _text(web, urljoin(url, "/robots.txt")).splitlines()
        if line.lower().startswith("sitemap:")
    ]
    usual = [urljoin(url, "/hc/sitemap.xml"), urljoin(url, "/sitemap.xml")]
    host = urlsplit(url).hostname
    for place in [*named, *usual]:
        if urlsplit(place).hostname == host and _answers(web, place):
            return place
    return None


def _text(web: Web, url: str) -> str:
    try:
        return web.fetch(url).body.decode("utf-8", "replace")
    except ListenpostError:
        return ""  # a site need not have one


def _answers(web: Web, url: str) -> bool:
    try:
        sitemap.parse(web.fetch(url).body, url)
    except ListenpostError:
        return False
    return True


def _pages(web: Web, listed: Iterator[Listed]) -> Iterator[Read]:
    until = time.monotonic() + MOST_SECONDS
    for number, one in enumerate(listed):
        if number == MOST_PAGES or time.monotonic() > until:
            yield MalformedItem(f"Only {number} pages were read: the help centre has more.")
            return
        try:
            page = web.fetch(one.url)
            found = read_page(page.body, one, url=page.url)
        except ListenpostError as error:
            yield MalformedItem(str(error))
            continue
        if found is not None:
            yield found


def _lists(web: Web, first: Fetched) -> Iterator[Read]:
    """Zendesk's pages of articles, each naming the next one on the same host."""
    page, host = first, urlsplit(first.url).hostname
    for _ in range(_JSON_PAGES):
        try:
            value = json.loads(page.body)
        except (ValueError, RecursionError) as error:
            yield MalformedItem(f"{page.url} is no JSON: {error}.")
            return
        for row in exports.rows_of(value):
            found = exports.read_row(row, base_url="")
            if found is not None:
                yield found
        after = mapping(value).get("next_page") or mapping(mapping(value).get("links")).get("next")
        if not isinstance(after, str) or urlsplit(after).hostname != host:
            return
        page = web.fetch(after)
    yield MalformedItem(f"Only {_JSON_PAGES} pages of the list were read.")


def _is_json(page: Fetched) -> bool:
    return page.kind.endswith("json") or page.body.lstrip()[:1] in (b"{", b"[")


def _is_sitemap(page: Fetched) -> bool:
    return b"<urlset" in page.body[:2000] or b"<sitemapindex" in page.body[:2000]
