"""The people of an office, and the practice network for use cases on a real connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.role import Actor, Role
from listenpost.services import passwords
from tests.fakes import Office
from tests.platforms.networks import practice, server  # noqa: F401  fixtures


@pytest.fixture
def ann(office: Office) -> Actor:
    return office.user("ann")


@pytest.fixture
def ben(office: Office) -> Actor:
    return office.user("ben")


@pytest.fixture
def lea(office: Office) -> Actor:
    return office.user("lea", Role.LEAD)


@pytest.fixture
def ada(office: Office) -> Actor:
    return office.user("ada", Role.ADMIN)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """argon2id with next to no work."""
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "hasher", lambda: weak)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()
