"""A small help centre on this machine, that can misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class HelpSite:
    """What it answers: path -> (status, type, body, headers). `asked` is what it was asked."""

    address: str = ""
    pages: dict[str, tuple[int, str, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(
        self, path: str, body: str | bytes, *, kind: str = HTML, status: int = 200, **headers: str
    ) -> str:
        """Serve this from now on; returns its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, kind, raw, headers)
        return f"{self.address}{path}"


@contextmanager
def help_site() -> Iterator[HelpSite]:
    """Runs while the block does."""
    site = HelpSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers.get("Host", "")))
            missing: tuple[int, str, bytes, dict[str, str]] = (404, HTML, b"gone", {})
            status, kind, body, headers = site.pages.get(self.path, missing)
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
