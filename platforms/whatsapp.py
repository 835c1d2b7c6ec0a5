"""WhatsApp: a number's settings, and the Cloud API's calls with our errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field, SecretStr

from domain.errors import PermissionMissing
from platforms.graph_api import GraphApi
from platforms.reading import items, mapping
from platforms.whatsapp_errors import FOREIGN, translate
from platforms.wire import LastAnswer, Wire, json_of, redact

_HOST = "https://graph.facebook.com"


class WhatsAppNumber(GraphApi):
    """A number on WhatsApp's Cloud API and the token that speaks for it."""

    phone_number_id: str = Field(
        description="The number's id in WhatsApp Manager (not the number).", pattern=r"^\d+$"
    )
    business_account_id: str = Field(
        description="The id of the WhatsApp Business Account.", pattern=r"^\d+$"
    )
    access_token: SecretStr = Field(
        description="Token of a system user with whatsapp_business_messaging and "
        "whatsapp_business_management."
    )
    version: str = Field(
        default="v23.0", description="Version of the Graph API.", pattern=r"^v\d+\.\d+$"
    )

    @property
    def webhook_address(self) -> str:
        """How deliveries name this account."""
        return f"whatsapp/{self.phone_number_id}"

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.access_token.get_secret_value()]


class WhatsAppClient:
    """One number's calls. Every failure is one of domain.errors; each goes out once."""

    def __init__(self, number: WhatsAppNumber, *, now: Callable[[], dt.datetime]) -> None:
        self._number = number
        self._now = now
        self._last = LastAnswer()
        self._wire = Wire(number.base_url, number.timeout, self._last)

    def __repr__(self) -> str:
        return f"WhatsAppClient(number {self._number.phone_number_id}, {self._number.version})"

    def send(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """POST a message; what WhatsApp made of it."""
        return self._call("POST", f"{self._number.phone_number_id}/messages", body=message)

    def templates(self, name: str) -> list[Any]:
        """The account's templates with this name, in all languages, approved or not."""
        query = {"name": name, "limit": "100"}
        path = f"{self._number.business_account_id}/message_templates"
        return items(self._call("GET", path, query=query).get("data"))

    def require_subscribed(self) -> None:
        """Raise PermissionMissing where no app of ours gets the account's webhooks."""
        self._call("GET", self._number.phone_number_id, query={"fields": "id"})
        found = self._call("GET", f"{self._number.business_account_id}/subscribed_apps")
        if not [app for app in items(found.get("data")) if mapping(app)]:
            raise PermissionMissing(
                "WhatsApp: no app is subscribed to this business account, so that nothing is "
                "delivered. In the app's dashboard, under WhatsApp > Configuration, subscribe to "
                "the field messages, then POST /ACCOUNT-ID/subscribed_apps with the token."
            )

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        self._last.forget()
        problem: Exception | None = None
        token = self._number.access_token.get_secret_value()
        try:
            response = self._wire.request(
                method,
                f"{_HOST}/{self._number.version}/{path}",
                params=query,
                json=body,
                headers={"Authorization": f"Bearer {token}"},
            )
            answer = json_of(response)
            if response.ok and isinstance(answer, dict) and "error" not in answer:
                return answer
        except FOREIGN as error:
            problem = error
        raise translate(
            problem,
            self._last.response,
            writing=method != "GET",
            hide=lambda text: redact(text, self._number.secrets()),
            now=self._now(),
        ) from problem
