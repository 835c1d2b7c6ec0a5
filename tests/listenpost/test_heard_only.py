"""A network that has a listener and no responder: one file, one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.mention import FEED
from listenpost.bootstrap import build
from listenpost.settings import load_settings
from responder import RESPONDERS

TEXT = """
[accounts.news]
platform = "feed"

[listeners.news]
kind = "feed"
account = "news"
urls = ["https://news.example/feed"]
include = ["kestrelia"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delitem(RESPONDERS, "feed")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "listenpost.toml"


def test_its_listener_is_connected_and_nothing_answers(file: Path) -> None:
    file.write_text(TEXT)
    app = build(load_settings(file))
    assert app.listeners["news"].platform == FEED
    assert dict(app.responders) == {}
    app.database.engine.dispose()


def test_a_platform_that_nobody_knows_is_named(file: Path) -> None:
    file.write_text(TEXT.replace('"feed"', '"fax"', 1))
    with pytest.raises(ConfigurationError, match=r"accounts\.news\.platform"):
        build(load_settings(file))
