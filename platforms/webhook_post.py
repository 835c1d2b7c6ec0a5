"""Telling another system: one POST to an address that was looked at first, and never elsewhere."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3

from domain.address import is_public
from domain.errors import ConfigurationError, PlatformUnavailable
from domain.standard_webhook import Endpoint

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the other side answered; its body is not read."""

    status: int
    retry_after: str | None = None


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def post(
    endpoint: Endpoint, body: bytes, headers: Mapping[str, str], *, look_up: Resolve = resolve
) -> Told:
    """POST once. The connection goes to the address that was judged, whatever the name says next.

    Raises ConfigurationError for an address that must not be called, PlatformUnavailable where no
    answer came. No redirect is followed, and no proxy of the environment is used.
    """
    parts = urlsplit(endpoint.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    problem: Exception | None = None
    for address in _allowed(endpoint, host, port, look_up):
        try:
            return _send(endpoint, address, port, body, headers)
        except urllib3.exceptions.HTTPError as error:
            problem = error
            if not isinstance(error, urllib3.exceptions.NewConnectionError):
                break  # it may have been taken: another address would be a second time
    raise PlatformUnavailable(f"{host} does not answer ({type(problem).__name__}).") from problem


def _allowed(endpoint: Endpoint, host: str, port: int, look_up: Resolve) -> Sequence[str]:
    try:
        found = look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise PlatformUnavailable(f"{host} has no address ({type(error).__name__}).") from error
    inside = [address for address in found if not is_public(address)]
    if inside and not endpoint.private:
        raise ConfigurationError(
            f"webhooks.out {endpoint.name}: {host} is at {inside[0]}, which is not a public "
            "address. If it is one of yours, set private = true there."
        )
    return found


def _send(
    endpoint: Endpoint, address: str, port: int, body: bytes, headers: Mapping[str, str]
) -> Told:
    parts = urlsplit(endpoint.url)
    seconds = endpoint.timeout.total_seconds()
    timeout = urllib3.Timeout(connect=min(5.0, seconds), read=seconds)
    if parts.scheme == "https":
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
            address,
            port,
            timeout=timeout,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with pool:
        answer = pool.urlopen(
            "POST",
            path,
            body=body,
            headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
            retries=False,
            redirect=False,
            preload_content=False,
            assert_same_host=False,
        )
        answer.close()
        return Told(status=answer.status, retry_after=answer.headers.get("Retry-After"))


def seconds_of(told: Told, at: dt.datetime) -> dt.datetime | None:
    """When the other side wants to be told again, if it says so in seconds."""
    given = told.retry_after or ""
    if not (given.isascii() and given.isdecimal() and len(given) <= 6):
        return None
    return at + dt.timedelta(seconds=int(given))
