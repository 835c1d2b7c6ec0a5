"""Bluesky: the account's settings, and the atproto client with our timeouts and our errors."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import httpx
from atproto_client import Client
from atproto_client.models.dot_dict import DotDict
from atproto_client.request import Request, Response
from atproto_client.utils import detect_facets
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from domain.errors import ListenpostError, Rejected
from platforms.bluesky_errors import FOREIGN, token_is_stale, translate
from platforms.metered import hooks
from platforms.reading import identifier, items, mapping
from platforms.wire import quiet, redact

POSTS = "app.bsky.feed.post"


class BlueskyAccount(BaseModel):
    """An account on Bluesky, or on another server of its network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    handle: str = Field(
        description="The account's full handle, such as yourbrand.bsky.social.",
        pattern=r"^[\w-]+(\.[\w-]+)+$",
    )
    app_password: SecretStr = Field(
        description="An app password (Settings, Privacy and security); never the account's own."
    )
    base_url: str = Field(
        default="https://bsky.social",
        description="The server that the account lives on.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.app_password.get_secret_value()]


class _Last(threading.local):
    """The last response of this thread."""

    response: httpx.Response | None = None

    def keep(self, response: httpx.Response) -> None:
        self.response = response


class BlueskyClient:
    """One account's calls. Every failure is one of domain.errors; nothing sleeps.

    Answers are read as plain JSON: the models of the library refuse a whole page for one odd item.
    It signs in when it is first used, and again only where the server says that a token is stale.
    """

    def __init__(self, account: BlueskyAccount, *, now: Callable[[], dt.datetime]) -> None:
        quiet("httpx", "httpcore", level=logging.WARNING)  # they log whole addresses
        self._account = account
        self._now = now
        self._last = _Last()
        self._door = threading.Lock()
        self._api = self._signed_out()

    def __repr__(self) -> str:
        return f"BlueskyClient(@{self._account.handle} at {self._account.base_url})"

    def did(self) -> str:
        """The account's permanent name."""
        self._sign_in()
        return str(self._api._session.did) if self._api._session else ""

    def notifications(self, place: str | None, limit: int) -> Mapping[str, Any]:
        """Who mentioned, answered or quoted the account, the latest first."""
        return self._get(
            "app.bsky.notification.listNotifications",
            reasons=["mention", "reply", "quote"],
            limit=limit,
            cursor=place,
        )

    def search(self, query: str, place: str | None, limit: int) -> Mapping[str, Any]:
        """Posts that match, the latest first."""
        return self._get(
            "app.bsky.feed.searchPosts", q=query, sort="latest", limit=limit, cursor=place
        )

    def own_posts(self, place: str | None, limit: int) -> Mapping[str, Any]:
        """What the account itself posted and answered, the latest first."""
        return self._get(
            "app.bsky.feed.getAuthorFeed",
            actor=self.did(),
            filter="posts_with_replies",
            limit=limit,
            cursor=place,
        )

    def post(self, uri: str) -> Mapping[str, Any]:
        """One post; raises Rejected where it is gone."""
        found = items(self._get("app.bsky.feed.getPosts", uris=[uri]).get("posts"))
        if not found:
            raise Rejected("Bluesky: the post is gone.")
        return mapping(found[0])

    def known(self, uris: Sequence[str]) -> frozenset[str]:
        """Those of at most 25 posts that are there."""
        found = items(self._get("app.bsky.feed.getPosts", uris=list(uris)).get("posts"))
        return frozenset(str(mapping(one).get("uri")) for one in found)

    def own_post(self, key: str) -> Mapping[str, Any] | None:
        """A post of ours by its key; None where there is none."""
        try:
            return self._get(
                "com.atproto.repo.getRecord", repo=self.did(), collection=POSTS, rkey=key
            )
        except Rejected:
            return None

    def reply(self, text: str, *, key: str, reply: Mapping[str, Any]) -> Mapping[str, Any]:
        """Post a reply under a key of ours; a second one under it is refused."""
        record = {
            "$type": POSTS,
            "text": text,
            "reply": dict(reply),
            "facets": [facet.model_dump(by_alias=True) for facet in detect_facets(text)],
            "createdAt": self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        given = {"repo": self.did(), "collection": POSTS, "rkey": key, "record": record}
        return self._call(
            lambda: self._api.invoke_procedure(
                "com.atproto.repo.createRecord",
                data=DotDict(given),
                input_encoding="application/json",
            ),
            writing=True,
        )

    def _get(self, method: str, **params: Any) -> Mapping[str, Any]:
        given = {name: value for name, value in params.items() if value is not None}
        return self._call(lambda: self._api.invoke_query(method, params=DotDict(given)))

    def _call(self, call: Callable[[], Response], *, writing: bool = False) -> Mapping[str, Any]:
        self._sign_in()
        try:
            return self._answer(call)
        except FOREIGN as error:
            if not token_is_stale(error):
                raise self._trouble(error, writing=writing) from error
        self._api = self._signed_out()  # refused for its token, so that nothing was done
        self._sign_in()
        try:
            return self._answer(call)
        except FOREIGN as error:
            raise self._trouble(error, writing=writing) from error

    def _answer(self, call: Callable[[], Response]) -> Mapping[str, Any]:
        self._last.response = None
        content = call().content
        if not isinstance(content, dict):
            raise ValueError("the answer is no JSON object")
        return content

    def _sign_in(self) -> None:
        with self._door:
            if self._api._session is not None:
                return
            self._last.response = None
            password = self._account.app_password.get_secret_value()
            try:
                self._api.login(self._account.handle, password, fetch_bsky_profile=False)
            except FOREIGN as error:
                raise self._trouble(error, writing=False) from None  # holds the password

    def _signed_out(self) -> Client:
        watched = hooks()
        watched["response"].append(self._last.keep)
        timeout = self._account.timeout.total_seconds()
        request = Request(timeout=timeout, event_hooks=watched)
        weakref.finalize(self, request.close)
        return Client(base_url=self._account.base_url, request=request)

    def _trouble(self, error: Exception, *, writing: bool) -> ListenpostError:
        return translate(
            error,
            self._last.response,
            writing=writing,
            hide=lambda text: redact(text, self._account.secrets()),
            now=self._now(),
        )


@lru_cache(maxsize=64)
def client_of(account: BlueskyAccount, now: Callable[[], dt.datetime]) -> BlueskyClient:
    """One client for all listeners and the responder of an account: sign-ins are few a day."""
    return BlueskyClient(account, now=now)


def key_of(uri: object) -> str | None:
    """The last part of a post's address."""
    found = identifier(uri)
    return found.rpartition("/")[2] if found else None
