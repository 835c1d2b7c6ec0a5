"""Translation against a small local server that speaks LibreTranslate's API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from domain.errors import (
    AuthenticationFailed,
    BadInput,
    ConfigurationError,
    ListenpostError,
    MalformedItem,
    PlatformUnavailable,
)
from domain.role import Actor, Role
from listenpost.bootstrap import build
from listenpost.services import translating
from listenpost.services.app import App
from listenpost.settings import Settings
from platforms.libretranslate import LibreTranslate
from tests.fakes import Office

READER = Actor(id=1, name="ann", display_name="Ann", role=Role.AGENT)


@dataclass
class Machine:
    """What the server was asked, and what it says next."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: Any = None

    def answer(self, asked: dict[str, Any]) -> bytes:
        words = {"translatedText": f" {asked['q'][::-1]} in {asked['target']} "}
        return json.dumps(words if self.body is None else self.body).encode()


@pytest.fixture
def machine() -> Iterator[Machine]:
    found = Machine()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/translate"
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            self.send_response(found.status)
            self.end_headers()
            self.wfile.write(found.answer(asked))

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.url = f"http://127.0.0.1:{server.server_port}"
        yield found
        server.shutdown()


@pytest.fixture
def app(office: Office, machine: Machine) -> App:
    return replace(office.app, translator=LibreTranslate(url=machine.url + "/", key="k3y"))


def test_a_post_comes_back_in_the_readers_language(app: App, machine: Machine) -> None:
    assert translating.translate(app, READER, "olé", "nl") == "élo in nl"
    asked = {"q": "olé", "source": "auto", "target": "nl", "format": "text", "api_key": "k3y"}
    assert machine.asked == [asked]


def test_a_very_long_post_is_cut_and_the_answer_is_cleaned(app: App, machine: Machine) -> None:
    machine.body = {"translatedText": "go\x00od"}
    assert translating.translate(app, READER, "x" * 9_000, "el") == "go\ufffdod"
    assert len(machine.asked[0]["q"]) == translating.LONGEST


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, None, AuthenticationFailed),
        (429, None, PlatformUnavailable),
        (500, None, PlatformUnavailable),
        (400, {"error": "el is not supported"}, ConfigurationError),
        (200, [], MalformedItem),
        (200, {"translatedText": 7}, MalformedItem),
        (200, {"translatedText": "  "}, MalformedItem),
        (200, {"translatedText": "x" * 1_100_000}, PlatformUnavailable),
    ],
)
def test_trouble_is_told_by_what_to_do(
    app: App, machine: Machine, status: int, body: Any, kind: type[ListenpostError]
) -> None:
    machine.status, machine.body = status, body
    with pytest.raises(kind, match="translation service"):
        translating.translate(app, READER, "olé", "nl")


def test_without_a_service_nothing_leaves(office: Office) -> None:
    with pytest.raises(BadInput, match=r"translation\.url"):
        translating.translate(office.app, READER, "olé", "nl")


def test_the_settings_name_the_service_and_its_key_is_shown_nowhere() -> None:
    service = {"url": "http://127.0.0.1:9", "key": "s3cr3t"}
    made = build(Settings.model_validate({"translation": service}))
    assert made.translator == LibreTranslate(url="http://127.0.0.1:9", key="s3cr3t")
    assert "s3cr3t" not in repr(made)
    assert build(Settings()).translator is None
