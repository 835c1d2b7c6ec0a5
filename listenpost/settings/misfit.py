"""Why a value does not fit, as a sentence for whoever has just entered it."""

from __future__ import annotations

from typing import Any

NO_NUMBER = "It must be a number."
_SENTENCES = {
    "greater_than": "It must be more than {gt}.",
    "greater_than_equal": "It must be at least {ge}.",
    "less_than": "It must be less than {lt}.",
    "less_than_equal": "It must be at most {le}.",
    "missing": "It is missing.",
    "extra_forbidden": "There is no such setting.",
    "enum": "It must be one of these: {expected}.",
    "string_too_short": "It is empty.",
    "string_too_long": "It must have at most {max_length} characters.",
    "string_pattern_mismatch": "It is not written as it must be.",
    "finite_number": NO_NUMBER,
}
_BY_BEGINNING = (
    ("float_", NO_NUMBER),
    ("int_", "It must be a whole number."),
    ("time_delta", 'It must be a time, such as 3600 (seconds) or "PT1H".'),
    ("bool_", "It must be true or false."),
    ("string_", "It must be a text."),
    ("tuple_", "It must be a list."),
    ("list_", "It must be a list."),
    ("dict_", "It must be a section of its own."),
    ("model_", "It must be a section of its own."),
)


def why(problem: Any) -> str:
    """`problem` is one of pydantic's; what our own classes say is kept as it is."""
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return _sentence(str(context["error"]))
    if kind in _SENTENCES:
        found = {name: _figure(value) for name, value in context.items()}
        return _SENTENCES[kind].format(**found)
    for beginning, text in _BY_BEGINNING:
        if kind.startswith(beginning):
            return text
    return _sentence(problem["msg"])


def _figure(value: Any) -> str:
    return str(value.total_seconds() if hasattr(value, "total_seconds") else value)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
