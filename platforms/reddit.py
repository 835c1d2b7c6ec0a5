"""Reddit: the account's settings, and praw with our timeouts, our meter and our errors."""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import praw
from prawcore.rate_limit import RateLimiter
from prawcore.sessions import FiniteRetryStrategy, Session
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from domain.errors import ListenpostError
from platforms.listed import Listed
from platforms.reading import epoch, identifier, items, mapping
from platforms.reddit_errors import FOREIGN, SIGN_IN_PATH, refusal, translate
from platforms.wire import LastAnswer, Wire, json_of, quiet, redact

SITE = "https://www.reddit.com"
_SHELLS = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})
AT_ONCE = 100
"""How many things `api/info` tells of in one request."""


class RedditAccount(BaseModel):
    """A Reddit account, and the app (of the kind script or web) through which it is used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str = Field(description="The account's name, without u/.", pattern=r"^[\w-]+$")
    client_id: str = Field(description="The app's id: below its name on reddit.com/prefs/apps.")
    client_secret: SecretStr = Field(description="The app's secret.")
    refresh_token: SecretStr | None = Field(
        default=None,
        description="A permanent token with identity, read, privatemessages, history and submit.",
    )
    password: SecretStr | None = Field(
        default=None, description="Instead of it, for an app of the kind script."
    )
    base_url: str = Field(
        default="https://oauth.reddit.com",
        description="Where the API is asked; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    sign_in_url: str = Field(
        default="https://www.reddit.com",
        description="Where tokens are asked for; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    @model_validator(mode="after")
    def _signs_in_one_way(self) -> RedditAccount:
        if (self.refresh_token is None) == (self.password is None):
            raise ValueError("give either refresh_token or password")
        return self

    def secrets(self) -> list[str]:
        """What must never be shown."""
        given = (self.client_secret, self.refresh_token, self.password)
        return [one.get_secret_value() for one in given if one is not None]

    def is_us(self, author: object) -> bool:
        """Whether an author is this very account; Reddit's names are given once."""
        return isinstance(author, str) and author.casefold() == self.username.casefold()


class RedditClient:
    """One account's calls. Every failure is one of domain.errors; nothing sleeps or is repeated.

    praw signs in and makes the requests; what came is read as plain JSON, because praw's objects
    ask Reddit again for whatever they miss.
    """

    def __init__(self, account: RedditAccount, *, now: Callable[[], dt.datetime]) -> None:
        quiet("praw", "prawcore", level=logging.ERROR)  # prawcore warns with whole addresses
        self._account = account
        self._now = now
        self._last = LastAnswer()
        self._api = _praw(account, self._last)

    def __repr__(self) -> str:
        return f"RedditClient(u/{self._account.username} at {self._account.base_url})"

    def listing(self, path: str, *, after: str | None, count: int, limit: int) -> Listed:
        """A page of what Reddit lists there; `count` is how many came before."""
        given: dict[str, str | int] = {"limit": limit}
        if after:
            given |= {"after": after, "count": count}
        body = self._answer("GET", path, params=given)
        data = mapping(mapping(body).get("data"))
        found = data.get("children")
        if not isinstance(found, list):
            raise self._trouble(None, writing=False)
        return Listed(items=tuple(found), place=identifier(data.get("after")))

    def things(self, fullnames: Sequence[str]) -> list[Any]:
        """Posts and comments by their names; those that Reddit does not know are missing."""
        body = self._answer("GET", "api/info", params={"id": ",".join(fullnames)})
        return items(mapping(mapping(body).get("data")).get("children"))

    def answers(self, post: str, comment: str | None) -> list[Any]:
        """The comments right below a comment, or else below the post itself, the newest first."""
        given: dict[str, str | int] = {"sort": "new", "limit": 500, "depth": 2 if comment else 1}
        if comment:
            given["comment"] = comment.removeprefix("t1_")
        body = self._answer("GET", f"comments/{post.removeprefix('t3_')}", params=given)
        _, tree, *_ = [*items(body), None, None]
        found = _children(tree)
        above = mapping(mapping(_only(found)).get("data"))
        return _children(above.get("replies")) if comment else found

    def reply(self, text: str, *, to: str) -> Mapping[str, Any]:
        """Comment below a post or a comment."""
        body = self._answer("POST", "api/comment", data={"thing_id": to, "text": text})
        refused = refusal(body, hide=self._hide, now=self._now())
        if refused is not None:
            raise refused
        things = items(mapping(mapping(mapping(body).get("json")).get("data")).get("things"))
        return mapping(mapping(_only(things)).get("data"))

    def _answer(self, method: str, path: str, **given: Any) -> object:
        """The answer's JSON; once more where the token was refused, for nothing was done then."""
        for is_last in (False, True):
            self._last.forget()
            problem: Exception | None = None
            try:
                self._api.request(method=method, path=path, **given)
            except FOREIGN as error:
                problem = error
            response, body = self._last.response, json_of(self._last.response)
            if problem is None and response is not None and isinstance(body, dict | list):
                return body
            if is_last or not _is_stale(response):
                break
        raise self._trouble(problem, writing=method == "POST") from problem

    def _trouble(self, problem: Exception | None, *, writing: bool) -> ListenpostError:
        return translate(
            problem, self._last.response, writing=writing, hide=self._hide, now=self._now()
        )

    def _hide(self, text: object) -> str:
        return redact(text, self._account.secrets())


