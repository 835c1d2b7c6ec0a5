"""Everybody can use it: no serious finding of axe, and nothing wider than a phone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.ledger_filters import Part
from dashboard.shell import PLACES
from domain.classification import Topic, Urgency
from domain.handoff import HandoffChannel
from domain.listening import ListenerState
from domain.role import Role
from listenpost.services import handoff, people
from storage.models import Poll, SkippedItem
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ZOOMED = (640, 450)
PAGES = (
    *(f"/{place.path}" for place in PLACES.values()),
    "/inbox?case={case}",
    "/people?person={person}",
    "/settings?section=business_hours",
    "/settings?section=sla",
    "/settings?section=routes",
    *(f"/ignored?part={part.value}" for part in Part if part is not Part.WHOLE),
)
"""A page that is added is looked at without a word here."""
WIDEST = ("/pulse", "/ignored?part=times", "/people", "/inbox?case={case}")
"""Those with most beside each other."""
PARTS = tuple(path for path in PAGES if "?" in path and path not in WIDEST)
"""Parts of pages, of which a quick run looks at the whole."""
READY = {
    "/inbox?case={case}": ["Late Laura"],
    "/pulse": ["What changed"],
    "/ignored": ["Longest waiting"],
    "/ignored?part=places": ["By hour of the day"],
    "/ignored?part=times": ["In time, by urgency"],
    "/ignored?part=work": ["The next hours", "People", "Teams"],
    "/ignored?part=promises": ["Promises that fell due"],
    "/health": ["Could not be read"],
    "/people?person={person}": ["Signed in now"],
    "/settings?section=business_hours": ["The next seven days"],
    "/settings?section=sla": ["What is heard now is answered by"],
}
"""Headings that stand there when the page is whole."""


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first place where it is.

    Streamlit fades what it draws again, which axe takes for poor contrast: only what stays counts.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    found: list[str] = []
    for _ in range(3):
        found = [
            f"{item['id']}: {item['nodes'][0]['target']} {item['nodes'][0]['failureSummary']}"
            for item in Axe().run(page).response["violations"]
            if item["impact"] in ("serious", "critical")
        ]
        if not found:
            break
        page.wait_for_timeout(1000)
    return found


@pytest.fixture(scope="module")
def filled(world: World) -> int:
    """Something on every page; returns a case."""
    now = world.app.clock.now()
    found = judged(Urgency.HIGH, Topic.BILLING, private=True)
    with world.app.database.write() as session:
        for state in (ListenerState.LISTENING, ListenerState.SIGN_IN_FAILED):
            poll = Poll(
                listener=state.value,
                platform="x",
                kind="x.mentions",
                state=state,
                next_poll_at=now,
                last_ok_at=now,
                failures=int(state is not ListenerState.LISTENING),
                last_error="Token expired.",
            )
            session.add(poll)
        session.add(
            SkippedItem(listener="x", external_id="1" * 60, reason="No author. " * 20, seen_at=now)
        )
    late = world.post("Late Laura", "where is it", found=found, minutes_ago=900)
    world.post("Late Laura", "and another matter", found=judged(Urgency.NORMAL, Topic.ORDER))
    return late


def looks() -> Iterator[object]:
    """Each page in every way; a quick run takes one of them, in turn."""
    quick = itertools.cycle([(DESKTOP, "light"), (PHONE, "dark")])
    for path in PAGES:
        first = None if path in PARTS else next(quick)
        for way in itertools.product((DESKTOP, PHONE, ZOOMED), SCHEMES):
            yield (path, *way) if way == first else thorough(path, *way)


@pytest.mark.parametrize(("path", "size", "scheme"), list(looks()))
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(
    world: World,
    filled: int,
    open_page: OpenPage,
    path: str,
    size: tuple[int, int],
    scheme: Scheme,
) -> None:
    where = path.format(case=filled, person=world.users["ann"].id)
    page = open_page("ada", where, size=size, scheme=scheme)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    for heading in READY.get(path, ()):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    if path == "/inbox":
        expect(page.get_by_role("list", name=re.compile("^Cases"))).to_be_visible()
    if "case" in path:
        expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("paths", [WIDEST, thorough(PAGES)])
def test_every_page_fits_at_twice_its_size(
    world: World, filled: int, open_page: OpenPage, paths: tuple[str, ...]
) -> None:
    """A window of 1280 pixels at 200 % is 640 wide: nothing is scrolled sideways."""
    page = open_page("ada", "/", size=ZOOMED)
    for path in paths:
        page.goto(path.format(case=filled, person=world.users["ann"].id))
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert overflow(page) <= 0, path


@pytest.fixture
def code(world: World, filled: int) -> str:
    """A live one that leads to the customer's page."""
    made = handoff.make(world.app, world.users["ann"], filled, to=HandoffChannel.EMAIL)
    return made.code.replace(" ", "")


@pytest.fixture
def newcomer(world: World) -> tuple[str, str]:
    """Somebody who has a one-time password, and the password."""
    name = f"newcomer{next(world.ids)}"
    ada = world.users["ada"]
    _, password = people.add(world.app, ada, name=name, display_name=name, role=Role.AGENT)
    return name, password


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])
def test_axe_finds_nothing_on_the_pages_of_strangers(
    server: str,
    browser: Browser,
    code: str,
    newcomer: tuple[str, str],
    size: tuple[int, int],
    scheme: Scheme,
) -> None:
    """Signing in, choosing a password, a customer's code, a colleague's code."""
    page = browser.new_page(
        color_scheme=scheme, viewport={"width": size[0], "height": size[1]}, base_url=server
    )
    for path in ("/auth/sign-in", f"/c/{code}", "/handoff"):
        answer = page.goto(path)
        assert answer is not None, path
        assert answer.ok, path
        assert strict_findings(page) == [], path
    page.goto("/auth/sign-in")
    page.get_by_label("User name").fill(newcomer[0])
    page.get_by_label("Password").fill(newcomer[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
    assert strict_findings(page) == []
    page.close()


def strict_findings(page: Page) -> list[str]:
    """Whatever axe says at all, and whether the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    found = [item["id"] for item in Axe().run(page).response["violations"]]
    return found + ["wider than its window"] * wide


def test_cards_can_be_walked_with_the_keyboard(
    world: World, filled: int, open_page: OpenPage
) -> None:
    found = judged(Urgency.HIGH, Topic.ORDER)
    for number in (1, 2):
        world.post(f"Key {number}", f"ibex {number}", found=found, minutes_ago=60 - number)
    page = open_page("ann", "/?search=ibex", size=DESKTOP)
    page.get_by_role("link", name="ibex 1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="ibex 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Key 2", level=1)).to_be_visible()
