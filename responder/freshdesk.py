"""Freshdesk: a ticket of a contact without an address, found again by the key in its story."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Mapping

from pydantic import Field, SecretStr

from domain.helpdesk import NewTicket, RemoteTicket
from platforms.helpdesk import HelpdeskClient, basic
from platforms.reading import items, mapping, number
from responder.helpdesk import ADDRESS, DeskSettings, number_of

_OPEN, _RESOLVED, _CLOSED = 2, 4, 5
_WORDS = {_OPEN: "open", 3: "pending", _RESOLVED: "resolved", _CLOSED: "closed"}
_NORMAL, _URGENT = 2, 4
_PORTAL = 2
_TICKETS = "/api/v2/tickets"
_NO_PASSWORD = "X"  # noqa: S105 - Freshdesk reads none where the name is an API key


class FreshdeskSettings(DeskSettings):
    """An agent's API key."""

    url: str = Field(pattern=ADDRESS, description="https://YOURBRAND.freshdesk.com")
    api_key: SecretStr = Field(description="Profile settings > View API key.")
    tags: tuple[str, ...] = Field(default=("listenpost",), description="Tags of each ticket.")
    group_id: int | None = Field(default=None, description="The group that gets the tickets.")
    type: str | None = Field(
        default=None, description="The tickets' type, where Freshdesk requires one."
    )


class Freshdesk:
    """One Freshdesk account. A contact of the handoff's own, by our key, asks for the ticket."""

    settings_model = FreshdeskSettings

    def __init__(self, settings: FreshdeskSettings, *, now: Callable[[], dt.datetime]) -> None:
        api_key = settings.api_key.get_secret_value()
        signed = basic(api_key, _NO_PASSWORD)
        self._settings = settings
        self._client = HelpdeskClient(
            "Freshdesk",
            settings.url,
            {"Authorization": signed},
            timeout=settings.timeout,
            secrets=(api_key, signed.removeprefix("Basic ")),
            now=now,
        )

    def create(self, ticket: NewTicket) -> RemoteTicket:
        """POST the ticket; its requester has no address, so that nobody is written to."""
        body = {
            "subject": ticket.subject,
            "description": _as_html(f"{ticket.body}\n\nListenpost {ticket.key}"),
            "name": ticket.customer,
            "unique_external_id": ticket.key,
            "status": _OPEN,
            "priority": _URGENT if ticket.urgent else _NORMAL,
            "source": _PORTAL,
            "tags": list(self._settings.tags),
        }
        chosen = {"group_id": self._settings.group_id, "type": self._settings.type}
        body |= {name: value for name, value in chosen.items() if value is not None}
        return self._ticket(mapping(self._client.post(_TICKETS, body)))

    def find(self, key: str) -> RemoteTicket | None:
        """By its contact; the key must stand in the story too."""
        found = self._client.get(_TICKETS, unique_external_id=key, include="description")
        ours = (one for one in map(mapping, items(found)) if key in str(one.get("description")))
        return next(map(self._ticket, ours), None)

    def read(self, remote_id: str) -> RemoteTicket:
        """How it stands now."""
        return self._ticket(mapping(self._client.get(f"{_TICKETS}/{remote_id}")))

    def check(self) -> None:
        """Freshdesk tells who the key speaks for to agents only."""
        number_of(self._client.get("/api/v2/agents/me"), "The agent of Freshdesk's key")

    def _ticket(self, found: Mapping[str, object]) -> RemoteTicket:
        ticket, status = number_of(found, "A ticket of Freshdesk"), number(found.get("status")) or 0
        return RemoteTicket(
            id=ticket,
            url=f"{self._settings.url.rstrip('/')}/a/tickets/{ticket}",
            status=_WORDS.get(status, f"status {status}"),
            solved=status in (_RESOLVED, _CLOSED),
        )


def _as_html(text: str) -> str:
    """Freshdesk takes a story as HTML only; whatever a customer wrote stays words."""
    return html.escape(text).replace("\n", "<br>")
