"""HubSpot: a ticket in a pipeline, found again by a property that HubSpot keeps unique."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from urllib.parse import quote

from pydantic import Field, SecretStr

from domain.errors import ConfigurationError, MalformedItem
from domain.helpdesk import NewTicket, RemoteTicket
from platforms.helpdesk import HelpdeskClient
from platforms.reading import identifier, mapping, name
from responder.helpdesk import ADDRESS, DeskSettings, number_of

_TICKETS = "/crm/v3/objects/tickets"
_PIPELINES = "/crm/v3/pipelines/tickets"
_KIND = "0-5"
"""Tickets, in addresses of the app."""
_ID = r"^[\w-]+$"


class HubSpotSettings(DeskSettings):
    """A private app's token, and where its tickets begin."""

    url: str = Field(
        default="https://api.hubapi.com", pattern=ADDRESS, description="Where its API is."
    )
    app_url: str = Field(
        default="https://app.hubspot.com",
        pattern=ADDRESS,
        description="Where your people open it; in the EU https://app-eu1.hubspot.com.",
    )
    access_token: SecretStr = Field(
        description="Settings > Integrations > Private apps, with the scope tickets."
    )
    portal_id: int = Field(description="The number in the address: /contacts/NUMBER.")
    pipeline: str = Field(default="0", pattern=_ID, description="The pipeline's internal id.")
    stage: str = Field(default="1", pattern=_ID, description="The id of the status of new tickets.")
    key_property: str = Field(
        default="listenpost_key",
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A property of tickets that you make once: single-line text, unique values.",
    )


class HubSpot:
    """One HubSpot account."""

    settings_model = HubSpotSettings

    def __init__(self, settings: HubSpotSettings, *, now: Callable[[], dt.datetime]) -> None:
        token = settings.access_token.get_secret_value()
        self._settings = settings
        self._client = HelpdeskClient(
            "HubSpot",
            settings.url,
            {"Authorization": f"Bearer {token}"},
            timeout=settings.timeout,
            secrets=(token,),
            now=now,
        )

    def create(self, ticket: NewTicket) -> RemoteTicket:
        """POST the ticket; HubSpot refuses a second one with the same key.

        What its status is called is asked first: after the POST nothing may fail any more.
        """
        begins = self._stage(self._settings.pipeline, self._settings.stage)
        body = {
            "properties": {
                "subject": ticket.subject,
                "content": ticket.body,
                "hs_pipeline": self._settings.pipeline,
                "hs_pipeline_stage": self._settings.stage,
                "hs_ticket_priority": "HIGH" if ticket.urgent else "MEDIUM",
                self._settings.key_property: ticket.key,
            }
        }
        return self._remote(mapping(self._client.post(_TICKETS, body)), begins)

    def find(self, key: str) -> RemoteTicket | None:
        """By the unique property: one look into the database, not the search index."""
        name = self._settings.key_property
        path = f"{_TICKETS}/{quote(key, safe='')}"
        found = mapping(self._client.look(path, idProperty=name, **self._properties()))
        return self._ticket(found) if _properties(found).get(name) == key else None

    def read(self, remote_id: str) -> RemoteTicket:
        """How it stands now."""
        found = self._client.get(f"{_TICKETS}/{remote_id}", **self._properties())
        return self._ticket(mapping(found))

    def check(self) -> None:
        """The property is there and unique, and so is the status of new tickets."""
        name = self._settings.key_property
        found = self._client.look(f"/crm/v3/properties/tickets/{name}")
        if mapping(found).get("hasUniqueValue") is not True:
            raise ConfigurationError(
                f"HubSpot has no property {name} of tickets with unique values: make it under "
                "Settings > Properties > Ticket properties (single-line text, internal name "
                f"{name}, Rules > Require unique values)."
            )
        self._stage(self._settings.pipeline, self._settings.stage)

    def _properties(self) -> dict[str, str]:
        return {"properties": f"hs_pipeline,hs_pipeline_stage,{self._settings.key_property}"}

    def _stage(self, pipeline: str, stage: str) -> Mapping[str, object]:
        path = f"{_PIPELINES}/{quote(pipeline, safe='')}/stages/{quote(stage, safe='')}"
        return mapping(self._client.get(path))

    def _ticket(self, found: Mapping[str, object]) -> RemoteTicket:
        told = _properties(found)
        pipeline, stage = (identifier(told.get(f"hs_pipeline{end}")) for end in ("", "_stage"))
        if pipeline is None or stage is None:
            raise MalformedItem("A ticket of HubSpot came without its status.")
        return self._remote(found, self._stage(pipeline, stage))

    def _remote(self, found: Mapping[str, object], stage: Mapping[str, object]) -> RemoteTicket:
        """A ticket, with its status in words, which only the pipeline knows."""
        number = number_of(found, "A ticket of HubSpot")
        base = f"{self._settings.app_url.rstrip('/')}/contacts/{self._settings.portal_id}"
        return RemoteTicket(
            id=number,
            url=f"{base}/record/{_KIND}/{number}",
            status=name(stage.get("label")) or "",
            solved=mapping(stage.get("metadata")).get("ticketState") == "CLOSED",
        )


def _properties(found: Mapping[str, object]) -> Mapping[str, object]:
    return mapping(found.get("properties"))
