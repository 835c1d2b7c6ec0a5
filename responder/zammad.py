"""Zammad: a ticket of a customer of the handoff's own, with the story as an internal note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from pydantic import Field, SecretStr

from domain.helpdesk import NewTicket, RemoteTicket
from platforms.helpdesk import HelpdeskClient
from platforms.reading import items, mapping, name
from responder.helpdesk import ADDRESS, DeskSettings, number_of

_TICKETS = "/api/v1/tickets"
_IN_WORDS = "expand=true"
_NORMAL, _URGENT = "2 normal", "3 high"


class ZammadSettings(DeskSettings):
    """An agent's access token and the group that takes cases over."""

    url: str = Field(pattern=ADDRESS, description="Where Zammad is.")
    token: SecretStr = Field(
        description="Profile > Token access, with the permission ticket.agent."
    )
    group: str = Field(description="The group that gets the tickets, by its name.")
    tags: tuple[str, ...] = Field(default=("listenpost",), description="Tags of each ticket.")
    solved: tuple[str, ...] = Field(
        default=("closed", "merged"), description="The states in which nothing is left to do."
    )


class Zammad:
    """One Zammad. The customer's login is the key; she has no address, so nobody is written to."""

    settings_model = ZammadSettings

    def __init__(self, settings: ZammadSettings, *, now: Callable[[], dt.datetime]) -> None:
        token = settings.token.get_secret_value()
        self._settings = settings
        self._client = HelpdeskClient(
            "Zammad",
            settings.url,
            {"Authorization": f"Token token={token}"},
            timeout=settings.timeout,
            secrets=(token,),
            now=now,
        )

    def create(self, ticket: NewTicket) -> RemoteTicket:
        """POST the ticket; Zammad makes or finds its customer in the same transaction."""
        body = {
            "title": ticket.subject,
            "group": self._settings.group,
            "customer": {"login": ticket.key, "firstname": ticket.customer},
            "priority": _URGENT if ticket.urgent else _NORMAL,
            "tags": ",".join(self._settings.tags),
            "article": {
                "subject": ticket.subject,
                "body": ticket.body,
                "content_type": "text/plain",
                "type": "note",
                "internal": True,
            },
        }
        return self._ticket(mapping(self._client.post(f"{_TICKETS}?{_IN_WORDS}", body)))

    def find(self, key: str) -> RemoteTicket | None:
        """By the customer's login: without a query Zammad asks its database, not its index."""
        found = self._client.get(
            f"{_TICKETS}/search",
            **{
                "condition[customer.login][operator]": "is",
                "condition[customer.login][value]": key,
                "expand": "true",
            },
        )
        ours = (one for one in map(mapping, items(found)) if one.get("customer") == key)
        return next(map(self._ticket, ours), None)

    def read(self, remote_id: str) -> RemoteTicket:
        """How it stands now."""
        return self._ticket(mapping(self._client.get(f"{_TICKETS}/{remote_id}", expand="true")))

    def check(self) -> None:
        """Zammad tells who the token speaks for."""
        number_of(self._client.get("/api/v1/users/me"), "The agent of Zammad's token")

    def _ticket(self, found: Mapping[str, object]) -> RemoteTicket:
        number, status = number_of(found, "A ticket of Zammad"), name(found.get("state")) or ""
        return RemoteTicket(
            id=number,
            url=f"{self._settings.url.rstrip('/')}/#ticket/zoom/{number}",
            status=status,
            solved=status in self._settings.solved,
        )
