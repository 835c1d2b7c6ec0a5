"""Servers that others wrote, one of each for a whole run; a test skips where one cannot run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.networks.install import missing
from tests.networks.servers import bluesky, bluesky_lacks, telegram


def _absent(server: str, reason: str) -> None:
    """LISTENPOST_REQUIRE_NETWORKS is 1, or names the servers that must not be missing."""
    if {"1", server} & set(os.environ.get("LISTENPOST_REQUIRE_NETWORKS", "").split()):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def bluesky_url() -> Iterator[str]:
    if reason := missing("bluesky") or bluesky_lacks():
        _absent("bluesky", reason)
    with tempfile.TemporaryDirectory(prefix="bluesky", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user there
        with bluesky(Path(folder) / "database") as url:
            yield url


@pytest.fixture(scope="session")
def telegram_url() -> Iterator[str]:
    if reason := missing("telegram"):
        _absent("telegram", reason)
    with telegram() as url:
        yield url


@pytest.fixture(scope="session")
def app_store_package() -> None:
    """No server: a client that others generated from Apple's description, which comes with it."""
    if reason := missing("app_store"):
        _absent("app_store", reason)
