"""The HTTP seam against a server that behaves as badly as it is told."""

from __future__ import annotations

import datetime as dt
import logging
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, ProtocolError

from platforms.wire import LastAnswer, Wire, date_of, json_of, nothing_was_sent, quiet, redact


class Handler(BaseHTTPRequestHandler):
    answers: ClassVar[list[tuple[int, dict[str, str]]]] = []
    seen: ClassVar[list[str]] = []
    authorized: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        self.authorized.append(self.headers["Authorization"])
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        self.send_response(status)
        for name, value in {"Content-Length": "2", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[str]:
    Handler.answers.clear()
    Handler.seen.clear()
    Handler.authorized.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()


@pytest.fixture
def wire(server: str) -> Wire:
    return Wire(f"{server}/here/", dt.timedelta(seconds=2), LastAnswer())


def test_what_is_meant_for_the_platform_goes_to_the_base_url(wire: Wire) -> None:
    wire.get("https://api.twitter.com/2/users/1/mentions?max_results=5")
    assert Handler.seen == ["GET /here/2/users/1/mentions?max_results=5"]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_get_that_met_a_bad_gateway_is_sent_again(wire: Wire, status: int) -> None:
    Handler.answers.extend([(status, {}), (status, {"Retry-After": "3600"})])
    assert wire.get("https://x.invalid/").status_code == 200
    assert len(Handler.seen) == 3


def test_it_gives_up_after_two_more(wire: Wire) -> None:
    Handler.answers.extend([(503, {})] * 9)
    assert wire.get("https://x.invalid/").status_code == 503
    assert len(Handler.seen) == 3


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_post_is_never_sent_again(wire: Wire, status: int) -> None:
    Handler.answers.extend([(status, {"Retry-After": "0"})] * 9)
    assert wire.post("https://x.invalid/", data={"a": "b"}).status_code == status
    assert len(Handler.seen) == 1


def test_a_limit_is_told_at_once(wire: Wire) -> None:
    Handler.answers.append((429, {"Retry-After": "3600"}))
    assert wire.get("https://x.invalid/").status_code == 429
    assert len(Handler.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_no_redirect_is_followed(wire: Wire, status: int) -> None:
    Handler.answers.append((status, {"Location": "https://evil.example/"}))
    with pytest.raises(requests.TooManyRedirects):
        wire.post("https://x.invalid/", data={"a": "b"})
    assert len(Handler.seen) == 1


def test_a_netrc_does_not_replace_our_token(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    wire.get("https://x.invalid/", headers={"Authorization": "Bearer ours"})
    assert Handler.authorized == ["Bearer ours"]


def test_the_last_answer_is_kept_with_its_headers(server: str) -> None:
    last = LastAnswer()
    Handler.answers.append((200, {"x-rate-limit-remaining": "7"}))
    Wire(server, dt.timedelta(seconds=2), last).get("https://x.invalid/")
    assert last.response is not None
    assert last.response.headers["X-Rate-Limit-Remaining"] == "7"
    last.forget()
    assert last.response is None


def test_what_failed_before_sending_is_known() -> None:
    reset = ProtocolError("Connection aborted.", ConnectionResetError())
    assert nothing_was_sent(requests.ConnectTimeout())
    assert nothing_was_sent(_wrapped(ConnectTimeoutError()))
    assert nothing_was_sent(requests.exceptions.SSLError(ssl.SSLCertVerificationError("bad")))
    assert nothing_was_sent(requests.exceptions.ProxyError())
    assert not nothing_was_sent(requests.ConnectionError(reset))
    assert not nothing_was_sent(requests.ReadTimeout())
    assert not nothing_was_sent(requests.exceptions.ChunkedEncodingError())
    assert not nothing_was_sent(_wrapped(reset))


def test_a_closed_port_and_an_unknown_host_are_before_sending() -> None:
    for nowhere in ("http://127.0.0.1:9", "http://nowhere.invalid"):
        with pytest.raises(requests.ConnectionError) as caught:
            Wire(nowhere, dt.timedelta(seconds=2), LastAnswer()).post("https://x.invalid/")
        assert nothing_was_sent(caught.value)


def test_secrets_are_taken_out_and_the_rest_is_cut() -> None:
    assert redact("token hunter2\nis\twrong", ["hunter2", ""]) == "token [hidden] is wrong"
    assert len(redact("a" * 10_000, [])) == 240


def test_loggers_are_quieted_but_never_made_louder() -> None:
    names = {"listenpost.test.one": logging.NOTSET, "listenpost.test.two": logging.ERROR}
    for name, level in names.items():
        logging.getLogger(name).setLevel(level)
    quiet(*names)
    levels = [logging.getLogger(name).level for name in names]
    assert levels == [logging.INFO, logging.ERROR]


def test_the_platforms_clock_is_read_where_it_is_sent() -> None:
    assert date_of({"Date": "Mon, 02 Mar 2026 10:00:00 GMT"}) == dt.datetime(
        2026, 3, 2, 10, tzinfo=dt.UTC
    )
    assert date_of({}) is None
    assert date_of({"Date": "yesterday"}) is None


def test_a_body_that_is_no_json_is_none() -> None:
    response = requests.Response()
    assert json_of(None) is None
    for body in (b"<html>", b"", b'{"data": [', b"[" * 100_000):
        response._content = body
        assert json_of(response) is None


def _wrapped(reason: Exception) -> requests.ConnectionError:
    return requests.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]
