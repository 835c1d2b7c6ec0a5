"""Recorded answers of the real platforms, which lie beside the repository on some machines."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures"


def x_answer(name: str) -> Any:
    """The first body of one of tweepy's cassettes."""
    recorded = yaml.safe_load(_unzipped(f"x/cassettes/test_client_{name}.yaml.gz"))
    body = recorded["interactions"][0]["response"]["body"]["string"]
    raw = body.encode() if isinstance(body, str) else body
    return json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)


def x_specification() -> Any:
    """X's own OpenAPI."""
    return json.loads(_unzipped("x/openapi-2.159.json.gz"))


def reddit_cassette(name: str) -> list[Any]:
    """What Reddit answered to one of praw's own tests, in the order in which it was asked."""
    told: list[Any] = json.loads(_unzipped(f"reddit/{name}.json.gz"))["interactions"]
    return told


def graph_answer(path: str) -> Any:
    """One of the Graph API's answers, by its path below testdata/."""
    with tarfile.open(_there("facebook/graph_responses.tar.gz")) as archive:
        found = archive.extractfile(f"testdata/{path}")
        assert found is not None
        return json.loads(found.read())


def _unzipped(path: str) -> bytes:
    return gzip.decompress(_there(path).read_bytes())


def _there(path: str) -> Path:
    if not (FIXTURES / path).exists():
        pytest.skip(f"no recorded answers at {FIXTURES}")
    return FIXTURES / path
