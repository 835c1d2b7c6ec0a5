"""Reply templates: one TOML file a language, one table a situation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.reply import ReplyKind

FALLBACK_LANGUAGE = "en"
_NAME = re.compile(r",? \{name\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The words for one situation in one language."""

    language: str
    public: str
    private: str

    def render(self, kind: ReplyKind, *, name: str, brand: str) -> str:
        """Fill in; without a name the greeting stands alone ("Hi Ann, ..." becomes "Hi, ...")."""
        words = self.private if kind is ReplyKind.PRIVATE else self.public
        if not name:
            words = _NAME.sub("", words)
        return words.format(name=name, brand=brand)


def choose(language: str | None, situation: str) -> Template:
    """The template in the customer's language, else in English; unknown situations are "other"."""
    code = (language or "").split("-")[0].lower()
    known = code if code in languages() else FALLBACK_LANGUAGE
    tables = _load(known)
    table = tables.get(situation) or tables["other"]
    return Template(language=known, public=table["public"], private=table["private"])


@cache
def languages() -> frozenset[str]:
    """The languages that have templates."""
    return frozenset(file.stem for file in _folder().glob("*.toml"))


@cache
def _load(language: str) -> Mapping[str, Mapping[str, str]]:
    text = (_folder() / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _folder() -> Path:
    return Path(__file__).parent / "templates"
