"""Fetching public pages, and nothing else: no address inside our own network, no endless answer.

A name is looked up once, every address of it is judged, and the connection goes to the address that
was judged; a redirect is judged anew. So no name can point inward between the look and the request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from domain.address import is_public
from domain.errors import BadInput, EndpointRetired, ListenpostError, PlatformUnavailable
from platforms.articles import fields
from platforms.public_only import addresses
from platforms.wire import quiet

MOST_BYTES = 5_000_000
MOST_SECONDS = 30.0
"""For one page, redirects included."""
_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_GONE = frozenset({404, 410})
_AGENT = "Listenpost (a self-hosted help-centre reader)"
Lookup = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it was answered; `url` is where the redirects led."""

    url: str
    kind: str
    body: bytes


class Web:
    """Fetches pages within the limits. `internal` names hosts that may be inside our network."""

    def __init__(self, *, internal: Collection[str] = (), lookup: Lookup | None = None) -> None:
        quiet("httpx", "httpcore", level=logging.WARNING)
        self._internal = frozenset(host.lower() for host in internal)
        self._lookup = lookup or addresses
        self._client: httpx.Client | None = None

    @contextmanager
    def connected(self) -> Iterator[Web]:
        """Keeps connections open between fetches."""
        with httpx.Client(
            timeout=MOST_SECONDS / 2, trust_env=False, headers={"User-Agent": _AGENT}
        ) as client:
            self._client = client
            try:
                yield self
            finally:
                self._client = None

    def fetch(self, url: str) -> Fetched:
        """The page at a public address.

        Raises BadInput for an address that must not be asked, EndpointRetired where there is no
        such page (404, 410), PlatformUnavailable for all other trouble.
        """
        if self._client is None:
            with self.connected() as web:
                return web.fetch(url)
        until = time.monotonic() + MOST_SECONDS
        for _ in range(_REDIRECTS + 1):
            try:
                answer = self._ask(self._client, url, until)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                what = type(error).__name__
                raise PlatformUnavailable(f"{url} cannot be read ({what}).") from error
            if isinstance(answer, Fetched):
                return answer
            url = fields.joined(url, answer) or answer
        raise PlatformUnavailable(f"{url} leads from one address to the next without an end.")

    def _ask(self, client: httpx.Client, url: str, until: float) -> Fetched | str:
        """The page, or where it says to look instead."""
        request = self._request(client, url)
        response = client.send(request, stream=True)
        try:
            place = response.headers.get("Location")
            if response.is_redirect and place:
                return str(place)
            if response.status_code != 200:
                raise _trouble(url, response.status_code)
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Fetched(url=url, kind=kind, body=_body(response, url, until))
        finally:
            response.close()

    def _request(self, client: httpx.Client, url: str) -> httpx.Request:
        """Addressed to the number that was judged, in the name that was asked for."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise BadInput(f"{url} is no web address: {error}.") from error
        if parts.scheme not in _PORTS or not host or parts.username or parts.password:
            raise BadInput(f"{url} is no public web address: use http:// or https://.")
        usual = _PORTS[parts.scheme]
        inside = host in self._internal
        if port not in (None, *_PORTS.values()) and not inside:
            raise BadInput(f"{url} names port {port}: only 80 and 443 are asked.")
        number = self._judged(host, port or usual, inside=inside)
        named = f"[{number}]" if ":" in number else number
        there = parts._replace(netloc=f"{named}:{port or usual}", fragment="").geturl()
        name = host if port in (None, usual) else f"{host}:{port}"
        return client.build_request(
            "GET", there, headers={"Host": name}, extensions={"sni_hostname": host}
        )

    def _judged(self, host: str, port: int, *, inside: bool) -> str:
        try:
            found = self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise PlatformUnavailable(f"There is no host {host} ({error}).") from error
        if not inside and not all(map(is_public, found)):
            raise BadInput(
                f"{host} is inside a network of your own ({', '.join(found)}): such addresses are "
                f'not asked. Example: articles.internal_hosts = ["{host}"]'
            )
        if not found:
            raise PlatformUnavailable(f"{host} has no address.")
        return found[0]


def _body(response: httpx.Response, url: str, until: float) -> bytes:
    found = bytearray()
    for part in response.iter_bytes(65_536):
        found += part
        if len(found) > MOST_BYTES:
            raise PlatformUnavailable(f"{url} is larger than {MOST_BYTES // 1_000_000} MB.")
        if time.monotonic() > until:
            raise PlatformUnavailable(f"{url} takes longer than {MOST_SECONDS:.0f} s.")
    return bytes(found)


def _trouble(url: str, status: int) -> ListenpostError:
    kind = EndpointRetired if status in _GONE else PlatformUnavailable
    return kind(f"{url} answers HTTP {status}.")
