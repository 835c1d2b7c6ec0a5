"""Google's APIs: its own client on our wire, with our timeouts, our meter and our errors."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httplib2
from google.auth.credentials import Credentials
from google.auth.transport.requests import Request
from googleapiclient.discovery import build

from domain.errors import ListenpostError
from platforms.google_errors import FOREIGN, translate
from platforms.reading import mapping
from platforms.wire import LastAnswer, Wire, json_of, quiet, redact

SIGN_IN_HOST = "oauth2.googleapis.com"
_STALE = 401


class GoogleHttp:
    """What Google's client takes for httplib2: each request is signed and goes out on our wire."""

    def __init__(self, wire: Wire, signer: Credentials, last: LastAnswer) -> None:
        self._wire = wire
        self._signer = signer
        self._last = last

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_more: Any
    ) -> tuple[httplib2.Response, bytes]:
        given = {name: value for name, value in (headers or {}).items() if name in _SENT}
        signed: Any = self._signer
        signed.before_request(Request(session=self._wire), method, uri, given)
        self._last.forget()  # the answer to signing in
        answer = self._wire.request(method, uri, data=body, headers=given)
        told = {name.lower(): value for name, value in answer.headers.items()}
        return httplib2.Response(told | {"status": str(answer.status_code)}), answer.content

    def sign_in_anew(self) -> None:
        """Before the next request, whatever the token said of its time."""
        self._signer.token = None

    def close(self) -> None:
        self._wire.close()


class _Nowhere:
    """What a description is built with; each request names its own way."""

    def request(self, uri: str, **_more: Any) -> tuple[httplib2.Response, bytes]:
        raise httplib2.HttpLib2Error(f"{uri} was asked without an account")

    def close(self) -> None: ...


@lru_cache
def _described(name: str, version: str) -> Any:
    """Google's description as calls; reading it takes a third of a second, so it is read once."""
    return build(name, version, http=_Nowhere(), cache_discovery=False, static_discovery=True)


_SENT = ("accept", "content-type", "user-agent")


@dataclass(slots=True, kw_only=True)
class GoogleApi:
    """One API for one account. Every failure is one of domain.errors; nothing is repeated.

    The client knows the API by Google's own description, which comes with it: what that does not
    name cannot be asked.
    """

    network: str
    name: str
    version: str
    wire: Wire = field(repr=False)
    last: LastAnswer = field(repr=False)
    signer: Credentials = field(repr=False)
    secrets: Callable[[], list[str]] = field(repr=False)
    now: Callable[[], dt.datetime] = field(repr=False)
    quota_resets: Callable[[dt.datetime], dt.datetime | None] = field(
        default=lambda _now: None, repr=False
    )
    _http: GoogleHttp = field(init=False, repr=False)
    _service: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        quiet("googleapiclient", "google", "google_auth_httplib2", level=logging.ERROR)
        self._http = GoogleHttp(self.wire, self.signer, self.last)
        self._service = _described(self.name, self.version)

    def ask(self, call: Callable[[Any], Any], *, writing: bool = False) -> Mapping[str, Any]:
        """The answer to `call(service)`; once more where the token was refused."""
        for is_last in (False, True):
            self.last.forget()
            problem: Exception | None = None
            try:
                call(self._service).execute(http=self._http, num_retries=0)
            except FOREIGN as error:
                problem = error
            response, body = self.last.response, json_of(self.last.response)
            if problem is None and isinstance(body, dict):
                return mapping(body)
            if is_last or response is None or response.status_code != _STALE:
                break
            self._http.sign_in_anew()  # nothing was done for a token that was refused
        raise self.trouble(problem, writing=writing) from problem

    def hide(self, text: object) -> str:
        """A foreign text on one line, without secrets."""
        return redact(text, [*self.secrets(), str(self.signer.token or "")])

    def trouble(
        self, problem: Exception | None = None, *, writing: bool = False
    ) -> ListenpostError:
        """Our error for the last answer, which is none that can be used."""
        now = self.now()
        return translate(
            self.network,
            problem,
            self.last.response,
            writing=writing,
            hide=self.hide,
            now=now,
            quota_resets=self.quota_resets(now),
        )
