"""Templates that the practice number had approved, and what a message of one becomes."""

from __future__ import annotations

import re
from typing import Any

from sandbox.posts import Json
from sandbox.whatsapp.errors import WhatsAppError, invalid_parameter

APPROVED = {
    ("case_update", "en"): "Hello {{1}}, there is news about your case: {{2}}\nWrite to us here.",
    ("case_update", "de"): "Hallo {{1}}, es gibt Neues zu Ihrem Fall: {{2}}\nSchreiben Sie uns.",
    ("still_there", "en"): "Are you still waiting for us? Write to us here.",
}
_BLANK = re.compile(r"\{\{(\d+)\}\}")


def words_of(given: Json) -> str:
    """What the customer reads."""
    told = _object(given.get("template"))
    name, language = told.get("name"), _object(told.get("language")).get("code")
    body = APPROVED.get((str(name), str(language)))
    if body is None:
        raise WhatsAppError(
            404,
            132001,
            "Template name does not exist in the translation",
            f"template name ({name}) does not exist in {language}",
        )
    values = _values(told)
    wanted = len(set(_BLANK.findall(body)))
    if len(values) != wanted:
        raise WhatsAppError(
            400,
            132000,
            "Number of parameters does not match the expected number of params",
            f"body: number of localizable_params ({len(values)}) does not match the expected "
            f"number of params ({wanted})",
        )
    return _BLANK.sub(lambda found: values[int(found.group(1)) - 1], body)


def listed(name: str) -> Json:
    """GET /{account}/message_templates?name="""
    found = [
        {
            "id": f"{place}",
            "name": known,
            "language": language,
            "status": "APPROVED",
            "category": "UTILITY",
            "components": [{"type": "BODY", "text": body}],
        }
        for place, ((known, language), body) in enumerate(APPROVED.items())
        if known == name
    ]
    return {"data": found, "paging": {"cursors": {"before": "MAZDZD", "after": "MjQZD"}}}


def _values(told: Json) -> list[str]:
    components = [_object(one) for one in told.get("components") or []]
    bodies = [one for one in components if one.get("type") == "body"]
    values = [_object(one) for body in bodies for one in body.get("parameters") or []]
    texts = [one.get("text") for one in values]
    if not all(isinstance(text, str) and text and "\n" not in text for text in texts):
        raise invalid_parameter("Param text cannot have new-line/tab characters")
    return [str(text) for text in texts]


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
