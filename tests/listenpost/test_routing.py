"""[[channels]] and [[routes]] of a settings file: what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.channel import ChannelKind
from domain.errors import ConfigurationError
from listenpost.bootstrap import build
from listenpost.services.app import App
from listenpost.settings import load_settings

GOOD = """
[[channels]]
name = "support line"
kind = "phone"
contact = "+44 20 0000 0000"
languages = ["en"]
queue = 3
queue_limit = 9
usd = 4
hours = { time_zone = "Europe/London", monday = ["09:00-17:00"] }

[[routes]]
name = "money"
topics = ["billing", "refund"]
prefer = ["support line", "message"]

[[routes.routes]]
name = "gold"
tiers = ["gold"]
never = ["phone"]
"""


def loaded(folder: Path, text: str) -> App:
    file = folder / "listenpost.toml"
    file.write_text(text + f'\n[database]\nurl = "sqlite:///{folder}/x.db"\n', encoding="utf-8")
    return build(load_settings(file))


def test_channels_and_rules_come_from_the_file_beside_what_is_always_there(tmp_path: Path) -> None:
    app = loaded(tmp_path, GOOD)
    by_kind = {channel.kind: channel for channel in app.channels}
    assert set(by_kind) == {
        ChannelKind.REPLY,
        ChannelKind.MESSAGE,
        ChannelKind.ARTICLE,
        ChannelKind.PHONE,
    }
    phone = by_kind[ChannelKind.PHONE]
    assert (phone.price, phone.queue_limit, phone.hours.week is not None) == (4_000_000, 9, True)
    assert not by_kind[ChannelKind.REPLY].personal_data
    (money,) = app.routes
    assert money.prefer == ("support line", "message")
    assert (money.children[0].prefer, money.children[0].never) == (None, ("phone",))


def test_without_any_the_network_itself_is_there(tmp_path: Path) -> None:
    app = loaded(tmp_path, "")
    assert [channel.kind.value for channel in app.channels] == ["reply", "message", "article"]
    assert app.routes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[routes]]\nname = "a"\ntopics = ["money"]', "routes.0.topics.0"),
        ('[[routes]]\nname = "a"\nwords = ["x"]', "routes.0.words"),
        ('[[routes]]\nname = "a"\nprefer = ["hotline"]', "there is no channel 'hotline'"),
        ('[[routes]]\nname = "a"\nplatforms = ["myspace"]', "there is no network 'myspace'"),
        ('[[routes]]\nname = "a"\nlanguages = ["German"]', "routes.0.languages.0"),
        (
            '[[routes]]\nname = "a"\n[[routes.routes]]\nname = "b"\nonly = ["x"]',
            "routes.0.routes.0.only",
        ),
        ('[[channels]]\nname = "a"\nkind = "pigeon"', "channels.0.kind"),
        ('[[channels]]\nname = "a"\nkind = "chat"\n' * 2, "the name of two channels"),
        ('[[channels]]\nname = "a"\nkind = "chat"\nqueue = -1', "channels.0.queue"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, text)
    assert said in str(caught.value)
    assert "Looked in" in str(caught.value)
