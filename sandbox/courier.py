"""Delivers to a webhook in the background, for a practice network that runs as a program."""

from __future__ import annotations

import threading

import httpx

from sandbox.world import World

LOOK_EVERY = 0.5


def deliver_to(url: str, world: World) -> threading.Thread:
    """Begin to deliver what happens to this address; it ends with the program."""
    world.hooks.pages = True
    thread = threading.Thread(target=_run, args=(url, world, threading.Event()), daemon=True)
    thread.start()
    return thread


def _run(url: str, world: World, stop: threading.Event) -> None:
    with httpx.Client(timeout=20) as http:
        while not stop.wait(LOOK_EVERY):
            tell(url, world, http)


def tell(url: str, world: World, http: httpx.Client) -> int:
    """Deliver what is due now; returns how many changes were taken."""

    def send(body: bytes, headers: dict[str, str]) -> int:
        try:
            return http.post(url, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return 0

    secret = world.credentials.facebook.app_secret
    return world.hooks.deliver(send, secret=secret, faults=world.faults, now=world.clock.now())
