"""What is read or typed stays where it is while new things come in, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.classification import Topic, Urgency
from domain.incident import IncidentStatus
from listenpost.services import case_actions, company
from storage.models import Case, Incident
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import findings
from tests.dashboard.test_incident_page import incident
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

HIGH = judged(Urgency.HIGH, Topic.PRODUCT)
CRITICAL = judged(Urgency.CRITICAL, Topic.PRODUCT)
FEW_PIXELS = 3
SIZES = [thorough(DESKTOP), PHONE]


def _y(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]


def _card(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


@pytest.mark.parametrize("size", SIZES)
def test_what_one_types_stays_where_it_is_when_the_customer_writes_again(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Stays {size[0]}"
    case_id = world.post(name, "addax first", found=HIGH, thread=name)
    page = open_page("ann", f"/?case={case_id}", size=size)
    reply = page.get_by_role("textbox", name="Reply")
    reply.fill("My careful answer")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    before = _y(reply)
    world.post(name, "addax second " + "and more " * 40, found=HIGH, thread=name, minutes_ago=1)
    expect(page.get_by_text("Something was written meanwhile")).to_be_visible()
    read = page.get_by_role("button", name="I have read it")
    expect(read).to_be_visible()
    assert _y(reply) == pytest.approx(before, abs=FEW_PIXELS)
    assert _y(read) > before
    expect(reply).to_be_focused()
    expect(reply).to_have_value("My careful answer")


GROWS = """(part) => new Promise((done) => {
  const grow = (pieces) => {
    part.style.paddingTop = `${(20 - pieces) * 15}px`;
    if (pieces) setTimeout(() => grow(pieces - 1), 7);
    else setTimeout(done, 200);
  };
  grow(20);
})"""
"""As when a post is drawn in pieces, whenever each has come."""


@pytest.mark.parametrize("size", SIZES)
def test_what_one_types_stays_where_it_is_though_what_comes_is_drawn_in_pieces(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Pieces {size[0]}"
    case_id = world.post(name, "addax in pieces", found=HIGH)
    page = open_page("ann", f"/?case={case_id}", size=size)
    reply = page.get_by_role("textbox", name="Reply")
    reply.fill("My careful answer")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    before = _y(reply)
    page.get_by_text("addax in pieces").first.evaluate(GROWS)
    assert _y(reply) == pytest.approx(before, abs=FEW_PIXELS)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, -40)")
    page.wait_for_timeout(300)
    assert _y(reply) == pytest.approx(before + 40, abs=FEW_PIXELS), "a scroll of one's own counts"


@pytest.mark.parametrize("size", SIZES)
def test_no_card_moves_until_one_asks_for_what_is_new(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Quiet{size[0]}"
    for place in (1, 2, 3):
        world.post(f"{name} {place}", f"{name} gerenuk {place}", found=HIGH, minutes_ago=60 - place)
    page = open_page("ann", f"/?search={name}", size=size)
    second = _card(page, f"{name} gerenuk 2")
    expect(second).to_be_visible()
    expect(page.get_by_role("radio", name="To answer 3")).to_be_attached()
    before = _y(second)
    world.post(f"{name} 4", f"{name} gerenuk burns", found=CRITICAL)
    fresh = page.get_by_role("button", name="1 new")
    expect(fresh).to_be_visible()
    assert _y(second) == pytest.approx(before, abs=1)
    expect(page.get_by_role("status").filter(has_text="1 new")).to_have_count(1)
    fresh.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"{name} gerenuk burns")).to_be_focused()
    expect(fresh).to_be_hidden()
    first = page.get_by_role("main").get_by_role("listitem").first
    expect(first).to_contain_text("gerenuk burns")


@pytest.mark.parametrize("size", SIZES)
def test_a_card_that_says_more_moves_none_below_it(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Grows{size[0]}"
    ids = [
        world.post(f"{name} {place}", f"{name} suni {place}", found=HIGH, minutes_ago=60 - place)
        for place in (1, 2)
    ]
    page = open_page("ann", f"/?search={name}", size=size)
    first, second = _card(page, f"{name} suni 1"), _card(page, f"{name} suni 2")
    expect(second).to_be_visible()
    before = _y(second)
    case_actions.claim(world.app, world.users["ben"], ids[0])
    expect(first.get_by_text("Ben Baker is on it")).to_be_visible()
    assert _y(second) == pytest.approx(before, abs=1)
    with world.app.database.write() as session:
        session.get_one(Case, ids[0]).attention = "The reply has failed twice. " * 3
    failed = first.get_by_text("The reply has failed twice.")
    expect(failed).to_be_visible()
    assert _y(second) == pytest.approx(before, abs=1)
    page.reload()
    expect(failed).to_be_visible()
    assert _y(second) > before, "who asks sees all of it"


def test_a_card_that_has_gone_says_so_and_leaves_its_place_to_no_other(
    world: World, open_page: OpenPage
) -> None:
    ids = [
        world.post(f"Goes {place}", f"bongo {place}", found=HIGH, minutes_ago=60 - place)
        for place in (1, 2, 3)
    ]
    page = open_page("ann", "/?search=bongo", size=DESKTOP)
    third = _card(page, "bongo 3")
    expect(third).to_be_visible()
    before = _y(third)
    case_actions.dismiss(world.app, world.users["ben"], ids[0])
    expect(_card(page, "bongo 1")).to_contain_text("no longer in this list")
    assert _y(third) == pytest.approx(before, abs=1)
    page.get_by_role("button", name="Update the list").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)


def test_another_view_or_search_is_shown_at_once(world: World, open_page: OpenPage) -> None:
    for place in (1, 2):
        world.post(f"Shown {place}", f"nyala {place}", found=HIGH, minutes_ago=60 - place)
    page = open_page("ann", "/?search=nyala 2", size=DESKTOP)
    cards = page.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(1)
    page.get_by_role("searchbox", name="Search").fill("nyala")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("nyala 1")


@pytest.mark.parametrize("size", SIZES)
def test_an_incident_that_comes_up_moves_no_card_and_has_its_place_when_one_comes_back(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Calm{size[0]}"
    world.post(name, f"{name} klipspringer", found=HIGH)
    page = open_page("ann", f"/?search={name}", size=size)
    card = _card(page, f"{name} klipspringer")
    expect(card).to_be_visible()
    before = _y(card)
    title = f"Tower {size[0]}"
    number, _ = incident(world, title)
    line = page.get_by_text(f"{title} is down")
    expect(line).to_be_visible()
    assert _y(card) == pytest.approx(before, abs=1)
    expect(page.get_by_role("status").filter(has_text="at the edge of the window")).to_have_count(1)
    assert findings(page) == []
    page.get_by_role("button", name="Put it above the list").click()
    expect(page.get_by_role("button", name="Put it above the list")).to_have_count(0)
    expect(line).to_be_visible()
    expect(card).to_be_visible()
    before = _y(card)
    assert _y(line) < before
    with world.app.database.write() as session:
        row = session.get_one(Incident, number)
        row.status = IncidentStatus.CLOSED
        session.add(row)
    expect(page.get_by_text("Over", exact=True)).to_be_visible()
    assert _y(card) == pytest.approx(before, abs=1)


@pytest.mark.parametrize("size", SIZES)
def test_a_colleague_who_comes_and_a_reply_that_leaves_move_nothing(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Still{size[0]}"
    first, following = (
        world.post(f"{name} {place}", f"oribi{size[0]} {place}", found=HIGH, minutes_ago=9 - place)
        for place in (1, 2)
    )
    page = open_page("ann", f"/?search=oribi{size[0]}&case={first}", size=size)
    page.get_by_role("textbox", name="Reply").fill("We look into it.")
    page.get_by_role("button", name="Send", exact=True).click()
    leaves = page.get_by_text(f"The reply to case {first} leaves in")
    expect(leaves).to_be_visible()
    page.goto(f"/?case={following}")
    post = page.get_by_text(f"oribi{size[0]} 2", exact=True).first
    expect(post).to_be_visible()
    expect(leaves).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply")).to_be_visible()  # all above it is drawn
    before = _y(post)
    company.here(world.app, world.users["ben"], following)
    expect(page.get_by_text("Ben Baker is looking")).to_be_visible()
    expect(leaves).to_be_hidden()
    assert _y(post) == pytest.approx(before, abs=1)
