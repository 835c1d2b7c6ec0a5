"""One POST to the address that was judged: no inner network, no redirect, no second try."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from domain.errors import ConfigurationError, PlatformUnavailable
from domain.standard_webhook import Endpoint
from platforms.webhook_post import post


class Taker(BaseHTTPRequestHandler):
    """Takes everything; /moved sends elsewhere, /hang closes without an answer."""

    taken: ClassVar[list[tuple[str, str, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, self.headers["Host"], body))
        if self.path == "/hang":
            self.close_connection = True
            return
        self.send_response(302 if self.path == "/moved" else 204)
        self.send_header("Location", "http://127.0.0.1:1/inner")
        self.send_header("Retry-After", "7")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _nothing_taken() -> None:
    Taker.taken.clear()


def endpoint(port: int, path: str = "/", *, host: str = "localhost", private: bool) -> Endpoint:
    url = f"http://{host}:{port}{path}"
    return Endpoint(name="crm", url=url, secrets=(), private=private)


def test_an_inner_address_is_not_called_unless_it_is_allowed(port: int) -> None:
    with pytest.raises(ConfigurationError, match="private = true"):
        post(endpoint(port, private=False), b"{}", {})
    assert Taker.taken == []
    assert post(endpoint(port, private=True), b"{}", {}).status == 204


def test_a_name_with_one_inner_address_among_public_ones_is_not_called(port: int) -> None:
    where = endpoint(port, host="care.example.org", private=False)
    with pytest.raises(ConfigurationError):
        post(where, b"{}", {}, look_up=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])


def test_the_connection_goes_to_the_address_that_was_judged(port: int) -> None:
    asked = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    where = endpoint(port, "/hooks?a=1", host="care.example.org", private=True)
    post(where, b'{"a":1}', {"webhook-id": "m"}, look_up=look_up)
    assert asked == ["care.example.org"]
    assert Taker.taken == [("/hooks?a=1", f"care.example.org:{port}", b'{"a":1}')]


def test_a_redirect_is_an_answer_and_not_followed(port: int) -> None:
    told = post(endpoint(port, "/moved", private=True), b"{}", {})
    assert (told.status, told.retry_after) == (302, "7")
    assert len(Taker.taken) == 1


def test_where_no_answer_comes_nothing_is_sent_a_second_time(port: int) -> None:
    where = endpoint(port, "/hang", private=True)
    with pytest.raises(PlatformUnavailable):
        post(where, b"{}", {}, look_up=lambda *_: ["127.0.0.1", "127.0.0.1"])
    assert len(Taker.taken) == 1


def test_a_name_without_an_address_and_a_closed_port_are_said_so() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(PlatformUnavailable, match="no address"):
        post(endpoint(9, private=True), b"{}", {}, look_up=nowhere)
    with pytest.raises(PlatformUnavailable, match="does not answer"):
        post(endpoint(1, private=True), b"{}", {}, look_up=lambda *_: ["127.0.0.1"])
