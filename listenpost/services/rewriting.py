"""A draft in other words, by a machine: nothing personal leaves, a person reads the answer."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from domain.errors import BadInput
from domain.redaction import redact, restore
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services.app import App


class Wish(StrEnum):
    FRIENDLIER = "friendlier"
    SHORTER = "shorter"
    SIMPLER = "simpler"


_INSTRUCTION = (
    "You rewrite a customer service reply so that it is {wish}. Keep its language, its meaning and "
    "its form of address. Keep every placeholder such as [[1]] exactly once as it is. Add no fact, "
    "promise, offer, greeting or question that is not there. Answer with the reply alone."
)


def rewrite(app: App, actor: Actor, text: str, wish: Wish, *, names: Collection[str]) -> str:
    """Other words for the draft; `names` are the customer's, and do not leave.

    Raises BadInput where it is switched off, MalformedItem where the answer cannot be used.
    """
    require(actor.role, Permission.ANSWER)
    if app.rewriter is None:
        raise BadInput("Rewriting is switched off: set rewriting.url and rewriting.model.")
    if not text.strip():
        raise BadInput("There are no words to rewrite yet.")
    hidden = redact(
        text,
        names=(*names, actor.display_name),
        identifier=app.identity.identifier,
    )
    answer = app.rewriter.answer(_INSTRUCTION.format(wish=wish), hidden.text)
    return clean(restore(answer, hidden)).strip()
