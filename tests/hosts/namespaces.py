"""Hosts of their own on one machine: network namespaces on a bridge, each with an address."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NET = f"10.{77 + os.getpid() // 250 % 100}.{os.getpid() % 250}"
"""Of this process alone: two runs on one machine are no neighbours."""
US = f"{NET}.254"


@dataclass(frozen=True, slots=True)
class Host:
    """A namespace; `port` is its end of the cable at the bridge."""

    name: str
    address: str
    port: str

    def command(self, *words: str) -> list[str]:
        """So begun, it runs on this host."""
        return ["ip", "netns", "exec", self.name, *words]

    def cut_off(self) -> None:
        """Nothing comes or goes, and nobody is told."""
        _ip("link", "set", self.port, "down")

    def joined(self) -> None:
        _ip("link", "set", self.port, "up")


def forbidden() -> str:
    """Why hosts cannot be made here; empty where they can."""
    try:
        with hosts("probe"):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", b"") or str(error).encode()
        return f"no network namespaces here: {told.decode().strip()[:200]}"


@contextmanager
def hosts(*names: str) -> Iterator[dict[str, Host]]:
    """So many hosts that reach each other and us; all is gone at the end."""
    mark = os.getpid() % 10_000
    bridge = f"lpb{mark}"
    made: dict[str, Host] = {}
    try:
        _ip("link", "add", bridge, "type", "bridge")
        _ip("addr", "add", f"{US}/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for number, name in enumerate(names, 1):
            made[name] = host = Host(f"lp{mark}-{name}", f"{NET}.{number}", f"lpv{mark}x{number}")
            _plug_in(host, bridge)
        yield made
    finally:
        for host in made.values():
            _ip("netns", "del", host.name, check=False)
        _ip("link", "del", bridge, check=False)


def _plug_in(host: Host, bridge: str) -> None:
    _ip("netns", "add", host.name)
    _ip("link", "add", host.port, "type", "veth", "peer", "name", "eth0", "netns", host.name)
    _ip("link", "set", host.port, "master", bridge)
    _ip("link", "set", host.port, "up")
    _ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", "eth0")
    _ip("-n", host.name, "link", "set", "eth0", "up")
    _ip("-n", host.name, "link", "set", "lo", "up")


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)  # noqa: S607
