"""A server that answers as it is told and keeps what it was asked, for helpdesks' adapters."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: `query` has the first value of each name, `body` is None where there is none."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str] = field(compare=False, repr=False)


@dataclass(slots=True, kw_only=True)
class HelpdeskServer:
    """`answers` are (status, body) for the next requests; a body of None closes without a word."""

    url: str = ""
    answers: list[tuple[int, Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def will(self, *answers: tuple[int, Any], **headers: str) -> None:
        self.answers[:] = answers
        self.asked.clear()
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def serving() -> Iterator[HelpdeskServer]:
    """The server, until the block ends."""
    found = HelpdeskServer()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            place = urlsplit(self.path)
            found.asked.append(
                Asked(
                    method=self.command,
                    path=place.path,
                    query={name: values[0] for name, values in parse_qs(place.query).items()},
                    body=json.loads(sent) if sent else None,
                    headers={name.lower(): value for name, value in self.headers.items()},
                )
            )
            status, body = found.answers.pop(0)
            if body is None:
                self.close_connection = True
                return
            told = json.dumps(body).encode()
            self.send_response(status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = _answer  # noqa: N815 - the names that http.server calls

        def log_message(self, *_arguments: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
