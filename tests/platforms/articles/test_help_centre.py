"""A help centre that is read by its sitemap, by its list, or as one page."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator

import pytest

from domain.article import IncomingArticle
from domain.errors import BadInput, MalformedItem
from platforms.articles import help_centre, sitemap
from platforms.articles.help_centre import Read
from platforms.articles.web import Web
from tests.platforms.articles.help_site import HelpSite, help_site

WORDS = "Block the card in the app, under Cards, and order a new one there; it takes five days."
PAGE = """<!doctype html><html lang="{lang}"><head><title>{title} | Acme Help</title>
<meta property="og:site_name" content="Acme Help">
<meta property="article:modified_time" content="2026-10-02T08:00:00Z">
<style>p {{ color: red }}</style></head>
<body><header><h1>Acme</h1></header><nav><a href="/">Home</a> and a lot of navigation words</nav>
<div role="main"><article><header><h1>{title}</h1></header><p>{body}</p><br>
<ul><li>first</li><li>second &lt;b&gt;</li></ul><script>alert(1)</script></article>
<aside>Related articles that are many</aside></div><footer>Imprint</footer></body></html>"""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@pytest.fixture
def site() -> Iterator[HelpSite]:
    with help_site() as found:
        yield found


def read(url: str) -> list[Read]:
    return list(help_centre.read(Web(internal=("127.0.0.1",)), url))


def articles(url: str) -> list[IncomingArticle]:
    return [one for one in read(url) if isinstance(one, IncomingArticle)]


def page(site: HelpSite, path: str, title: str, *, lang: str = "en", body: str = WORDS) -> str:
    return site.put(path, PAGE.format(title=title, lang=lang, body=body))


def put_sitemap(site: HelpSite, path: str, inner: str, root: str = "urlset") -> str:
    return site.put(path, f"{HEAD}<{root} {NS}>{inner}</{root}>", kind="application/xml")


def test_a_sitemap_is_read_with_what_stands_around_the_articles_left_out(site: HelpSite) -> None:
    url = page(site, "/lost", "Lost card")
    start = put_sitemap(site, "/s.xml", f"<url><loc>{url}</loc></url>")
    (one,) = articles(start)
    assert (one.title, one.url, one.external_id, one.language) == ("Lost card", url, url, "en")
    assert one.body.startswith(WORDS)
    assert "navigation" not in one.body
    assert "alert" not in one.body
    assert "Related" not in one.body
    assert "second <b>" in one.body
    assert one.updated_at == dt.datetime(2026, 10, 2, 8, tzinfo=dt.UTC)


def test_sitemaps_of_sitemaps_packed_ones_and_translations(site: HelpSite) -> None:
    english, greek = page(site, "/en/a", "Lost"), page(site, "/el/a", "Χαμένη", lang="el")
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>'
        for lang, url in (("en-GB", english), ("el", greek))
    )
    inner = "".join(f"<url><loc>{url}</loc>{links}</url>" for url in (english, greek))
    packed = gzip.compress(f"{HEAD}<urlset {NS}>{inner}</urlset>".encode())
    part = site.put("/part.xml.gz", packed, kind="application/gzip")
    start = put_sitemap(
        site, "/s.xml", f"<sitemap><loc>{part}</loc></sitemap>", root="sitemapindex"
    )
    first, second = articles(start)
    assert (first.language, second.language) == ("en-gb", "el")
    assert first.group == second.group


def test_pages_of_other_hosts_are_never_asked(site: HelpSite) -> None:
    start = put_sitemap(site, "/s.xml", "<url><loc>http://169.254.169.254/latest</loc></url>")
    assert read(start) == []


def test_a_page_that_is_gone_is_told_and_the_others_are_read(site: HelpSite) -> None:
    here = page(site, "/a", "Here")
    start = put_sitemap(
        site, "/s.xml", f"<url><loc>{site.address}/gone</loc></url><url><loc>{here}</loc></url>"
    )
    trouble, fine = read(start)
    assert isinstance(trouble, MalformedItem)
    assert isinstance(fine, IncomingArticle)


def test_lists_of_articles_and_hidden_pages_are_no_articles(site: HelpSite) -> None:
    links = " ".join(f'<a href="/{n}">How to do number {n} in the app</a>' for n in range(9))
    several = page(site, "/list", "All", body=links)
    short = page(site, "/short", "Short", body="x")
    hidden = site.put(
        "/h",
        PAGE.format(title="H", lang="en", body=WORDS).replace(
            "<style>", '<meta name="robots" content="noindex"><style>'
        ),
    )
    inner = "".join(f"<url><loc>{url}</loc></url>" for url in (several, short, hidden))
    assert [one.title for one in articles(put_sitemap(site, "/s.xml", inner))] == []


def test_from_a_home_page_the_sitemap_is_found_and_only_what_is_below_is_read(
    site: HelpSite,
) -> None:
    inside, outside = page(site, "/hc/en/a", "In"), page(site, "/hc/en-us/b", "Out")
    home = site.put("/hc/en", "<html><body>Welcome</body></html>")
    put_sitemap(site, "/map.xml", "".join(f"<url><loc>{u}</loc></url>" for u in (inside, outside)))
    site.put("/robots.txt", f"User-agent: *\nSitemap: {site.address}/map.xml\n", kind="text/plain")
    assert [one.title for one in articles(home)] == ["In"]


def test_one_page_alone_is_read_and_a_page_without_an_article_says_what_helps(
    site: HelpSite,
) -> None:
    assert [one.title for one in articles(page(site, "/a", "Alone"))] == ["Alone"]
    with pytest.raises(BadInput, match="sitemap"):
        read(site.put("/b", "<html><body>Welcome</body></html>"))


def test_zendesks_pages_of_articles_are_followed_on_their_own_host(site: HelpSite) -> None:
    def row(number: int, **more: object) -> dict[str, object]:
        return {
            "id": number,
            "title": f"T{number}",
            "body": f"<p>{WORDS}</p>",
            "locale": "en-us",
            "html_url": f"https://acme.example/{number}",
            "draft": False,
        } | more

    after = {"articles": [row(2), row(3, draft=True)], "next_page": "http://10.0.0.1/x.json"}
    url = site.put("/2.json", json.dumps(after), kind="application/json")
    first = {"articles": [row(1)], "next_page": url}
    start = site.put("/1.json", json.dumps(first), kind="application/json")
    assert [one.external_id for one in articles(start)] == ["1:en-us", "2:en-us"]


@pytest.mark.parametrize(
    "body",
    [
        b"<html></html>",
        b"not xml",
        b'<!DOCTYPE u [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>',
        b"\x1f\x8bnonsense",
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedItem):
        sitemap.parse(body, "https://h.example/s.xml")
