"""A report holds its own words alone: nothing of them is markup, nothing comes from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.report_page import Part, ReportPage, Row, as_html, as_text

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
words = st.one_of(st.text(max_size=40), st.just(EVIL))


class Reader(HTMLParser):
    """What a browser would find in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.said += data


def page(name: str, says: str, link: str = "") -> ReportPage:
    row = Row(name=name, says=says, link=link, share=0.4)
    part = Part(title=name, rows=(row,), note=says, link=link)
    return ReportPage(title=says, about=name, parts=(part,))


@settings(max_examples=40)
@given(words, words, words)
def test_whatever_it_says_only_our_own_tags_stand_in_it(name: str, says: str, link: str) -> None:
    reader = Reader()
    reader.feed(as_html(page(name, says, link)))
    assert reader.tags <= {
        "html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "span", "strong", "a",
    }  # fmt: skip
    assert reader.attributes <= {"lang", "charset", "name", "content", "style", "href"}
    assert all(one.startswith(("https://", "http://")) for one in reader.links)


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    html = as_html(page("a", "b", "javascript:alert(1)"))
    assert "href" not in html
    assert 'href="https://care.example.org/go/case/1"' in as_html(
        page("a", "b", "https://care.example.org/go/case/1")
    )


def test_nothing_is_loaded_from_anywhere() -> None:
    html = as_html(page("a", "b", "https://care.example.org/"))
    assert not re.search(r"url\(|src=|@import|<link|<script|<style", html)


def test_the_text_says_the_same() -> None:
    text = as_text(page("Ignored", "3 of 10", "https://care.example.org/"))
    assert "Ignored: 3 of 10  https://care.example.org/" in text
