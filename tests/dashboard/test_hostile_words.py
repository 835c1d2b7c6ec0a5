"""500 pieces of markup and the Big List of Naughty Strings in a real browser."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page

from domain.classification import Topic, Urgency
from domain.mention import X
from domain.text import clean
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged
from tests.security.conftest import FULL
from tests.security.payloads import payloads

SOME = payloads() if FULL else payloads()[::80]
"""All of them in `make test-security`."""
ON_ONE_PAGE = 20
EVIL = "img[src*=evil], a[href^=javascript], [onerror], [onload], [onfocus], iframe, object, embed"


@pytest.mark.parametrize("size", [DESKTOP, PHONE] if FULL else [PHONE])
def test_nothing_of_them_runs_loads_or_breaks_a_page_as_post_name_or_id(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("lea", "/", size=size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shown = 0
    for at in range(0, len(SOME), ON_ONE_PAGE):
        case_ids = hostile(world, SOME[at : at + ON_ONE_PAGE])
        for case_id in case_ids:
            page.goto(f"/?case={case_id}")
            page.get_by_role("button", name="Back to the list").wait_for()
            page.get_by_test_id("stMain").get_by_text("Eva").first.wait_for()
            unharmed(page)
        shown += page.get_by_test_id("stMain").inner_text().count("pwned")
        page.goto("/")
        page.get_by_role("list", name=re.compile("^Cases")).wait_for()
        unharmed(page)
    assert shown, "nothing hostile was on the pages"
    page.goto("/ignored")
    page.get_by_test_id("stMain").get_by_role("heading").first.wait_for()
    unharmed(page)
    assert not [url for url in asked if "evil.example" in url]


def hostile(world: World, some: Sequence[str]) -> tuple[int, int]:
    """Each as a name, an id and an address, and all of them in one thread; two cases to look at."""
    found, last = judged(Urgency.HIGH, Topic.ORDER), 0
    for words in some:
        number = next(world.ids)
        known_as = f"{clean(words)[:80]} {number}"
        last = world.post(
            f"Eva {number} {words[:60]}", "-", found=found, platform=X, url=words, known_as=known_as
        )
    thread = f"evil {next(world.ids)}"
    for words in some:
        in_thread = world.post("Eva Evil", words or "-", found=found, thread=thread)
    return last, in_thread


def unharmed(page: Page) -> None:
    """Nothing ran, nothing is wider than the page, and customers' words are text alone."""
    page.wait_for_timeout(400)
    assert page.evaluate("window.pwned") is None
    assert page.get_by_test_id("stMain").locator(EVIL).count() == 0
    assert overflow(page) <= 0
