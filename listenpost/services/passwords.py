"""Passwords and tokens: only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache, lru_cache
from pathlib import Path

from pwdlib import PasswordHash

from domain import password as rules
from domain.errors import BadInput
from listenpost.services.app import App

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
_COMMON = Path(__file__).with_name("common_passwords.txt")


@lru_cache(maxsize=1)
def hasher() -> PasswordHash:
    """argon2id, with the strength that pwdlib recommends."""
    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """What is compared with where there is no password, so that this takes as long."""
    return hasher().hash(secrets.token_hex(8))


def hashed(password: str) -> str:
    """What is kept of a password."""
    return hasher().hash(_bytes(rules.normalised(password)))


def matches(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is this password, and a hash to keep from now on where the strength has grown."""
    found, fresh = hasher().verify_and_update(
        _bytes(rules.normalised(password)), kept or nobodys_hash()
    )
    return (found, fresh) if kept else (False, None)


def require_good(app: App, password: str, *names: str) -> None:
    """Raise BadInput for a password that is short, common, or made of what everybody knows."""
    known = {app.brand, "listenpost", *(word for name in names for word in name.split())}
    shortest = app.access.shortest_password
    why_not = rules.refusal(password, shortest=shortest, known=known, common=_common())
    if why_not:
        raise BadInput(why_not)


@cache
def _common() -> frozenset[str]:
    """The 3,000 that people choose most; read when somebody chooses one first."""
    text = _COMMON.read_text(encoding="ascii")
    lines = (line for line in text.splitlines() if not line.startswith("# "))
    return frozenset(word.casefold() for line in lines for word in line.split())


def one_time() -> str:
    """A password that can be read out over the phone: 16 letters and digits, 79 bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def digest(token: str) -> str:
    """What is kept of a token that we have made."""
    return hashlib.sha256(_bytes(token)).hexdigest()


def _bytes(text: str) -> bytes:
    """Whatever a browser sends, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")
