"""The question after a matter was settled, in the customer's language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.language import code_of

FALLBACK_LANGUAGE = "en"
_NAME = re.compile(r"[,،]? \{name\}")


def question(language: str | None, *, name: str) -> str:
    """The words; without a name the greeting stands alone."""
    known = _questions()
    code = code_of(language)
    words = known.get(code, known[FALLBACK_LANGUAGE])
    return (words if name else _NAME.sub("", words, count=1)).format(name=name)


@cache
def _questions() -> Mapping[str, str]:
    file = Path(__file__).parent / "survey.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
