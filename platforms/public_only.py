"""A transport that calls no address inside our own network, wherever a redirect leads."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from urllib.parse import urlsplit

import httpx

from domain.address import is_public
from domain.errors import ConfigurationError, PlatformUnavailable

NAMED = "listenpost_named"
"""A request's extension: the host that the settings name, which may be inside. It passes on to
the requests that redirects make, so that only a host of somebody else's choice is judged."""
_PORTS = {"http": 80, "https": 443}
_ALLOW = "If it is a server of yours, let the operator name it in dashboard.inner_hosts."
Lookup = Callable[[str, int], Sequence[str]]


def addresses(host: str, port: int) -> list[str]:
    """Every address that a name stands for."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class PublicOnly(httpx.BaseTransport):
    """Looks a name up once and connects to the address that was judged, so that no name can point
    inward between the look and the request. Raises ConfigurationError for one that does.
    """

    def __init__(
        self, inner: httpx.BaseTransport | None = None, *, lookup: Lookup = addresses
    ) -> None:
        self._inner = inner or httpx.HTTPTransport()
        self._lookup = lookup

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host == request.extensions.get(NAMED):
            return self._inner.handle_request(request)
        number = self._judged(host, request.url.port or _PORTS.get(request.url.scheme, 443))
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=number),
            headers=request.headers,  # with the Host that was asked for
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()

    def _judged(self, host: str, port: int) -> str:
        try:
            found = self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"there is no host {host}") from error
        where = _inside(found)
        if where:
            raise ConfigurationError(
                f"A redirect leads to {host} ({where}), inside your own network: it is not "
                "followed. If that is where it belongs, name its address in the settings instead."
            )
        return found[0]


def require_outside(address: str, *, inside: Collection[str], lookup: Lookup = addresses) -> None:
    """Raise ConfigurationError unless this address may be called on the word of an admin.

    It must be public, and https: should its name point inward afterwards, what answers there has
    no certificate for it. `inside` are the hosts (or host:port) that the operator allows instead.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host in inside or parts.netloc in inside:
        return
    if parts.scheme != "https" or parts.username is not None or not host:
        raise ConfigurationError(
            f"{host or address[:60]} must be named as https://{host or 'host'}, without a name or "
            f"password in the address. {_ALLOW}"
        )
    try:
        found = lookup(host, parts.port or _PORTS["https"])
    except (OSError, UnicodeError, ValueError) as error:
        raise PlatformUnavailable(f"There is no host {host}.") from error
    if where := _inside(found):
        raise ConfigurationError(f"{host} ({where}) is inside your own network. {_ALLOW}")


def _inside(found: Sequence[str]) -> str:
    """The first that is no public address, in words; nothing where all are."""
    if not found:
        return "no address"
    return next((number for number in found if not is_public(number)), "")
