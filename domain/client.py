"""Where somebody signs in from, as far as it can be told."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_PROGRAM = re.compile(r"[A-Za-z-]{1,30}/[0-9.]{1,10}")
_HOMES = 64  # a customer of a network provider has at least this much of an IPv6 address


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A browser at an address; `known` is the token of one that somebody has signed in with.

    `session` is the token of a session that it still has, and that a new one takes the place of.
    """

    address: str = ""
    browser: str = ""
    known: str | None = None
    session: str | None = None


def network_of(address: str | None) -> str:
    """What is counted as one place: an IPv4 address, or the network that an IPv6 one is in."""
    try:
        found = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _HOMES), strict=False))


def browser_of(agent: str) -> str:
    """Firefox on Windows, as a person would say it; a user agent may claim anything."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    program = _PROGRAM.match(agent)
    return browser or system or (program[0] if program else "Unknown browser")
