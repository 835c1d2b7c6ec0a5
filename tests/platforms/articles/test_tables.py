"""Articles in a CSV."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from domain.article import IncomingArticle
from domain.errors import BadInput
from platforms.articles import files


def read(folder: Path, text: str) -> list[IncomingArticle]:
    path = folder / "articles.csv"
    path.write_text(text, encoding="utf-8")
    return [one for one in files.read(path) if isinstance(one, IncomingArticle)]


def test_columns_are_known_by_their_usual_names(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path,
        "\ufeffQuestion;Answer;Link;Locale;Last modified\n"
        'Lost card?;"<p>Block it;</p><p>Then wait.</p>";'
        "https://h.example/1;pt_BR;2026-10-01 12:30\n",
    )
    assert (one.title, one.body) == ("Lost card?", "Block it;\n\nThen wait.")
    assert (one.external_id, one.language) == ("https://h.example/1", "pt-br")
    assert one.updated_at == dt.datetime(2026, 10, 1, 12, 30, tzinfo=dt.UTC)


def test_rows_without_a_title_or_a_public_state_are_left_out(tmp_path: Path) -> None:
    rows = read(tmp_path, "title,body,status\n,x,published\nA,x,draft\nB,x,Published\n")
    assert [one.title for one in rows] == ["B"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/relative", "https://h.example/a b"])
def test_what_is_no_web_address_is_none(tmp_path: Path, link: str) -> None:
    (one,) = read(tmp_path, f"title,url\nA,{link}\n")
    assert one.url == ""


def test_a_table_without_a_title_says_which_columns_it_has(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="foo, bar"):
        read(tmp_path, "foo,bar\n1,2\n")
