"""Zendesk: a ticket with the story as an internal note, found again by its external id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from pydantic import Field, SecretStr

from domain.errors import PermissionMissing
from domain.helpdesk import NewTicket, RemoteTicket
from platforms.helpdesk import HelpdeskClient, basic
from platforms.reading import items, mapping, name
from responder.helpdesk import ADDRESS, DeskSettings, number_of

_SOLVED = frozenset({"solved", "closed"})
_TICKETS = "/api/v2/tickets"


class ZendeskSettings(DeskSettings):
    """An agent's API token."""

    url: str = Field(pattern=ADDRESS, description="https://YOURBRAND.zendesk.com")
    email: str = Field(description="The agent who owns the API token.")
    api_token: SecretStr = Field(
        description="Admin Center > Apps and integrations > APIs > API tokens."
    )
    tags: tuple[str, ...] = Field(default=("listenpost",), description="Tags of each ticket.")


class Zendesk:
    """One Zendesk account."""

    settings_model = ZendeskSettings

    def __init__(self, settings: ZendeskSettings, *, now: Callable[[], dt.datetime]) -> None:
        token = settings.api_token.get_secret_value()
        signed = basic(f"{settings.email}/token", token)
        self._settings = settings
        self._client = HelpdeskClient(
            "Zendesk",
            settings.url,
            {"Authorization": signed},
            timeout=settings.timeout,
            secrets=(token, signed.removeprefix("Basic ")),
            now=now,
        )

    def create(self, ticket: NewTicket) -> RemoteTicket:
        """POST the ticket; Zendesk itself refuses a second one with the same key for two hours."""
        body = {
            "ticket": {
                "subject": ticket.subject,
                "comment": {"body": ticket.body, "public": False},
                "requester": {"name": ticket.customer},
                "external_id": ticket.key,
                "priority": "urgent" if ticket.urgent else "normal",
                "tags": list(self._settings.tags),
            }
        }
        found = self._client.post(f"{_TICKETS}.json", body, headers={"Idempotency-Key": ticket.key})
        return self._ticket(mapping(mapping(found).get("ticket")))

    def find(self, key: str) -> RemoteTicket | None:
        """By external id; the list is the database's, not the search index's."""
        found = items(mapping(self._client.get(f"{_TICKETS}.json", external_id=key)).get("tickets"))
        ours = (one for one in map(mapping, found) if one.get("external_id") == key)
        return next((self._ticket(one) for one in ours), None)

    def read(self, remote_id: str) -> RemoteTicket:
        """How it stands now."""
        found = self._client.get(f"{_TICKETS}/{remote_id}.json")
        return self._ticket(mapping(mapping(found).get("ticket")))

    def check(self) -> None:
        """Who the token speaks for: customers may not note anything internally."""
        found = mapping(mapping(self._client.get("/api/v2/users/me.json")).get("user"))
        if found.get("role") not in ("agent", "admin"):
            raise PermissionMissing(
                f"Zendesk knows {self._settings.email} as {found.get('role') or 'nobody'}: "
                "name an agent, and a token that is active."
            )

    def _ticket(self, found: Mapping[str, object]) -> RemoteTicket:
        number, status = number_of(found, "A ticket of Zendesk"), name(found.get("status")) or ""
        return RemoteTicket(
            id=number,
            url=f"{self._settings.url.rstrip('/')}/agent/tickets/{number}",
            status=status,
            solved=status in _SOLVED,
        )
