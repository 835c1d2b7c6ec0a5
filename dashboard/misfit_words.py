"""Where a value stands that does not fit, for who works with forms and knows no keys."""

from __future__ import annotations

from dashboard import section_words
from dashboard.section_lists import lists_of
from dashboard.tongue import _
from domain.errors import Misfit
from listenpost.language import spoken_for


def place_in_words(path: tuple[str, ...]) -> str:
    """Section, numbers counted from one, and the label of the field."""
    section = path[0] if path else ""
    labels = {field.name: field.label for one in lists_of(section) for field in one.fields}
    numbers, label = [], ""
    for part in path[1:]:
        if part in labels:
            label = _(labels[part])
            break
        if part.isdecimal():
            numbers.append(str(int(part) + 1))
    found = f"{section_words.title(section)} {'.'.join(numbers)}".strip()
    return f"{found}, {label}" if label else found


def misfit(one: Misfit) -> str:
    """That, and why."""
    return f"{place_in_words(one.path)}: {spoken_for.said(one.why)}"
