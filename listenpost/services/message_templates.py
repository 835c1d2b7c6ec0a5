"""Approved templates for a customer to whom nothing else may be written any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from domain import gate
from domain.message_template import MessageTemplate
from domain.reply import ReplyTarget
from listenpost.services.app import App
from listenpost.services.drafts import first_name

_FIRST_NAME = "name"


def offered(
    app: App, target: ReplyTarget, language: str | None, *, now: dt.datetime
) -> Sequence[MessageTemplate]:
    """Those that are the way out now, in her language first."""
    spoken = (language or "").split("-")[0].lower()
    found = gate.templates_for(target, app.message_templates, now)
    return sorted(found, key=lambda one: one.language.split("_")[0] != spoken)


def begun(template: MessageTemplate, customer: str) -> list[str]:
    """What stands in the blanks before anybody types."""
    known = first_name(customer)
    return [known if one.lower() == _FIRST_NAME else "" for one in template.parameters]
