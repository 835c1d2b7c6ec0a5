"""The people of an office, and the practice network for use cases on a real connection."""

from __future__ import annotations

import pytest

from domain.role import Actor, Role
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
