"""The sentence that puts a help article into a reply, in the customer's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.language import code_of

FALLBACK_LANGUAGE = "en"


def sentence(url: str, *, customer: str | None, article: str | None) -> str:
    """The sentence with the link; it names the article's language where that is another one."""
    table = _table()
    wanted, has = code_of(customer), code_of(article)
    words = table.get(wanted) or table[FALLBACK_LANGUAGE]
    if not has or has == wanted:
        return words["same"].format(url=url)
    return words["other"].format(url=url, language=table["names"].get(has, has))


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("articles.toml").read_text("utf-8"))
