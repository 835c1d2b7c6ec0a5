"""Templates that the practice number had approved, as a brand's settings name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.message_template import FilledTemplate, MessageTemplate, TemplateCategory, fill
from domain.reply import OutgoingReply
from sandbox.whatsapp.templates import APPROVED

_BY_BLANKS = {0: "still_there", 2: "case_update"}


def approved(blanks: int, *, language: str = "en", usd_cents: int = 5) -> MessageTemplate:
    """The one with so many blanks."""
    name = _BY_BLANKS[blanks]
    return MessageTemplate(
        name=name,
        language=language,
        category=TemplateCategory.UTILITY,
        body=APPROVED[name, language],
        parameters=("name", "news")[:blanks],
        price=usd_cents * 10_000,
    )


def as_template(reply: OutgoingReply, values: Sequence[str]) -> OutgoingReply:
    """The reply as the template with these blanks."""
    template = approved(len(values))
    filled = FilledTemplate(template=template, values=tuple(values))
    return replace(reply, text=fill(template, values), template=filled)
