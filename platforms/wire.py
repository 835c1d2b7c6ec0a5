"""The one HTTP seam: timeouts, another base URL, careful retries, what a failure leaves open."""

from __future__ import annotations

import datetime as dt
import logging
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.retry import Retry

from domain.errors import ListenpostError
from domain.text import one_line
from platforms import meter
from platforms.failure import without_answer
from platforms.reading import http_date

CONNECT_TIMEOUT_SECONDS = 3.05
MOST_BYTES = 50_000_000
"""Of one answer, unpacked: a network that sends more without an end does not fill our memory."""
_CERTAINLY_UNSENT = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.ProxyError,
    requests.URLRequired,
    ConnectTimeoutError,
    ssl.SSLCertVerificationError,
)


class LastAnswer(threading.local):
    """The last response of this thread: some libraries drop its status and headers."""

    response: requests.Response | None = None

    def forget(self) -> None:
        self.response = None

    def keep(self, response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        self.response = response


class Wire(requests.Session):
    """A session that sends to `base_url` what a library addresses to its built-in host.

    `hosts` names other hosts that a library asks besides, such as one for signing in, and where
    their requests go; `endpoint` is the name under which all have one limit, where it is one. The
    address is changed before anything is signed. There is always a timeout, and no redirect is
    followed. Only a GET that met 502, 503 or 504 is sent again, at most twice and at once: a
    repeated POST could post twice, a longer wait is the scheduler's to decide.
    """

    def __init__(
        self,
        base_url: str,
        timeout: dt.timedelta,
        last: LastAnswer,
        *,
        hosts: Mapping[str, str] = MappingProxyType({}),
        endpoint: str | None = None,
    ) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._base = urlsplit(base_url)
        self._hosts = {host: urlsplit(url) for host, url in hosts.items()}
        seconds = timeout.total_seconds()
        self._timeout = (min(CONNECT_TIMEOUT_SECONDS, seconds), seconds)
        self.max_redirects = 0
        self.hooks["response"].append(last.keep)
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(max_retries=_gets_only()))

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        asked = urlsplit(url)
        base = self._hosts.get(asked.netloc, self._base)
        path = base.path.rstrip("/") + asked.path
        there = asked._replace(scheme=base.scheme, netloc=base.netloc, path=path)
        kwargs["timeout"] = self._timeout
        kwargs["auth"] = kwargs.get("auth") or _as_it_is
        send = super().request
        return meter.asked(
            self._endpoint or meter.endpoint_of(str(method).upper(), asked.path),
            lambda: send(method, there.geturl(), *args, **kwargs),
        )

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        whole = not kwargs.pop("stream", False)
        response = super().send(request, stream=True, **kwargs)
        if whole:
            _read(response)
        return response


def _read(response: requests.Response) -> None:
    """The body, and no more of it than MOST_BYTES."""
    body = bytearray()
    for part in response.iter_content(65_536):
        body += part
        if len(body) > MOST_BYTES:
            response.close()
            raise requests.exceptions.ContentDecodingError(
                f"the answer is larger than {MOST_BYTES // 1_000_000} MB"
            )
    response._content = bytes(body)


def nothing_was_sent(error: BaseException) -> bool:
    """Whether the failure came before the request could have reached the platform."""
    return any(isinstance(link, _CERTAINLY_UNSENT) for link in _links(error))


def unanswered(network: str, error: BaseException | None, *, writing: bool) -> ListenpostError:
    """Our error where no answer came; a write that may have left is in doubt."""
    unsent = error is not None and nothing_was_sent(error)
    return without_answer(network, error, writing=writing, unsent=unsent)


def our_own(error: BaseException | None) -> ListenpostError | None:
    """What we raised ourselves at the seam (the meter's), however a library has wrapped it."""
    while error is not None and not isinstance(error, ListenpostError):
        error = error.__cause__ or error.__context__
    return error


def json_of(response: requests.Response | None) -> object:
    """The body as JSON, None where it is not."""
    try:
        return None if response is None else response.json()
    except (ValueError, RecursionError):
        return None


def date_of(headers: Mapping[str, str]) -> dt.datetime | None:
    """The platform's own clock, as its Date header gives it."""
    return http_date(headers.get("Date"))


def redact(text: object, secrets: Iterable[str]) -> str:
    """One short line of a foreign text, without our secrets."""
    found = str(text)
    for secret in secrets:
        found = found.replace(secret, "[hidden]") if secret else found
    return one_line(found, 240)


def quiet(*loggers: str, level: int = logging.INFO) -> None:
    """Stop libraries from writing headers, signatures and customers' posts to a debug log."""
    for name in loggers:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, level))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep our own Authorization header: without this, a ~/.netrc would replace it."""
    return request


def _gets_only() -> Retry:
    return Retry(
        total=2,
        connect=0,
        read=0,
        redirect=0,
        other=0,
        status=2,
        status_forcelist=(502, 503, 504),
        allowed_methods=frozenset({"GET"}),
        backoff_factor=0.1,
        raise_on_status=False,
        respect_retry_after_header=False,
    )


def _links(error: object) -> Iterator[BaseException]:
    """The error and those it wraps, as requests and urllib3 wrap them."""
    while isinstance(error, BaseException):
        yield error
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else next(iter(error.args), None)
