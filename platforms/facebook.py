"""Facebook: the page's settings, and facebook-sdk with a current Graph version and our errors."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import Field, SecretStr

from domain.errors import PlatformUnavailable, Rejected
from platforms.facebook_errors import FOREIGN, translate
from platforms.graph_api import GraphApi
from platforms.reading import items, mapping
from platforms.wire import LastAnswer, Wire, json_of, redact

with warnings.catch_warnings():  # it is from 2018: a non-raw pattern warns when it is compiled
    warnings.simplefilter("ignore")
    import facebook

log = logging.getLogger(__name__)

_HOST = "https://graph.facebook.com/"
_PLACES = frozenset({"after", "until", "__paging_token"})


class FacebookPage(GraphApi):
    """A Facebook page and the token that speaks for it."""

    page_id: str = Field(description="The page's numeric id.", pattern=r"^\d+$")
    page_token: SecretStr = Field(
        description="Page access token with pages_read_engagement, pages_read_user_content,"
        " pages_manage_engagement and, for private replies, pages_messaging."
    )
    app_secret: SecretStr | None = Field(
        default=None, description="The app's secret; signs each call where the app requires it."
    )

    @property
    def webhook_address(self) -> str:
        """How deliveries name this account."""
        return f"page/{self.page_id}"

    def secrets(self) -> list[str]:
        """What must never be shown."""
        given = (self.page_token, self.app_secret)
        return [secret.get_secret_value() for secret in given if secret is not None]


class Graph(facebook.GraphAPI):  # type: ignore[misc]
    """One page's calls. Every failure is one of domain.errors; nothing sleeps, POSTs go out once.

    The token travels in a header: an address is written to logs all over the world.
    """

    def __init__(self, page: FacebookPage, *, now: Callable[[], dt.datetime]) -> None:
        self._last = LastAnswer()
        self._page = page
        self._now = now
        self._told_version = False
        token = page.page_token.get_secret_value()
        super().__init__(access_token=token, session=Wire(page.base_url, page.timeout, self._last))
        self.version = page.version  # the constructor knows only versions of 2018
        self._headers = {"Authorization": f"Bearer {token}"}
        self._proof = _proof(page)

    def __repr__(self) -> str:
        return f"Graph(page {self._page.page_id}, {self.version})"

    @property
    def last_headers(self) -> Mapping[str, str]:
        """The headers of the last answer, with the usage of Facebook's limits."""
        response = self._last.response
        return {} if response is None else response.headers

    def request(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        post_args: Mapping[str, Any] | None = None,
        files: object = None,
        method: str | None = None,
    ) -> dict[str, Any]:
        """Call the Graph API; an answer that is not a JSON object is an error."""
        method = method or ("GET" if post_args is None else "POST")
        query = flat(args or {}) | (self._proof if post_args is None else {})
        form = None if post_args is None else flat(post_args) | self._proof
        return self._answer(method, _HOST + path.lstrip("/"), query, form)

    def walk(self, of: str, edge: str, **params: Any) -> Iterator[Mapping[str, Any]]:
        """Every item of an edge, page by page."""
        place: str | None = None
        passed = set[str]()
        while True:
            page = self._page_at(of, edge, place, params)
            yield from map(mapping, items(page.get("data")))
            place = next_place(page)
            if place is None:
                return
            if place in passed:
                raise PlatformUnavailable("Facebook: the pages of a list turn in a circle.")
            passed.add(place)

    def existing(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that can be read; one that is gone fails its whole request, which is then halved.

        Meta says the same of a post that was deleted and of one that we may no longer read.
        """
        try:
            found = self.request(f"{self.version}/", args={"ids": ",".join(ids), "fields": "id"})
        except Rejected:
            if len(ids) == 1:
                return frozenset()
            middle = len(ids) // 2
            return self.existing(ids[:middle]) | self.existing(ids[middle:])
        return frozenset(ids) & frozenset(found)

    def _page_at(
        self, of: str, edge: str, place: str | None, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return mapping(self.get_connections(of, edge, **params, **at(place)))
        except Rejected as error:
            if place is None:
                raise
            raise PlatformUnavailable(f"Facebook lost the place in a list: {error}") from error

    def _answer(
        self, method: str, url: str, query: dict[str, str], form: dict[str, str] | None
    ) -> dict[str, Any]:
        self._last.forget()
        problem: Exception | None = None
        try:
            response = self.session.request(
                method, url, params=query, data=form, headers=self._headers
            )
            body = json_of(response)
            if response.ok and isinstance(body, dict) and "error" not in body:
                self._check_version(response.headers)
                return body
        except FOREIGN as error:
            problem = error
        raise translate(
            problem,
            self._last.response,
            writing=method != "GET",
            hide=lambda text: redact(text, self._page.secrets()),
            now=self._now(),
        ) from problem

    def _check_version(self, headers: Mapping[str, str]) -> None:
        """Say it once when Facebook answers with another version: ours has expired."""
        used = headers.get("facebook-api-version", self.version)
        if used != self.version and not self._told_version:
            self._told_version = True
            log.warning("graph_version_replaced: asked %s, got %s", self.version, used)


def flat(values: Mapping[str, Any]) -> dict[str, str]:
    """Parameters as the Graph API reads them: lists with commas in a query, nested ones as JSON."""
    return {key: _parameter(value) for key, value in values.items() if value is not None}


def next_place(page: Mapping[str, Any]) -> str | None:
    """Where the page after this one begins, as a query; None behind the last page.

    Only the place is taken from Facebook's link, never its host, token or fields.
    """
    paging = mapping(page.get("paging"))
    link = paging.get("next")
    if not isinstance(link, str):
        return None
    place = [(key, value) for key, value in parse_qsl(urlsplit(link).query) if key in _PLACES]
    after = mapping(paging.get("cursors")).get("after")
    return urlencode(place or ([("after", str(after))] if after else [])) or None


def at(place: str | None) -> dict[str, str]:
    """The parameters that lead to a place."""
    return dict(parse_qsl(place or ""))


def _parameter(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)


def _proof(page: FacebookPage) -> dict[str, str]:
    if page.app_secret is None:
        return {}
    key, token = page.app_secret.get_secret_value(), page.page_token.get_secret_value()
    return {"appsecret_proof": hmac.new(key.encode(), token.encode(), hashlib.sha256).hexdigest()}
