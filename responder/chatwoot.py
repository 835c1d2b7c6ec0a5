"""Chatwoot: a contact of the handoff's own, and a conversation with the story in an API inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from pydantic import Field, SecretStr

from domain.errors import ConfigurationError, MalformedItem
from domain.helpdesk import NewTicket, RemoteTicket
from platforms.helpdesk import HelpdeskClient
from platforms.reading import items, mapping, name
from responder.helpdesk import ADDRESS, DeskSettings, number_of


class ChatwootSettings(DeskSettings):
    """An agent's access token and the inbox that takes conversations over."""

    url: str = Field(
        default="https://app.chatwoot.com",
        pattern=ADDRESS,
        description="Where Chatwoot is.",
    )
    account_id: int = Field(description="The number in the address: /app/accounts/NUMBER.")
    inbox_id: int = Field(description="An inbox of the channel API (Settings > Inboxes).")
    api_access_token: SecretStr = Field(description="Profile settings > Access token.")


class Chatwoot:
    """One Chatwoot account. The contact's identifier is the key: Chatwoot keeps it unique."""

    settings_model = ChatwootSettings

    def __init__(self, settings: ChatwootSettings, *, now: Callable[[], dt.datetime]) -> None:
        token = settings.api_access_token.get_secret_value()
        self._settings = settings
        self._base = f"/api/v1/accounts/{settings.account_id}"
        self._client = HelpdeskClient(
            "Chatwoot",
            settings.url,
            {"api_access_token": token},
            timeout=settings.timeout,
            secrets=(token,),
            now=now,
        )

    def create(self, ticket: NewTicket) -> RemoteTicket:
        """A contact, then its conversation; what an earlier attempt left is used, not doubled."""
        contact = self._contact(ticket.key)
        if contact is None:
            contact = self._new_contact(ticket)
        else:
            known = self._conversation(contact)
            if known is not None:
                return known
        number = number_of(contact, "A contact of Chatwoot")
        if not number.isdecimal():
            raise MalformedItem("A contact of Chatwoot came without a number.")
        body = {
            "source_id": self._source(contact),
            "inbox_id": self._settings.inbox_id,
            "contact_id": int(number),
            "status": "open",
            "custom_attributes": {"listenpost": ticket.key, "subject": ticket.subject},
            "message": {"content": ticket.body, "private": True},
        }
        return self._ticket(mapping(self._client.post(f"{self._base}/conversations", body)))

    def find(self, key: str) -> RemoteTicket | None:
        """The conversation of the contact with this key."""
        contact = self._contact(key)
        return None if contact is None else self._conversation(contact)

    def read(self, remote_id: str) -> RemoteTicket:
        """How it stands now."""
        return self._ticket(mapping(self._client.get(f"{self._base}/conversations/{remote_id}")))

    def check(self) -> None:
        """The inbox is there, and one that a program may write into."""
        number = self._settings.inbox_id
        found = mapping(self._client.get(f"{self._base}/inboxes/{number}")).get("channel_type")
        if found != "Channel::Api":
            raise ConfigurationError(
                f"Chatwoot's inbox {number} is a {found}: make one of the channel API "
                "(Settings > Inboxes > Add inbox > API), and put its number into inbox_id."
            )

    def _new_contact(self, ticket: NewTicket) -> Mapping[str, object]:
        body = {
            "inbox_id": self._settings.inbox_id,
            "name": ticket.customer,
            "identifier": ticket.key,
        }
        answer = mapping(self._client.post(f"{self._base}/contacts", body))
        found = mapping(answer.get("payload"))
        contact = mapping(found.get("contact"))
        inbox = mapping(found.get("contact_inbox"))
        return {**contact, "contact_inboxes": [inbox]}

    def _contact(self, key: str) -> Mapping[str, object] | None:
        answer = mapping(self._client.get(f"{self._base}/contacts/search", q=key))
        found = map(mapping, items(answer.get("payload")))
        return next((one for one in found if one.get("identifier") == key), None)

    def _conversation(self, contact: Mapping[str, object]) -> RemoteTicket | None:
        number = number_of(contact, "A contact of Chatwoot")
        answer = mapping(self._client.get(f"{self._base}/contacts/{number}/conversations"))
        found = [mapping(one) for one in items(answer.get("payload"))]
        return self._ticket(found[0]) if found else None

    def _source(self, contact: Mapping[str, object]) -> str:
        """The contact's place in our inbox."""
        places = [mapping(one) for one in items(contact.get("contact_inboxes"))]
        for place in places:
            inbox = mapping(place.get("inbox")).get("id", place.get("inbox_id"))
            source = place.get("source_id")
            if isinstance(source, str) and inbox in (None, self._settings.inbox_id):
                return source
        raise MalformedItem("A contact of Chatwoot came without a place in the inbox.")

    def _ticket(self, found: Mapping[str, object]) -> RemoteTicket:
        number, status = (
            number_of(found, "A conversation of Chatwoot"),
            name(found.get("status")) or "",
        )
        base = f"{self._settings.url.rstrip('/')}/app/accounts/{self._settings.account_id}"
        return RemoteTicket(
            id=number,
            url=f"{base}/conversations/{number}",
            status=status,
            solved=status == "resolved",
        )
