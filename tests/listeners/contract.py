"""What every listener must pass; a platform's test class says how to post and how to misbehave."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from typing import Any, ClassVar, Protocol

import pytest

from domain.budget import Budget, Spent
from domain.errors import (
    AuthenticationFailed,
    BudgetSpent,
    ListenpostError,
    PlatformUnavailable,
    RateLimited,
)
from domain.mention import Cursor, IncomingMention, Page
from domain.text import MAX_STORED_CHARACTERS
from listeners.base import Listener
from platforms.meter import Meter, metering

HOSTILE = {
    "long": "a" * 100_000,
    "nul": "before\x00after",
    "surrogate": "half an emoji \ud83d here",
    "right to left": "\u202eevil\u202c שלום",
    "markup": '<script>alert("1")</script><img src=x onerror=alert(1)>',
    "link": "javascript:alert(document.cookie)",
    "query": "'; DROP TABLE mention; --",
    "formula": '=HYPERLINK("https://evil.example","click")',
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "lines": "one\r\ntwo\rthree",
}
UNAVAILABLE: dict[str, dict[str, Any]] = {
    "500": {"effect": "status", "status": 500},
    "503": {"effect": "status", "status": 503},
    "html 502": {"effect": "html", "status": 502},
    "html 200": {"effect": "html", "status": 200},
    "truncated": {"effect": "truncated"},
    "hang": {"effect": "hang", "seconds": 1.5},
    "dropped": {"effect": "drop_before"},
    "dropped late": {"effect": "drop_after"},
}


class Network(Protocol):
    """A platform that obeys a test."""

    @property
    def secrets(self) -> list[str]:
        """What must be seen nowhere."""

    def listener(self, **settings: Any) -> Listener:
        """A new one, as after a restart, with the smallest pages."""

    def hasty(self) -> Network:
        """The same, but its listeners wait for less than a second."""

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        """A customer addresses the brand; shown `late` seconds after, its time off by `lie`."""

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None: ...

    def heal(self) -> None: ...

    def wait(self, **duration: float) -> None: ...

    def now(self) -> dt.datetime: ...

    def requests(self) -> int: ...


def walk(listener: Listener, cursor: Cursor | None = None) -> list[Page]:
    """Poll until a walk is complete."""
    pages = list(listener.poll(cursor))
    while not pages[-1].complete:
        assert len(pages) < 1000, "the walk does not end"
        pages += listener.poll(pages[-1].cursor)
    return pages


def mentions(pages: list[Page]) -> Iterator[IncomingMention]:
    """What others said; the brand's own posts come besides."""
    return (one for page in pages for one in page.mentions if not one.by_brand)


def ids(pages: list[Page]) -> set[str]:
    return {mention.external_id for mention in mentions(pages)}


def texts(pages: list[Page]) -> str:
    return "\n".join(mention.text for mention in mentions(pages))


