"""Instagram: the professional account, reached through the Facebook page that it is linked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr

from platforms.facebook import FacebookPage
from platforms.reading import identifier


class InstagramAccount(FacebookPage):
    """An Instagram professional account, and its page's token, which speaks for both."""

    user_id: str = Field(description="The account's numeric id on Instagram.", pattern=r"^\d+$")
    username: str = Field(description="The account's name, without @.", pattern=r"^[\w.]+$")
    page_id: str = Field(description="The numeric id of the linked page.", pattern=r"^\d+$")
    page_token: SecretStr = Field(
        description="Page access token with instagram_basic, instagram_manage_comments,"
        " pages_read_engagement and, for messages, instagram_manage_messages."
    )

    @property
    def webhook_address(self) -> str:
        """How deliveries name this account."""
        return f"instagram/{self.user_id}"

    def is_us(self, person: Mapping[str, Any]) -> bool:
        """Whether Instagram speaks of our account: by its id, or by its name."""
        named = person.get("username")
        same = isinstance(named, str) and named.lower() == self.username.lower()
        return same or identifier(person.get("id")) in {self.user_id, self.page_id}
