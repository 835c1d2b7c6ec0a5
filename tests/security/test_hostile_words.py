"""500 pieces of markup and the Big List of Naughty Strings, from the network to page and file."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import feedparser
import pytest

from dashboard import handoff_html, plain
from domain.ledger import Reason
from domain.mention import IncomingMention, MentionKind
from domain.spreadsheet import harmless
from listeners import facebook_item, feed_entry, whatsapp_message
from listenpost.services import held, ledger
from listenpost.services.ledger_csv import HEAD, as_csv
from platforms.html_text import text_of_html
from storage.models import Author, Case
from tests.fakes import Office
from tests.security.conftest import FULL, Count
from tests.security.payloads import payloads
from tests.storage.builders import NOW

ALL = payloads()
CHOSEN = ALL if FULL else ALL[:: len(ALL) // 150]
PARSED: dict[str, Callable[[str], object]] = {
    "a feed": lambda words: _of_feed(words),
    "Facebook": lambda words: facebook_item.read_post(
        {
            "id": "1_2",
            "message": words,
            "created_time": "2026-03-01T10:00:00+0000",
            "from": {"id": "9", "name": words},
        },
        MentionKind.VISITOR_POST,
        "1",
    ),
    "WhatsApp": lambda words: whatsapp_message.read_message(
        {"id": "w1", "from": "491700", "timestamp": "1772000000", "type": "text",
         "text": {"body": words}},
        [{"wa_id": "491700", "profile": {"name": words}}],
        "5",
    ),
}  # fmt: skip


def _of_feed(words: str) -> object:
    escaped = html.escape(words.replace("\x00", ""))
    rss = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item>'
        f"<title>{escaped}</title><description>{escaped}</description><author>{escaped}</author>"
        "<link>https://forum.example/1</link><guid>1</guid></item></channel></rss>"
    )
    found = feedparser.parse(rss.encode("utf-8", "replace"))
    if not found.entries:
        return None
    return feed_entry.read_entry(found.entries[0], found.feed, "https://forum.example/", NOW)


def test_there_are_as_many_as_were_promised() -> None:
    assert len([one for one in ALL if "<" in one or "(" in one]) >= 500
    assert len(ALL) >= 850


@pytest.mark.parametrize("network", PARSED)
def test_every_parser_reads_them_or_says_that_it_cannot(network: str, tried: Count) -> None:
    read = PARSED[network]
    for words in ALL:
        found = read(words)
        if isinstance(found, IncomingMention):
            assert found.url is None or plain.web_link(found.url) or found.url == ""
    tried(f"hostile words through {network}", len(ALL))


class Tags(HTMLParser):
    """Which elements and which attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.seen.update(f"{name}=" for name, _ in attrs)


def tags_of(page: str) -> set[str]:
    parser = Tags()
    parser.feed(page)
    parser.close()
    return parser.seen


def test_no_word_of_a_customer_becomes_markup(tried: Count) -> None:
    plainly = tags_of(handoff_html.nothing(error="no"))
    for words in ALL:
        assert tags_of(plain.element("p", words, title=words)) == {"p", "title="}, words
        assert tags_of(handoff_html.nothing(error=words)) == plainly, words
        text_of_html(words)
    tried("hostile words in our own HTML", len(ALL) * 3)


def test_no_cell_of_a_file_is_a_formula_and_no_line_is_forged(office: Office, tried: Count) -> None:
    case_id = office.case_for("Anna", "is broken")
    app = office.app
    office.time.go(days=9)
    period = ledger.period(app, since=app.clock.now() - dt.timedelta(days=30))
    (row, *_) = ledger.names(app, period, limit=1)
    rows = [replace(row, text=words, customer=words) for words in ALL]
    cells = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    assert len(cells) == len(ALL) + 1
    for line, words in zip(cells[1:], ALL, strict=True):
        assert len(line) == len(HEAD)
        assert not line[HEAD.index("text")].startswith(("=", "+", "-", "@", "\t", "\r")), words
        assert line[HEAD.index("customer")] == harmless(words)
    tried("hostile words in a CSV file", len(ALL) * 2)
    assert case_id
    assert row.reason in Reason


def test_they_are_stored_and_handed_out_as_they_were(office: Office, tried: Count) -> None:
    thread = [office.says("Nora Naughty", f"{words} is broken", thread="n") for words in CHOSEN]
    office.hear(*thread)
    office.judge()
    (customer, *_) = {case.customer_id for case in office.rows(Case)}
    told = json.dumps(held.export(office.app, customer, user_id=None), default=str)
    assert "Nora Naughty" in told
    assert json.loads(told)["customer"] == customer
    assert len(office.rows(Author)) == 1
    tried("hostile words in an export", len(thread))