def is_gone(data: Mapping[str, Any]) -> bool:
    """Whether its author has deleted it, or somebody has removed it: Reddit shows a shell."""
    words = data.get("body") if "body" in data else data.get("selftext")
    shell = isinstance(words, str) and words in _SHELLS
    return shell or data.get("removed_by_category") is not None


def made_at(data: Mapping[str, Any]) -> dt.datetime | None:
    """When Reddit made it; None where it does not say so readably."""
    seconds = data.get("created_utc")
    return epoch(int(seconds)) if isinstance(seconds, int | float) and _is_time(seconds) else None


def _is_time(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 <= seconds < 10**10


@lru_cache(maxsize=64)
def client_of(account: RedditAccount, now: Callable[[], dt.datetime]) -> RedditClient:
    """One client for all listeners and the responder of an account: a token lasts a day."""
    return RedditClient(account, now=now)


class _AtOnce(RateLimiter):
    """Never sleeps: the meter stops what may not be asked yet, and says until when."""

    def delay(self) -> None:
        return

    def update(self, *, response_headers: Mapping[str, str]) -> None:
        """Odd headers must not spoil an answer; the meter reads them, too."""


class _Once(FiniteRetryStrategy):
    """Never repeats: prawcore would post a comment three times when the answers are lost."""

    def _sleep_seconds(self) -> float | None:
        return None

    def should_retry_on_failure(self) -> bool:
        return False


def _praw(account: RedditAccount, last: LastAnswer) -> praw.Reddit:
    wire = Wire(
        account.base_url,
        account.timeout,
        last,
        hosts={"www.reddit.com": account.sign_in_url},
        endpoint="Reddit",  # one limit for all that an app asks
    )
    named = {"refresh_token": account.refresh_token, "password": account.password}
    given: dict[str, Any] = {
        name: secret.get_secret_value() for name, secret in named.items() if secret is not None
    }
    made = praw.Reddit(
        client_id=account.client_id,
        client_secret=account.client_secret.get_secret_value(),
        username=account.username,
        user_agent=f"python:listenpost:1.0 (by u/{account.username})",
        oauth_url="https://oauth.reddit.com",
        reddit_url=SITE,
        check_for_updates=False,
        check_for_async=False,
        requestor_kwargs={"session": wire},
        **given,
    )
    core: Session | None = made._core
    assert core is not None  # noqa: S101  praw always has one
    core._rate_limiter = _AtOnce(window_size=600)
    core._retry_strategy_class = _Once
    return made


def _is_stale(response: Any) -> bool:
    """Whether Reddit refused the token itself, so that a new one may help."""
    return (
        response is not None
        and response.status_code == 401
        and not urlsplit(str(response.url)).path.endswith(SIGN_IN_PATH)
    )


def _children(listing: object) -> list[Any]:
    return items(mapping(mapping(listing).get("data")).get("children"))


def _only(found: list[Any]) -> object:
    return found[0] if found else None
