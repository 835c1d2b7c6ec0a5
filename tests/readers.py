"""Where notifications arrive in tests: a web hook and a mail server, both real, both ours."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP

TOKEN = "tok3nInThePath"
PASSWORD = "pa55w0rd"


@dataclass(slots=True)
class Hook:
    """A web hook: what it has taken; it answers with the next of `answers`, then with 200."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As a user writes it for Apprise, with secrets in every place that can hold one."""
        return f"json://bob:{PASSWORD}@127.0.0.1:{self.port}/{TOKEN}?+X-Key=h34derKey"

    @property
    def texts(self) -> list[str]:
        return [f"{one['title']}\n{one['message']}" for one in self.taken]

    def clear(self) -> None:
        self.taken.clear()
        self.answers.clear()


@contextmanager
def hook_running() -> Iterator[Hook]:
    """A web server on a port of its own."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = hook.answers.pop(0) if hook.answers else 200
            if answer == 200:
                hook.taken.append(json.loads(body))
            self.send_response(answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(Handler) as hook.port:
        yield hook


@dataclass(slots=True)
class Postbox:
    """A mail server: what it has taken."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        return (
            f"mailto://127.0.0.1:{self.port}?from=listenpost@example.org"
            "&to=boss@example.org&mode=insecure"
        )

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return "250 taken"

    def part(self, kind: str) -> str:
        """The last mail's text or HTML."""
        found = self.mails[-1].get_body((kind,))
        assert isinstance(found, EmailMessage)
        return str(found.get_content())


@contextmanager
def postbox_running() -> Iterator[Postbox]:
    """A mail server on a port of its own."""
    box = Postbox()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    making = loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(making, loop).result(20)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def collector_running() -> Iterator[tuple[str, list[bytes]]]:
    """Where spans arrive: its address, and the bodies as they came."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(Handler) as port:
        yield f"http://127.0.0.1:{port}/v1/traces", bodies


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
