"""X: the account's settings, and tweepy with timeouts, one error tree and no sleeping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeVar

import tweepy  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from platforms import meter
from platforms.reading import identifier, items, mapping
from platforms.wire import LastAnswer, Wire, quiet, redact
from platforms.x_errors import FOREIGN, translate
from platforms.x_messages import DM_FIELDS, down_to
from platforms.x_posts import XPage, XPageRequest, is_snowflake, read_page

TWEET_FIELDS = (
    "id,text,author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,lang,"
    "entities,edit_history_tweet_ids,note_tweet"
)
USER_FIELDS = "id,name,username,public_metrics"
T = TypeVar("T")


class XAccount(BaseModel):
    """An account on X: its handle and either the four OAuth 1.0a keys or one bearer token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    handle: str = Field(description="The account's handle, without @.", pattern=r"^\w{1,15}$")
    user_id: str | None = Field(
        default=None,
        description="The account's numeric id; looked up once where it is not given.",
        pattern=r"^\d+$",
    )
    consumer_key: SecretStr | None = Field(default=None, description="API key of the app.")
    consumer_secret: SecretStr | None = Field(default=None, description="API key secret.")
    access_token: SecretStr | None = Field(
        default=None, description="Access token of the account, with read and write permission."
    )
    access_token_secret: SecretStr | None = Field(default=None, description="Its secret.")
    bearer_token: SecretStr | None = Field(
        default=None,
        description="OAuth 2.0 token instead of the four keys; an app-only token can only read.",
    )
    base_url: str = Field(
        default="https://api.x.com", description="Where the API is.", pattern=r"^https?://\S+$"
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    @model_validator(mode="after")
    def _has_credentials(self) -> Self:
        given = sum(secret is not None for secret in self._keys())
        if given not in (0, 4) or (given == 0) == (self.bearer_token is None):
            raise ValueError(
                "give either consumer_key, consumer_secret, access_token and access_token_secret,"
                " or bearer_token"
            )
        return self

    @property
    def known_id(self) -> str | None:
        """The account's id as far as the settings tell it: access tokens begin with it."""
        token = self.access_token.get_secret_value() if self.access_token else ""
        prefix = token.partition("-")[0]
        return self.user_id or (prefix if "-" in token and is_snowflake(prefix) else None)

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [key.get_secret_value() for key in (*self._keys(), self.bearer_token) if key]

    def _keys(self) -> tuple[SecretStr | None, ...]:
        return (
            self.consumer_key,
            self.consumer_secret,
            self.access_token,
            self.access_token_secret,
        )


class XClient:
    """One account's calls. Every failure is one of domain.errors; nothing sleeps or is repeated."""

    def __init__(self, account: XAccount, *, now: Callable[[], dt.datetime]) -> None:
        quiet("tweepy.client", "oauthlib", "requests_oauthlib")
        self._account = account
        self._now = now
        self._own_id = account.known_id
        self._last = LastAnswer()
        self._user_auth = account.bearer_token is None
        self._tweepy = _tweepy_client(account, self._last)

    def __repr__(self) -> str:
        return f"XClient(@{self._account.handle})"

    @property
    def last_headers(self) -> Mapping[str, str]:
        """The headers of the last answer, with X's rate limits."""
        response = self._last.response
        return {} if response is None else response.headers

    def own_id(self) -> str:
        """The account's id, asked for at most once."""
        if self._own_id is None:
            self._own_id = self._call(
                self._tweepy.get_user, _user_id, username=self._account.handle
            )
            meter.read("user_read", [self._own_id])
        return self._own_id

    def mentions(self, wanted: XPageRequest) -> XPage:
        """A page of the posts that mention the account, newest first."""
        call = self._tweepy.get_users_mentions
        return self._page(call, wanted, "owned_read", id=self.own_id())

    def own_posts(self, wanted: XPageRequest) -> XPage:
        """A page of what the account itself posted, newest first."""
        call = self._tweepy.get_users_tweets
        return self._page(call, wanted, "owned_read", id=self.own_id())

    def search(self, query: str, wanted: XPageRequest) -> XPage:
        """A page of the last seven days' posts that match, newest first."""
        search = self._tweepy.search_recent_tweets
        return self._page(search, wanted, "post_read", token_name="next_token", query=query)  # noqa: S106

    def messages(self, wanted: XPageRequest) -> XPage:
        """A page of the direct messages of the last 30 days, newest first."""
        page = self._call(
            self._tweepy.get_direct_message_events,
            read_page,
            event_types="MessageCreate",
            dm_event_fields=DM_FIELDS,
            expansions="sender_id",  # billed as user reads
            user_fields=USER_FIELDS,
            max_results=wanted.page_size,
            pagination_token=wanted.token,
        )
        meter.read("dm_read", (str(one) for one in page.ids()))
        meter.read("user_read", page.users)
        return down_to(page, wanted)

    def not_found(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of at most 100 posts of which X says that they are not there any more."""
        return self._call(self._tweepy.get_tweets, _missing, ids=list(ids))

    def reply(self, text: str, *, to: str) -> str:
        """Post a reply; the id of the new post."""
        create = self._tweepy.create_tweet
        return self._call(create, _new_id, writing=True, text=text, in_reply_to_tweet_id=to)

    def send_message(self, text: str, *, conversation: str) -> str:
        """Write into a conversation of direct messages; the id of the new message."""
        create = self._tweepy.create_direct_message
        return self._call(
            create, _new_message, writing=True, text=text, dm_conversation_id=conversation
        )

    def _page(
        self,
        call: Callable[..., Any],
        wanted: XPageRequest,
        priced_as: str,
        token_name: str = "pagination_token",  # noqa: S107
        **params: Any,
    ) -> XPage:
        asked = {
            "since_id": wanted.since_id,
            "start_time": wanted.start_time,
            "until_id": wanted.until_id,
            token_name: wanted.token,
            "max_results": wanted.page_size,
            "tweet_fields": TWEET_FIELDS,
            "expansions": "author_id",  # billed as user reads
            "user_fields": USER_FIELDS,
        }
        params.update((key, value) for key, value in asked.items() if value is not None)
        page = self._call(call, read_page, **params)
        meter.read(priced_as, (str(one) for one in page.ids()))
        meter.read("user_read", page.users)
        meter.read("post_read", page.included)
        return page

    def _call(
        self, call: Any, read: Callable[[object], T], *, writing: bool = False, **params: Any
    ) -> T:
        self._last.forget()
        try:
            return read(call(user_auth=self._user_auth, **params))
        except FOREIGN as error:
            raise translate(
                error, self._last.response, writing=writing, hide=self._hide, now=self._now()
            ) from error

    def _hide(self, text: object) -> str:
        return redact(text, self._account.secrets())


def _tweepy_client(account: XAccount, last: LastAnswer) -> Any:
    keys = {
        name: secret.get_secret_value()
        for name in (
            "bearer_token",
            "consumer_key",
            "consumer_secret",
            "access_token",
            "access_token_secret",
        )
        if (secret := getattr(account, name)) is not None
    }
    client = tweepy.Client(**keys, return_type=dict, wait_on_rate_limit=False)
    client.session = Wire(account.base_url, account.timeout, last)
    return client


def _user_id(body: object) -> str:
    return _id_in(body, "the answer names no such account")


def _new_message(body: object) -> str:
    found = identifier(mapping(mapping(body).get("data")).get("dm_event_id"))
    if found is None:
        raise ValueError("the answer names no new message")
    return found


def _new_id(body: object) -> str:
    return _id_in(body, "the answer names no new post")


def _id_in(body: object, otherwise: str) -> str:
    found = identifier(mapping(mapping(body).get("data")).get("id"))
    if found is None:
        raise ValueError(otherwise)
    return found


def _missing(body: object) -> frozenset[str]:
    """Named as not found; a post that we may not see is not gone."""
    problems = map(mapping, items(mapping(body).get("errors")))
    return frozenset(
        str(problem.get("resource_id") or problem.get("value"))
        for problem in problems
        if str(problem.get("type", "")).endswith("resource-not-found")
    )
