"""Mastodon: the account's settings, and Mastodon.py with our timeouts and our errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from mastodon import Mastodon
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from platforms.listed import Listed
from platforms.mastodon_errors import FOREIGN, translate
from platforms.reading import identifier, items, mapping
from platforms.wire import LastAnswer, Wire, json_of, our_own, redact

_ASSUMED_VERSION = "4.3.0"
"""Given to Mastodon.py: without it, it asks an ailing server for its version without end."""


class MastodonAccount(BaseModel):
    """An account on one Mastodon server (or one that speaks its API)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(
        description="The server, such as https://mastodon.social.", pattern=r"^https?://\S+$"
    )
    handle: str = Field(
        description="The account's name without @ and without its server.", pattern=r"^\w+$"
    )
    access_token: SecretStr = Field(
        description="Token of an application with read:accounts, read:notifications, read:statuses,"
        " read:search and, for replies, write:statuses."
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.access_token.get_secret_value()]

    def is_us(self, account: Mapping[str, Any]) -> bool:
        """Whether an author is this very account; accounts of other servers have an @ inside."""
        return str(account.get("acct")).casefold() == self.handle.casefold()


class MastodonClient:
    """One account's calls. Every failure is one of domain.errors; nothing sleeps or is repeated.

    Mastodon.py makes the requests; what came is read from the answer itself, because its casts of
    what they do not expect fail in many ways.
    """

    def __init__(self, account: MastodonAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._now = now
        self._last = LastAnswer()
        self._own_id: str | None = None
        place = urlsplit(account.base_url)
        self._api = Mastodon(
            api_base_url=f"{place.scheme}://{place.netloc}",
            access_token=account.access_token.get_secret_value(),
            mastodon_version=_ASSUMED_VERSION,
            version_check_mode="none",
            ratelimit_method="throw",
            session=Wire(account.base_url, account.timeout, self._last),
        )

    def __repr__(self) -> str:
        return f"MastodonClient(@{self._account.handle} at {self._account.base_url})"

    def own_id(self) -> str:
        """The account's id, asked for at most once."""
        if self._own_id is None:
            self._own_id = self._object(self._api.account_verify_credentials)["id"]
        return self._own_id

    def mentions(self, since: str | None, place: str | None, limit: int) -> Listed:
        """Notifications of posts that name the account."""
        return self._list(self._api.notifications, since, place, limit, types=["mention"])

    def own_posts(self, since: str | None, place: str | None, limit: int) -> Listed:
        """What the account itself posted; not what it boosted."""
        own = self.own_id()
        return self._list(
            self._api.account_statuses, since, place, limit, id=own, exclude_reblogs=True
        )

    def tagged(self, tag: str, since: str | None, place: str | None, limit: int) -> Listed:
        """Public posts with a hashtag, as far as this server knows them."""
        return self._list(self._api.timeline_hashtag, since, place, limit, hashtag=tag)

    def public(self, since: str | None, place: str | None, limit: int) -> Listed:
        """Every public post that this server knows."""
        return self._list(self._api.timeline_public, since, place, limit)

    def post(self, post_id: str) -> Mapping[str, Any]:
        """One post; raises Rejected where it is gone."""
        return self._object(self._api.status, id=post_id)

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of at most 20 posts that we may see; the others are gone or hidden from us."""
        found = items(self._answer(self._api.statuses, ids=list(ids)))
        return frozenset(str(mapping(one).get("id")) for one in found)

    def above(self, post_id: str) -> list[Any]:
        """The posts that a post answers, the first of the thread first."""
        return items(mapping(self._answer(self._api.status_context, id=post_id)).get("ancestors"))

    def below(self, post_id: str) -> list[Any]:
        """What answers a post, and what answers that."""
        return items(mapping(self._answer(self._api.status_context, id=post_id)).get("descendants"))

    def reply(self, text: str, *, to: str, visibility: str, key: str) -> Mapping[str, Any]:
        """Post a reply; with the same key a server makes the same post of it."""
        return self._object(
            self._api.status_post,
            writing=True,
            status=text,
            in_reply_to_id=to,
            visibility=visibility,
            idempotency_key=key,
        )

    def _list(
        self,
        call: Callable[..., Any],
        since: str | None,
        place: str | None,
        limit: int,
        **more: Any,
    ) -> Listed:
        found = self._answer(call, since_id=since, max_id=place, limit=limit, **more)
        if not isinstance(found, list):
            raise self._trouble(None, writing=False)
        return Listed(items=tuple(found), place=_next_place(found, self._last.response))

    def _object(
        self, call: Callable[..., Any], *, writing: bool = False, **more: Any
    ) -> Mapping[str, Any]:
        found = mapping(self._answer(call, writing=writing, **more))
        if identifier(found.get("id")) is None:
            raise self._trouble(None, writing=writing)
        return found

    def _answer(self, call: Callable[..., Any], *, writing: bool = False, **more: Any) -> object:
        self._last.forget()
        problem: Exception | None = None
        try:
            call(**more)
        except FOREIGN as error:
            if (stopped := our_own(error)) is not None:
                raise stopped from None
            problem = error
        response = self._last.response
        body = json_of(response)
        if response is not None and response.ok and isinstance(body, dict | list):
            return body
        raise self._trouble(problem, writing=writing) from problem

    def _trouble(self, problem: Exception | None, *, writing: bool) -> Exception:
        return translate(
            problem,
            self._last.response,
            writing=writing,
            hide=lambda text: redact(text, self._account.secrets()),
            now=self._now(),
        )


def _next_place(found: list[Any], response: requests.Response | None) -> str | None:
    """What the server's own link says; where it sends no links, behind the last item."""
    if not found or response is None:
        return None
    if response.headers.get("Link"):
        link = response.links.get("next", {}).get("url", "")
        return next(iter(parse_qs(urlsplit(link).query).get("max_id", ())), None)
    return identifier(mapping(found[-1]).get("id"))
