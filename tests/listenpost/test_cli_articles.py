"""listenpost articles: imported, searched, listed and checked, with the shipped model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listenpost.typing_hands import Hands, hands_in

ENGLISH = """---
title: What to do when your card is lost or stolen
url: https://help.example/lost
---
Block the card in the app under Cards, then order a new one. It arrives in five days.
"""
ROUTER = "# Restart the router when the internet is slow\n\nPull the plug and wait ten seconds."


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def test_a_greek_question_finds_the_english_article(terminal: Hands, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lost.md").write_text(ENGLISH, encoding="utf-8")
    (folder / "router.md").write_text(ROUTER, encoding="utf-8")
    terminal.type("init")
    (done,) = terminal.type("articles", "import", str(folder), "--json").lines
    assert (done["new"], done["without_address"], done["passages"]) == (2, 1, 4)
    (found,) = terminal.type("articles", "search", "Έχασα την κάρτα μου, τι κάνω;", "--json").lines
    (first,) = found["articles"]
    assert (first["url"], first["cross_language"]) == ("https://help.example/lost", True)
    assert first["score"] > 0.3
    shown = terminal.type("articles", "search", "my card is lost").out
    assert "What to do when your card is lost" in shown
    (listed,) = terminal.type("articles", "list", "--json").lines
    assert [one["troubles"] for one in listed["articles"]] == [["address"], []]
    (checked,) = terminal.type("articles", "check", "--offline", "--json").lines
    assert [one["troubles"] for one in checked["articles"]] == [["address"]]
    (report,) = terminal.type("report", "articles", "--json").lines
    assert (report["sent"], report["articles"]) == (0, [])


def test_what_cannot_be_imported_is_said_in_words(terminal: Hands, tmp_path: Path) -> None:
    terminal.type("init")
    for place, words in (
        (str(tmp_path / "nowhere"), "There is no file"),
        ("http://127.0.0.1/sitemap.xml", "inside a network of your own"),
        ("ftp://help.example/", "There is no file"),
    ):
        ran = terminal.type("articles", "import", place)
        assert ran.status == 2
        assert words in ran.err
