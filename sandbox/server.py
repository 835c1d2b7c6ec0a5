"""Serving the practice network on loopback: in a thread for tests, or until it is stopped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from sandbox.app import build
from sandbox.clock import real_time
from sandbox.scenario import nothing
from sandbox.world import World

PATIENCE = 10.0


def empty_world(*, seed: int = 0, speed: float = 1.0) -> World:
    """A world without a story, in real time or so many times as fast."""
    clock = real_time()
    clock.speed = speed
    return World(nothing(clock.scenario_start), clock, seed=seed)


def running(world: World | None = None, *, port: int = 0) -> AbstractContextManager[str]:
    """Serve a world in a thread; the value is its address."""
    return serving(build(world or empty_world()), port=port)


@contextmanager
def serving(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """The same for a ready application."""
    listening = bound(port)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()


def bound(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket, so that the address is known before the server starts."""
    listening = socket.create_server((host, port), backlog=256)
    # asyncio spares only sockets of its own the 40 ms that Nagle and delayed ACKs cost together
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{host}:{port}"


def server_of(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the practice network did not start")
        time.sleep(0.005)
