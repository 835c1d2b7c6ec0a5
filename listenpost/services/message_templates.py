"""Approved templates for a customer to whom nothing else may be written any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from domain import gate
from domain.language import code_of
from domain.mention import WHATSAPP
from domain.message_template import MessageTemplate
from domain.reply import ReplyTarget
from listenpost.services.app import App
from listenpost.services.drafts import first_name
from responder.base import Approving

_FIRST_NAME = "name"


def offered(
    app: App, target: ReplyTarget, language: str | None, *, now: dt.datetime
) -> Sequence[MessageTemplate]:
    """Those that are the way out now, in her language first."""
    spoken = code_of(language)
    found = gate.templates_for(target, app.message_templates, now)
    return sorted(found, key=lambda one: one.language.split("_")[0] != spoken)


def wrong(app: App) -> list[str]:
    """What stands in the way of the templates of the settings, as far as the network tells."""
    if not app.message_templates:
        return []
    make = app.responders.get(WHATSAPP)
    if make is None:
        return ['Templates are set, and no [accounts.NAME] with platform = "whatsapp".']
    asked, found = make(), []
    if not isinstance(asked, Approving):
        return []
    known: dict[str, Mapping[str, str]] = {}
    for one in app.message_templates:
        if one.name not in known:
            known[one.name] = asked.approved(one.name)
        found += _differs(one, known[one.name])
    return found


def _differs(template: MessageTemplate, approved: Mapping[str, str]) -> list[str]:
    name = f"\u201c{template.name}\u201d ({template.language})"
    body = approved.get(template.language)
    if body is None:
        there = ", ".join(sorted(approved)) or "no language"
        return [f"{name} is not approved in WhatsApp Manager, which has it in {there}."]
    if body != template.body:
        return [
            f"{name} reads otherwise in WhatsApp Manager: copy its body from there, letter for "
            "letter."
        ]
    return []


def begun(template: MessageTemplate, customer: str) -> list[str]:
    """What stands in the blanks before anybody types."""
    known = first_name(customer)
    return [known if one.lower() == _FIRST_NAME else "" for one in template.parameters]
