"""Markdown folders as people keep them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from domain.article import IncomingArticle
from domain.errors import BadInput, MalformedItem
from platforms.articles import files, markdown

YAML = """---
title: Lost card
lang: de-AT
updated: 2026-10-01
permalink: /karte
---
# Lost card

Block it in **the app**. See [this](https://x.example/a).

| Fee | Amount |
|---|---|
| New card | 5 EUR |
"""
TOML = '+++\ntitle = "Lost card"\ndraft = false\ndate = 2026-10-01T12:00:00Z\n+++\nBlock it.'


def read(folder: Path, base_url: str = "https://help.example") -> list[IncomingArticle]:
    found = list(files.read(folder, base_url=base_url))
    assert not [one for one in found if isinstance(one, MalformedItem)]
    return [one for one in found if isinstance(one, IncomingArticle)]


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_front_matter_and_words_are_read(tmp_path: Path) -> None:
    put(tmp_path, "cards/lost.md", YAML)
    (one,) = read(tmp_path)
    assert one == IncomingArticle(
        external_id="cards/lost.md",
        title="Lost card",
        body=one.body,
        url="https://help.example/karte",
        language="de-at",
        group="cards/lost",
        updated_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    )
    assert one.body.startswith("Block it in the app. See this.")
    assert one.body.split()[-4:] == ["New", "card", "5", "EUR"]


def test_toml_front_matter_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.md", TOML)
    (one,) = read(tmp_path)
    assert (one.title, one.body) == ("Lost card", "Block it.")
    assert one.updated_at == dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)


def test_without_front_matter_the_heading_is_the_title(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "\ufeff# Restart the router\r\n\r\nPull the plug.")
    put(tmp_path, "no-heading.md", "Only words.")
    first, second = read(tmp_path, base_url="")
    assert (first.title, first.body, first.url) == ("Restart the router", "Pull the plug.", "")
    assert second.title == "no heading"


@pytest.mark.parametrize("name", ["el/card/lost.md", "card/lost.el.md", "card/el/lost.md"])
def test_a_path_tells_the_language_and_its_translations(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "# Χαμένη κάρτα")
    (one,) = read(tmp_path)
    assert (one.language, one.group) == ("el", "card/lost")
    assert one.url == "https://help.example/el/card/lost"


@pytest.mark.parametrize("head", ["draft: true", "published: false", "status: archived"])
def test_what_no_customer_can_open_is_left_out(tmp_path: Path, head: str) -> None:
    put(tmp_path, "a.md", f"---\ntitle: A\n{head}\n---\nwords")
    assert read(tmp_path) == []


@pytest.mark.parametrize("text", ["---\ntitle: [a\n---\nwords", "+++\ntitle = \n+++\nwords"])
def test_broken_front_matter_is_told_and_stops_nothing(tmp_path: Path, text: str) -> None:
    put(tmp_path, "a.md", text)
    put(tmp_path, "b.md", "# B")
    trouble, fine = files.read(tmp_path)
    assert isinstance(trouble, MalformedItem)
    assert "a.md" in str(trouble)
    assert isinstance(fine, IncomingArticle)


def test_front_matter_makes_no_objects() -> None:
    with pytest.raises(MalformedItem):
        markdown.split("---\nx: !!python/object/apply:os.getcwd []\n---\n", place="a.md")


def test_hidden_folders_are_not_articles(tmp_path: Path) -> None:
    put(tmp_path, ".git/a.md", "# A")
    with pytest.raises(BadInput, match="no Markdown"):
        read(tmp_path)
