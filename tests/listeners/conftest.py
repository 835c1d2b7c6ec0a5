"""One server for all tests here, and an empty practice network on it for each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.platforms.practice import Practice, Stage, practice_on, stage


@pytest.fixture(scope="session")
def server() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture
def practice(server: Stage) -> Iterator[Practice]:
    with practice_on(server) as made:
        yield made
