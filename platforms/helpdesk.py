"""What clients of helpdesks share: JSON over our own wire, and errors that have a meaning."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import requests

from domain.errors import ListenpostError, OutcomeUnknown, PlatformUnavailable
from platforms import failure
from platforms.wire import LastAnswer, Wire, json_of, nothing_was_sent, our_own, redact

_WAYS_OUT = {
    401: ". Check its credentials in the settings: listenpost doctor tries them.",
    403: ". Its agent may not do this there: give it the right, or name another agent.",
    404: ". Check the address and the numbers in its settings, or whether it was deleted there.",
}


def basic(name: str, password: str) -> str:
    """The header's value of HTTP's basic sign-in; it holds the secret."""
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


class HelpdeskClient:
    """One helpdesk's calls; each POST goes out once. Every failure is one of domain.errors."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        *,
        timeout: dt.timedelta,
        secrets: Sequence[str],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._name = name
        self._headers = {"Accept": "application/json", **headers}
        self._secrets = tuple(secrets)
        self._now = now
        self._wire = Wire(base_url, timeout, LastAnswer(), endpoint=name)

    def __repr__(self) -> str:
        return f"HelpdeskClient({self._name})"

    def get(self, path: str, **query: str) -> object:
        """Read something."""
        return self._call("GET", path, query=query)

    def look(self, path: str, **query: str) -> object | None:
        """Read something that may not be there."""
        return self._call("GET", path, query=query, absent=True)

    def post(
        self, path: str, body: Mapping[str, object], *, headers: Mapping[str, str] | None = None
    ) -> object:
        """Make something; OutcomeUnknown where it may have been made and we were not told."""
        return self._call("POST", path, body=body, headers=headers)

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        absent: bool = False,
    ) -> object | None:
        writing = method != "GET"
        try:
            response = self._wire.request(
                method,
                f"https://helpdesk{path}",
                params=query,
                json=body,
                headers={**self._headers, **(headers or {})},
            )
        except (requests.RequestException, OSError) as error:
            own = our_own(error)
            raise own or failure.without_answer(
                self._name, error, writing=writing, unsent=nothing_was_sent(error)
            ) from error
        if absent and response.status_code == 404:
            return None
        found = json_of(response)
        if 200 <= response.status_code < 300 and found is not None:
            return found
        raise self._refused(response, writing=writing)

    def _refused(self, response: requests.Response, *, writing: bool) -> ListenpostError:
        if response.status_code < 400:  # not JSON, or sent elsewhere
            kind: type[ListenpostError] = OutcomeUnknown if writing else PlatformUnavailable
            return kind(f"{self._name} answered {response.status_code} without JSON.")
        kind = failure.by_status(response.status_code, writing=writing)
        said = redact(response.text, self._secrets)
        hint = _WAYS_OUT.get(response.status_code, "")
        error = kind(f"{self._name} answered {response.status_code}: {said}{hint}")
        if hasattr(error, "retry_at"):
            error.retry_at = failure.retry_after(response.headers, self._now())
        return error
