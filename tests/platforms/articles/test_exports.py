"""What helpdesks export, by the examples of their own references."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from domain.article import IncomingArticle
from domain.errors import BadInput
from platforms.articles import files

ZENDESK = {
    "id": 28523513715859,
    "url": "https://acme.zendesk.com/api/v2/help_center/en-us/articles/28523513715859.json",
    "html_url": "https://acme.zendesk.com/hc/en-us/articles/28523513715859-Lost-card",
    "draft": False,
    "title": "Lost card",
    "name": "Lost card",
    "source_locale": "en-us",
    "locale": "en-us",
    "outdated": False,
    "created_at": "2024-04-17T17:18:10Z",
    "updated_at": "2026-04-17T17:18:10Z",
    "edited_at": "2025-04-17T17:18:10Z",
    "user_segment_id": None,
    "body": "<p>Block it.</p><ul><li>Then wait</li></ul>",
}
FRESHDESK = {
    "id": 7,
    "type": 1,
    "category_id": 3,
    "folder_id": 4,
    "hierarchy": [{"level": 0, "type": "category", "data": {"id": 3, "language": "de"}}],
    "title": "Karte weg",
    "description": "<p>Sperren <b>Sie</b> sie.</p>",
    "description_text": "Sperren Sie sie.",
    "status": 2,
    "updated_at": "2026-09-09T06:07:26Z",
}
HUBSPOT = {
    "total": 1,
    "results": [
        {
            "id": 5,
            "type": "KNOWLEDGE_ARTICLE",
            "title": "Lost card",
            "description": "Block it.",
            "url": "https://kb.example/lost",
            "language": "en",
        }
    ],
}


def read(folder: Path, value: Any, base_url: str = "") -> list[IncomingArticle]:
    path = folder / "export.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return [one for one in files.read(path, base_url=base_url) if isinstance(one, IncomingArticle)]


def test_zendesk_articles_and_their_translations_are_one_group(tmp_path: Path) -> None:
    translation = {
        "id": 99,
        "source_id": ZENDESK["id"],
        "source_type": "Article",
        "locale": "el",
        "html_url": "https://acme.zendesk.com/hc/el/articles/28523513715859",
        "title": "Χαμένη κάρτα",
        "body": "<p>Μπλοκάρετέ την.</p>",
        "draft": False,
        "hidden": False,
        "outdated": True,
    }
    first, second = read(tmp_path, [{"articles": [ZENDESK]}, {"translations": [translation]}])
    assert first.url == ZENDESK["html_url"]
    assert first.body == "Block it.\n\nThen wait"
    assert first.updated_at == dt.datetime(2025, 4, 17, 17, 18, 10, tzinfo=dt.UTC)
    assert first.group == second.group
    assert (first.outdated, second.outdated) == (False, True)


@pytest.mark.parametrize("change", [{"draft": True}, {"user_segment_id": 3}, {"hidden": True}])
def test_what_not_everybody_may_open_at_zendesk_is_left_out(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    assert read(tmp_path, {"articles": [ZENDESK | change]}) == []


def test_freshdesk_gets_the_portals_address_and_the_categorys_language(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path, [FRESHDESK, FRESHDESK | {"id": 8, "status": 1}], "https://acme.example/"
    )
    assert one.url == "https://acme.example/support/solutions/articles/7"
    assert (one.language, one.group, one.body) == ("de", "7", "Sperren Sie sie.")


def test_hubspots_search_results_are_read(tmp_path: Path) -> None:
    (one,) = read(tmp_path, HUBSPOT)
    assert (one.external_id, one.url, one.body) == ("5", "https://kb.example/lost", "Block it.")


def test_hubspots_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kb.csv"
    path.write_text(
        "URL,Title,Category,Article Body\nhttps://kb.example/lost,Lost,Cards,<p>Block it.</p>\n",
        encoding="utf-8",
    )
    (one,) = files.read(path)
    assert isinstance(one, IncomingArticle)
    assert (one.title, one.url, one.body) == ("Lost", "https://kb.example/lost", "Block it.")


def test_one_object_a_line_is_read_too(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(ZENDESK | {"id": number}) for number in (1, 2))
    assert len(read(tmp_path, lines)) == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"tickets": [{"id": 1}]}', "[" * 100_000])
def test_what_holds_no_articles_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read(tmp_path, text)
