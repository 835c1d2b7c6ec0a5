"""YouTube: the channel's settings, and its comments through Google's own client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from google.oauth2.credentials import Credentials
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from domain.youtube import UNITS_TO_LIST, day_ends
from platforms.google import SIGN_IN_HOST, GoogleApi
from platforms.listed import Listed
from platforms.meter import current
from platforms.reading import identifier
from platforms.wire import LastAnswer, Wire

ENDPOINT = "YouTube"
QUOTA = "units of the day, for listening"
AT_ONCE = 50
"""How many comments are asked for by their ids in one request."""
_TEXT = "plainText"


class YouTubeChannel(BaseModel):
    """A channel on YouTube, and the client of a Google Cloud project that may speak for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel_id: str = Field(
        description="The channel's id: youtube.com/account_advanced shows it.",
        pattern=r"^UC[\w-]{22}$",
    )
    client_id: str = Field(description="The OAuth client's id, of the kind desktop app.")
    client_secret: SecretStr = Field(description="The OAuth client's secret.")
    refresh_token: SecretStr = Field(
        description="A token of the channel's owner with the scope youtube.force-ssl."
    )
    units_for_listening: int = Field(
        default=8000,
        ge=1,
        description="Of the project's quota a day (10,000 units); the rest is left for replies,"
        " which take 50 each.",
    )
    base_url: str = Field(
        default="https://youtube.googleapis.com",
        description="Where the API is asked; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    sign_in_url: str = Field(
        default=f"https://{SIGN_IN_HOST}",
        description="Where tokens are asked for; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.client_secret.get_secret_value(), self.refresh_token.get_secret_value()]


class YouTubeClient:
    """One channel's comments. Every failure is one of domain.errors; nothing sleeps."""

    def __init__(self, channel: YouTubeChannel, *, now: Callable[[], dt.datetime]) -> None:
        self._channel = channel
        self._now = now
        self._api = _api(channel, now)

    def __repr__(self) -> str:
        return f"YouTubeClient({self._channel.channel_id} at {self._channel.base_url})"

    def threads(self, place: str | None, limit: int) -> Listed:
        """Comments on all videos of the channel, the newest first, with some of their replies."""
        return self._list(
            lambda api: api.commentThreads().list(
                part="snippet,replies",
                allThreadsRelatedToChannelId=self._channel.channel_id,
                order="time",
                textFormat=_TEXT,
                maxResults=limit,
                pageToken=place,
            )
        )

    def replies(self, thread: str, place: str | None) -> Listed:
        """What stands below a comment."""
        return self._list(
            lambda api: api.comments().list(
                part="snippet", parentId=thread, textFormat=_TEXT, maxResults=100, pageToken=place
            )
        )

    def comments(self, ids: Sequence[str]) -> list[Any]:
        """Comments by their ids; those that are gone are missing."""
        found = self._list(
            lambda api: api.comments().list(part="snippet", id=",".join(ids), textFormat=_TEXT)
        )
        return list(found.items)

    def reply(self, text: str, *, thread: str) -> Mapping[str, Any]:
        """Write below a comment."""
        snippet = {"parentId": thread, "textOriginal": text}
        return self._api.ask(
            lambda api: api.comments().insert(part="snippet", body={"snippet": snippet}),
            writing=True,
        )

    def _list(self, call: Callable[[Any], Any]) -> Listed:
        try:
            body = self._api.ask(call)
        finally:
            self._count()
        page = body.get("items")
        if not isinstance(page, list):
            raise self._api.trouble()
        return Listed(items=tuple(page), place=identifier(body.get("nextPageToken")))

    def _count(self) -> None:
        """A list costs a unit, also where it fails; YouTube itself does not say what is left."""
        meter = current()
        if meter is not None:
            meter.count(
                ENDPOINT,
                QUOTA,
                units=UNITS_TO_LIST,
                most=self._channel.units_for_listening,
                resets_at=day_ends(self._now()),
            )


@lru_cache(maxsize=64)
def client_of(channel: YouTubeChannel, now: Callable[[], dt.datetime]) -> YouTubeClient:
    """One client for all listeners and the responder of a channel: a token lasts an hour."""
    return YouTubeClient(channel, now=now)


def _api(channel: YouTubeChannel, now: Callable[[], dt.datetime]) -> GoogleApi:
    last = LastAnswer()
    hosts = {SIGN_IN_HOST: channel.sign_in_url}
    return GoogleApi(
        network="YouTube",
        name="youtube",
        version="v3",
        wire=Wire(channel.base_url, channel.timeout, last, hosts=hosts, endpoint=ENDPOINT),
        last=last,
        signer=Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=channel.refresh_token.get_secret_value(),
            token_uri=f"https://{SIGN_IN_HOST}/token",
            client_id=channel.client_id,
            client_secret=channel.client_secret.get_secret_value(),
        ),
        secrets=channel.secrets,
        now=now,
        quota_resets=day_ends,
    )
