"""A stand-in for the model's sense of meaning, and articles to find with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.article import IncomingArticle
from domain.classification import Classification
from listenpost.services import article_import
from listenpost.services.app import App
from tests.fakes import KeywordClassifier, Office

MEANINGS = (("card", "κάρτα", "karte"), ("router", "nestbox", "ρούτερ"), ("parcel", "δέμα"))
GREEK, GERMAN = "άέήίαεικ", "ßäöü"


@dataclass
class Meaning(KeywordClassifier):
    """Texts that name the same thing are near, in any language."""

    def _judge(self, text: str) -> Classification:
        low = text.casefold()
        vector = [float(any(word in low for word in words)) for words in MEANINGS]
        return replace(
            KeywordClassifier._judge(self, text),
            embedding=tuple(vector) if any(vector) else (),
            language=_language(low),
        )


def _language(text: str) -> str:
    found = (("el", GREEK), ("de", GERMAN))
    return next((code for code, letters in found if any(a in text for a in letters)), "en")


def understanding(office: Office) -> App:
    """The office's installation, with a model that knows meanings."""
    model = Meaning()
    office.app = replace(office.app, classifier=lambda: model)
    return office.app


def article(name: str, title: str, body: str = "", **more: Any) -> IncomingArticle:
    """An article at help.example."""
    values: dict[str, Any] = {"url": f"https://help.example/{name}", "language": "en"} | more
    return IncomingArticle(external_id=name, title=title, body=body, **values)


def take_in(app: App, articles: Sequence[IncomingArticle], source: str = "help") -> None:
    """Import and let the model read."""
    article_import.take_in(app, source, articles)
    article_import.read_all(app)
