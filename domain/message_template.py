"""Messages that a network has approved beforehand: the only way to write once its window closed.

A text that is a template word for word, its blanks filled in, goes out as that template. So what
is kept, searched, approved and looked for is the words that the customer reads, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.errors import BadInput
from domain.prices import MICRO

MAX_BODY = 1024
_BLANK = re.compile(r"\{\{(\d+)\}\}")
_VALUE = r"\S(?:[^\n\t]*\S)?"
_WIDE = re.compile(r" {5,}")
"""Meta takes no more than four spaces in a row in a blank, and no new line or tab."""


class TemplateCategory(StrEnum):
    """What Meta charges by; marketing goes only to who agreed to it."""

    UTILITY = "utility"
    MARKETING = "marketing"
    AUTHENTICATION = "authentication"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """An approved template. `body` has its blanks as {{1}}, {{2}}; `parameters` says what they are.

    `price` is in millionths of a dollar.
    """

    name: str
    language: str
    category: TemplateCategory
    body: str
    parameters: tuple[str, ...] = ()
    price: int = 0

    @property
    def example(self) -> str:
        """With its blanks filled in by what they are for."""
        return _BLANK.sub(lambda found: self.parameters[int(found.group(1)) - 1], self.body)

    @property
    def costs(self) -> str:
        return f"${self.price / MICRO:.3f}".removesuffix("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTemplate:
    """A template with what stands in its blanks, in their order: what a responder sends."""

    template: MessageTemplate
    values: tuple[str, ...]


def blanks(body: str) -> int:
    """How many blanks there are; raises BadInput where their numbers leave one out."""
    numbers = {int(one) for one in _BLANK.findall(body)}
    if numbers != set(range(1, len(numbers) + 1)):
        raise BadInput(
            "Blanks are numbered from 1, each in two pairs of braces, and none is left out."
        )
    return len(numbers)


def fill(template: MessageTemplate, values: Sequence[str]) -> str:
    """The words as the customer reads them; raises BadInput for what Meta does not take."""
    for name, value in zip(template.parameters, values, strict=True):
        if not value.strip():
            raise BadInput(f"Fill in \u201c{name}\u201d.")
    text = _BLANK.sub(lambda found: values[int(found.group(1)) - 1].strip(), template.body)
    if filled(text, [template]) is None:
        raise BadInput(
            "What stands in a blank is one line without tabs or wide gaps, and the whole message "
            f"has at most {MAX_BODY} characters."
        )
    return text


def filled(text: str, templates: Iterable[MessageTemplate]) -> FilledTemplate | None:
    """The first template that this text is, word for word, and what stands in its blanks."""
    if len(text) > MAX_BODY:
        return None
    for template in templates:
        found = _pattern(template.body).fullmatch(text.strip())
        if found is None:
            continue
        values = tuple(found[f"b{one}"] for one in range(1, len(template.parameters) + 1))
        if not any(_WIDE.search(value) for value in values):
            return FilledTemplate(template=template, values=values)
    return None


@lru_cache(maxsize=256)
def _pattern(body: str) -> re.Pattern[str]:
    """The body as a pattern; a blank that stands there twice says the same both times."""
    pattern, end, seen = "", 0, set()
    for found in _BLANK.finditer(body.strip()):
        pattern += re.escape(body.strip()[end : found.start()])
        name, end = f"b{found.group(1)}", found.end()
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{_VALUE})"
        seen.add(name)
    return re.compile(pattern + re.escape(body.strip()[end:]))


def offer(templates: Sequence[MessageTemplate], most: int = 3) -> str:
    """Their names and prices in words."""
    known = dict.fromkeys(
        f"\u201c{one.name}\u201d ({one.language}, {one.costs})" for one in templates
    )
    shown = list(known)[:most]
    more = len(known) - len(shown)
    return " or ".join([*shown, *([f"{more} more"] if more else [])])
