"""No page inside our own network, no endless answer, no disguise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.address import is_public
from domain.errors import BadInput, EndpointRetired, PlatformUnavailable
from platforms.articles import web as module
from platforms.articles.web import Web
from platforms.public_only import addresses
from tests.platforms.articles.help_site import HelpSite, help_site

INSIDE = ("127.0.0.1",)


@pytest.fixture
def site() -> Iterator[HelpSite]:
    with help_site() as found:
        yield found


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_an_address_of_our_own_network_is_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_internet_is_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://public.example:22/",
        "ftp://public.example/",
        "file:///etc/passwd",
        "http://user:secret@public.example/",
        "http:///nothing",
        "http://public.example:notaport/",
        "gopher://public.example/",
    ],
)
def test_what_must_not_be_asked_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(BadInput):
        Web(lookup=_lookup).fetch(url)


def _lookup(host: str, port: int) -> list[str]:
    return ["93.184.215.14"] if host == "public.example" else addresses(host, port)


def test_one_inward_address_among_public_ones_is_enough_to_refuse() -> None:
    web = Web(lookup=lambda host, port: ["93.184.215.14", "10.0.0.7"])
    with pytest.raises(BadInput, match="internal_hosts"):
        web.fetch("http://mixed.example/")


def test_a_name_is_looked_up_once_so_it_cannot_turn_inward_afterwards(site: HelpSite) -> None:
    port = int(site.address.rpartition(":")[2])
    answers = iter([["127.0.0.1"]])
    web = Web(internal=("turning.example",), lookup=lambda host, _: next(answers))
    site.put("/", "hello")
    assert web.fetch(f"http://turning.example:{port}/").body == b"hello"
    assert site.asked == [("/", f"turning.example:{port}")]


def test_a_redirect_is_judged_anew(site: HelpSite) -> None:
    site.put("/a", "", status=302, Location="/b")
    site.put("/b", "", status=302, Location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(BadInput, match=r"169\.254"):
        Web(internal=INSIDE).fetch(f"{site.address}/a")


def test_redirects_are_followed_and_have_an_end(site: HelpSite) -> None:
    site.put("/a", "", status=301, Location="/b")
    end = site.put("/b", "here")
    assert Web(internal=INSIDE).fetch(f"{site.address}/a").url == end
    site.put("/b", "", status=301, Location="/a")
    with pytest.raises(PlatformUnavailable, match="without an end"):
        Web(internal=INSIDE).fetch(f"{site.address}/a")


def test_an_answer_that_is_too_large_is_let_go(
    site: HelpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    url = site.put("/", "x" * 1001)
    with pytest.raises(PlatformUnavailable, match="larger"):
        Web(internal=INSIDE).fetch(url)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, EndpointRetired),
        (410, EndpointRetired),
        (403, PlatformUnavailable),
        (500, PlatformUnavailable),
        (429, PlatformUnavailable),
    ],
)
def test_gone_is_told_from_trouble(site: HelpSite, status: int, error: type[Exception]) -> None:
    url = site.put("/", "no", status=status)
    with pytest.raises(error) as caught:
        Web(internal=INSIDE).fetch(url)
    assert type(caught.value) is error


def test_a_host_that_is_not_there_is_trouble() -> None:
    def none(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(PlatformUnavailable, match="no host"):
        Web(lookup=none).fetch("http://nowhere.example/")
