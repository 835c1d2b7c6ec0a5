"""Sitemaps: which pages a help centre has, in which languages, and when they changed."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from domain.errors import MalformedItem, PlatformUnavailable
from platforms.articles import fields
from platforms.articles.web import MOST_BYTES, Web

MOST_SITEMAPS = 200
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page as its sitemap lists it; `group` is the least address of its translations."""

    url: str
    changed_at: dt.datetime | None = None
    language: str | None = None
    group: str | None = None


def pages(web: Web, url: str) -> Iterator[Listed]:
    """Every page of a sitemap and of those that it names, on the sitemap's own host.

    Raises as `Web.fetch`, MalformedItem where one is no sitemap.
    """
    waiting, seen = [url], {url}
    host = urlsplit(url).hostname
    while waiting:
        here = waiting.pop(0)
        root = parse(web.fetch(here).body, here)
        for element in root:
            place = fields.joined(here, _child(element, "loc") or "")
            if urlsplit(place).hostname != host:
                continue
            if _name(element) == "sitemap" and place not in seen and len(seen) < MOST_SITEMAPS:
                seen.add(place)
                waiting.append(place)
            elif _name(element) == "url":
                yield _listed(element, place)


def parse(body: bytes, url: str) -> Element:
    """The sitemap's XML, which may be compressed; entities are never followed."""
    try:
        found: Element = fromstring(_unpacked(body, url))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise MalformedItem(f"{url} is no sitemap: {error}.") from error
    if _name(found) not in ("urlset", "sitemapindex"):
        raise MalformedItem(f"{url} is no sitemap: it begins with <{_name(found)}>.")
    return found


def _unpacked(body: bytes, url: str) -> bytes:
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = reader.decompress(body, 10 * MOST_BYTES)
    except zlib.error as error:
        raise MalformedItem(f"{url} cannot be unpacked: {error}.") from error
    if reader.unconsumed_tail:
        raise PlatformUnavailable(f"{url} unpacks to more than {10 * MOST_BYTES // 1_000_000} MB.")
    return found


def _listed(element: Element, url: str) -> Listed:
    others = {
        link.get("href", ""): link.get("hreflang", "")
        for link in element
        if _name(link) == "link" and link.get("rel") == "alternate"
    }
    language = others.get(url)
    return Listed(
        url=url,
        changed_at=fields.moment(_child(element, "lastmod")),
        language=fields.language_of(language) if language != "x-default" else None,
        group=min([url, *others]) if others else None,
    )


def _child(element: Element, name: str) -> str | None:
    found = next((one.text for one in element if _name(one) == name), None)
    return found.strip() if found else None


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
