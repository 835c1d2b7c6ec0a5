"""Wherever a redirect leads, no address inside our own network is called."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
import pytest

from domain.errors import ConfigurationError, PlatformUnavailable
from platforms.feed import FeedClient, FeedReader
from platforms.public_only import NAMED, PublicOnly, require_outside
from tests.storage.builders import NOW

PUBLIC = "93.184.215.14"
KNOWN = {
    "feed.example": ["10.0.0.5"],
    "public.example": [PUBLIC],
    "half.example": [PUBLIC, "127.0.0.1"],
    "inside.example": ["169.254.169.254"],
}


class Answers(httpx.BaseTransport):
    """Sends on to where the test says; keeps what it was asked."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if len(self.asked) == 1:
            return httpx.Response(302, headers={"Location": self.place})
        return httpx.Response(200, text="ok")


def look_up(host: str, _port: int) -> Sequence[str]:
    if host not in KNOWN:
        raise OSError("no such host")
    return KNOWN[host]


def asked(place: str) -> Answers:
    answers = Answers(place)
    with httpx.Client(
        transport=PublicOnly(answers, lookup=look_up), follow_redirects=True
    ) as client:
        client.get("http://feed.example/rss", extensions={NAMED: "feed.example"})
    return answers


def test_the_host_that_the_settings_name_may_be_inside_and_a_public_one_is_pinned() -> None:
    first, second = asked("https://public.example/rss?a=1").asked
    assert first.url.host == "feed.example"
    assert (second.url.host, second.headers["Host"]) == (PUBLIC, "public.example")
    assert second.extensions["sni_hostname"] == "public.example"
    assert second.url.raw_path == b"/rss?a=1"


@pytest.mark.parametrize("host", ["inside.example", "half.example"])
def test_a_redirect_inward_is_not_followed(host: str) -> None:
    answers = Answers(f"http://{host}/latest/meta-data/")
    client = httpx.Client(transport=PublicOnly(answers, lookup=look_up), follow_redirects=True)
    with client, pytest.raises(ConfigurationError, match=host):
        client.get("http://feed.example/rss", extensions={NAMED: "feed.example"})
    assert len(answers.asked) == 1


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://169.254.169.254/latest/",
        "http://localhost/",
        "http://localhost./",
    ],
)
def test_no_disguise_of_an_inner_address_helps(place: str) -> None:
    """With this machine's own look-up, which knows the disguises."""
    answers = Answers(place)
    client = httpx.Client(transport=PublicOnly(answers), follow_redirects=True)
    with client, pytest.raises((ConfigurationError, httpx.ConnectError)):
        client.get("http://feed.example/rss", extensions={NAMED: "feed.example"})
    assert len(answers.asked) == 1


def test_a_feed_that_is_moved_inside_is_a_trouble_of_that_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = Answers("http://127.0.0.1:9/admin")
    monkeypatch.setattr("platforms.feed.PublicOnly", lambda: PublicOnly(answers))
    feeds = FeedClient(FeedReader(), now=lambda: NOW)
    with feeds.connected() as client, pytest.raises((ConfigurationError, PlatformUnavailable)):
        feeds.fetch(client, "http://feed.example/rss", etag=None, modified=None)
    assert len(answers.asked) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://inside.example", "inside your own network"),
        ("https://half.example/api", "127.0.0.1"),
        ("http://public.example", "must be named as https"),
        ("https://user@public.example", "without a name or password"),
        ("https://", "must be named as https"),
    ],
)
def test_an_address_that_an_admin_enters_is_public_and_https(address: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        require_outside(address, inside=(), lookup=look_up)


def test_a_public_address_may_be_entered_and_those_that_the_operator_names() -> None:
    require_outside("https://public.example:8443/api", inside=(), lookup=look_up)
    for named in ("inside.example", "inside.example:8080"):
        require_outside("http://inside.example:8080", inside=(named,), lookup=look_up)
    with pytest.raises(ConfigurationError):
        require_outside("http://inside.example:9", inside=("inside.example:8080",), lookup=look_up)
    with pytest.raises(PlatformUnavailable, match=r"no host gone\.example"):
        require_outside("https://gone.example", inside=(), lookup=look_up)