class ListenerContract:
    """Subclasses provide the fixture `network`."""

    burst: ClassVar[int] = 45
    overlap: ClassVar[dt.timedelta] = dt.timedelta(minutes=20)
    again: ClassVar[int] = 0  # how many from before the overlap may come again

    @pytest.fixture
    def network(self) -> Network:
        raise NotImplementedError

    # Nothing is missed, nothing comes for ever

    def test_an_empty_platform_gives_a_complete_page(self, network: Network) -> None:
        pages = walk(network.listener())
        assert pages[-1].complete
        assert not ids(pages)

    def test_every_mention_arrives_under_its_own_id(self, network: Network) -> None:
        published = [network.publish(f"no internet since {n} o'clock") for n in range(7)]
        found = list(mentions(walk(network.listener())))
        assert sorted(one.external_id for one in found) == sorted(published)

    def test_only_the_last_page_is_complete(self, network: Network) -> None:
        for n in range(self.burst):
            network.publish(f"hello {n}")
        pages = walk(network.listener())
        assert [page.complete for page in pages] == [False] * (len(pages) - 1) + [True]

    def test_a_burst_of_many_pages_is_complete(self, network: Network) -> None:
        published = {network.publish(f"it is down ({n})") for n in range(self.burst)}
        assert ids(walk(network.listener())) == published

    def test_the_next_poll_brings_only_what_is_new_and_the_overlap(self, network: Network) -> None:
        for n in range(12):
            network.publish(f"old {n}")
        first = walk(network.listener())
        network.wait(hours=2)
        new = network.publish("new")
        second = walk(network.listener(), first[-1].cursor)
        assert new in ids(second)
        third = walk(network.listener(), second[-1].cursor)
        fourth = walk(network.listener(), third[-1].cursor)
        assert len(ids(third) - {new}) <= self.again
        assert ids(fourth) <= ids(third)

    def test_a_quiet_platform_is_left_in_peace(self, network: Network) -> None:
        network.publish("hello")
        cursor = walk(network.listener())[-1].cursor
        network.wait(hours=1)
        cursor = walk(network.listener(), cursor)[-1].cursor
        listener = network.listener()
        before = network.requests()
        pages = walk(listener, cursor)
        assert network.requests() - before <= 3
        assert not ids(pages) or ids(pages) == ids(walk(listener, cursor))

    def test_a_mention_that_is_found_late_is_still_found(self, network: Network) -> None:
        minute = self.overlap / 20
        late = network.publish("late", late=(16 * minute).total_seconds())
        network.wait(seconds=(10 * minute).total_seconds())
        network.publish("in time")
        pages = walk(network.listener())
        assert late not in ids(pages)
        network.wait(seconds=(8 * minute).total_seconds())
        network.publish("later still")
        assert late in ids(walk(network.listener(), pages[-1].cursor))

    @pytest.mark.parametrize("stop", range(8))
    def test_stopping_after_any_page_loses_nothing(self, network: Network, stop: int) -> None:
        published = {network.publish(f"post {n}") for n in range(self.burst)}
        seen: list[Page] = []
        for page in network.listener().poll(None):
            seen.append(page)
            if len(seen) > stop:
                break
        while not seen[-1].complete:
            published.add(network.publish("meanwhile"))
            resumed = network.listener().poll(seen[-1].cursor)
            seen += [page for _, page in zip(range(3), resumed, strict=False)]
        seen += walk(network.listener(), seen[-1].cursor)
        assert ids(seen) == published

    def test_an_error_in_the_middle_leaves_a_good_cursor(self, network: Network) -> None:
        published = {network.publish(f"post {n}") for n in range(self.burst)}
        poll = network.listener().poll(None)
        seen = [next(poll)]
        network.fail("status", status=500)
        with pytest.raises(PlatformUnavailable):
            seen += poll
        network.heal()
        seen += walk(network.listener(), seen[-1].cursor)
        assert ids(seen) == published

    def test_a_foreign_cursor_begins_anew(self, network: Network) -> None:
        published = network.publish("hello")
        for cursor in ("", "{}", "[]", "null", '{"floor": 7}', "not JSON"):
            assert published in ids(walk(network.listener(), Cursor(cursor)))

    @pytest.mark.parametrize("years", [10, -10])
    def test_a_lying_clock_hides_nothing(self, network: Network, years: int) -> None:
        network.publish("before")
        cursor = walk(network.listener())[-1].cursor
        network.wait(minutes=1)
        liar = network.publish("liar", lie=years * 365 * 86400)
        pages = walk(network.listener(), cursor)
        assert liar in ids(pages)
        network.wait(minutes=1)
        honest = network.publish("honest")
        assert honest in ids(walk(network.listener(), pages[-1].cursor))

    # What the platform does to us

    @pytest.mark.parametrize("how", UNAVAILABLE.values(), ids=list(UNAVAILABLE))
    def test_trouble_of_the_platform_is_temporary(
        self, network: Network, how: dict[str, Any]
    ) -> None:
        network.publish("hello")
        waits = how["effect"] == "hang"
        listener = (network.hasty() if waits else network).listener()
        network.fail(**how)
        with pytest.raises(PlatformUnavailable):
            walk(listener)
        network.heal()
        assert ids(walk(network.listener()))

    def test_too_many_requests_says_when_to_come_back(self, network: Network) -> None:
        listener = network.listener()
        network.fail("status", status=429, seconds=120)
        with pytest.raises(RateLimited) as caught:
            walk(listener)
        self.check_retry_at(caught.value, network)

    def check_retry_at(self, error: RateLimited, network: Network) -> None:
        assert error.retry_at is not None
        assert 100 < (error.retry_at - network.now()).total_seconds() < 140

    def test_too_many_requests_without_a_time_has_none(self, network: Network) -> None:
        listener = network.listener()
        network.fail("status", status=429, reset=False)
        with pytest.raises(RateLimited) as caught:
            walk(listener)
        assert caught.value.retry_at is None

    def test_an_expired_token_needs_a_person(self, network: Network) -> None:
        listener = network.listener()
        network.fail("expired_token")
        with pytest.raises(AuthenticationFailed):
            walk(listener)

    def test_broken_items_are_skipped_with_a_reason_and_the_rest_arrives(
        self, network: Network
    ) -> None:
        published = {network.publish(f"post {n}") for n in range(3)}
        network.fail("malformed")
        pages = walk(network.listener())
        skipped = [one for page in pages for one in page.skipped]
        assert published <= ids(pages)
        assert skipped
        assert all(one.reason for one in skipped)

    @pytest.mark.parametrize("effect", ["duplicates", "shuffled"])
    def test_disorder_on_a_page_loses_nothing(self, network: Network, effect: str) -> None:
        published = {network.publish(f"post {n}") for n in range(self.burst)}
        network.fail(effect)
        pages = walk(network.listener())
        late = network.publish("one more")
        assert ids(pages) | ids(walk(network.listener(), pages[-1].cursor)) == {*published, late}

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_text_arrives_and_can_be_stored(self, network: Network, hostile: str) -> None:
        published = network.publish(HOSTILE[hostile])
        (found,) = mentions(walk(network.listener()))
        assert found.external_id == published
        assert len(found.text) <= MAX_STORED_CHARACTERS
        assert not {"\x00", "\r"} & set(found.text)
        found.text.encode()
        str(found.raw).encode()
        assert found.url.startswith("https://")
        assert found.published_at.tzinfo is not None

    # What it may cost

    def test_every_request_is_told_to_the_meter(self, network: Network) -> None:
        for n in range(self.burst):
            network.publish(f"post {n}")
        listener, before = network.listener(), network.requests()
        with metering(Meter(now=network.now)) as meter:
            walk(listener)
        assert meter.requests == network.requests() - before > 0

    def test_a_spent_budget_lets_no_request_out(self, network: Network) -> None:
        listener, before = network.listener(), network.requests()
        spent = Meter(now=network.now, budget=Budget(requests=9), spent=Spent(requests=9))
        with metering(spent), pytest.raises(BudgetSpent):
            walk(listener)
        assert network.requests() == before

    # What we keep to ourselves

    def test_no_secret_is_ever_shown(
        self, network: Network, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        network.publish("hello")
        listener = network.listener()
        shown = [repr(listener), repr(vars(listener)), str(walk(listener))]
        for trouble in ({"effect": "expired_token"}, {"effect": "status", "status": 500}):
            network.fail(**trouble)
            with pytest.raises(ListenpostError) as caught:
                walk(listener)
            shown += [repr(caught.value), "".join(traceback.format_exception(caught.value))]
            network.heal()
        everything = "\n".join([*shown, caplog.text])
        assert not [secret for secret in network.secrets if secret in everything]
