"""A post in the reader's language, by a machine; the original stands above it always."""

from __future__ import annotations

from domain.errors import BadInput
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services.app import App

LONGEST = 5_000
"""Signs of a post that are sent: what is longer is cut, as services refuse it or charge for it."""


def translate(app: App, actor: Actor, text: str, into: str) -> str:
    """The post in this language, a two-letter code; the words leave as they are.

    Raises BadInput where it is switched off, and what the service raises.
    """
    require(actor.role, Permission.READ_CASES)
    if app.translator is None:
        raise BadInput("Translation is switched off: set translation.url.")
    return clean(app.translator.translate(text[:LONGEST], into)).strip()
