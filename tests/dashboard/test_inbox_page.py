"""The inbox in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from domain.classification import Topic, Urgency
from domain.mention import X
from listenpost.services import case_actions
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged


def cards(page: Page) -> list[str]:
    return page.get_by_role("list", name=re.compile("^Cases")).get_by_role("link").all_inner_texts()


def test_the_most_urgent_request_stands_on_top(world: World, open_page: OpenPage) -> None:
    for urgency in (Urgency.NORMAL, Urgency.CRITICAL, Urgency.HIGH):
        found = judged(urgency, Topic.ORDER)
        world.post(f"Order {urgency}", f"zebra request {urgency}", found=found)
    page = open_page("ann", "/?search=zebra")
    expect(page.get_by_role("link", name="zebra request critical")).to_be_visible()
    assert cards(page) == [f"zebra request {level}" for level in ("critical", "high", "normal")]


def test_a_card_says_who_where_how_urgent_and_until_when(world: World, open_page: OpenPage) -> None:
    found = judged(Urgency.HIGH, Topic.REFUND, private=True, language="de")
    world.post("Heike Sommer", "quokka Geld zurück", found=found, platform=X, followers=52_000)
    ben = world.users["ben"]
    case_actions.claim(world.app, ben, world.case_of("Heike Sommer"))
    page = open_page("ann", "/?search=quokka")
    card = page.get_by_role("main").get_by_role("listitem")
    for words in ("High", "private data", "Heike Sommer", "X", "3 h 29 min left", "refund"):
        expect(card).to_contain_text(words)
    expect(card).to_contain_text("52,000 followers")
    expect(card).to_contain_text("German")
    expect(card).to_contain_text("Ben Baker is on it")


def test_new_requests_and_counts_appear_while_one_types_elsewhere(
    world: World, open_page: OpenPage
) -> None:
    world.post("First One", "lemur one", found=judged(Urgency.NORMAL, Topic.ORDER))
    page = open_page("ann")
    search = page.get_by_role("searchbox", name="Search")
    search.fill("lemur")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile("search=lemur"))
    world.post("Second One", "lemur two", found=judged(Urgency.NORMAL, Topic.ORDER))
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("radio", name="To answer 2")).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("lemur")


def test_a_filtered_list_can_be_shared_and_survives_a_case(
    world: World, open_page: OpenPage
) -> None:
    world.post("Xavier", "ocelot on x", found=judged(Urgency.HIGH, Topic.ORDER), platform=X)
    world.post("Frida", "ocelot on facebook", found=judged(Urgency.HIGH, Topic.ORDER))
    page = open_page("ann", "/?search=ocelot&platform=x&view=all")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("link", name="ocelot on x").click()
    expect(page.get_by_role("heading", name="Xavier", level=1)).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile("platform=x"))
    page.go_back()
    expect(page.get_by_role("heading", name="Xavier", level=1)).to_be_visible()


def test_taking_the_next_opens_the_most_urgent_free_case(world: World, open_page: OpenPage) -> None:
    urgent = world.post("Held", "tapir held", found=judged(Urgency.CRITICAL, Topic.SAFETY))
    case_actions.claim(world.app, world.users["ben"], urgent)
    world.post("Free", "tapir free", found=judged(Urgency.HIGH, Topic.SAFETY))
    page = open_page("ann", "/?search=tapir")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Take the next").click()
    expect(page.get_by_role("heading", name="Free", level=1)).to_be_visible()
    expect(page.get_by_text("You are on it")).to_be_visible()
    assert world.case(world.case_of("Free")).assignee_id == world.users["ann"].id


def test_an_empty_list_says_so_kindly(open_page: OpenPage) -> None:
    page = open_page("ann", "/?view=closed&search=nosuchword")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("nosuchword")


@pytest.mark.thorough
def test_a_long_list_has_pages(world: World, open_page: OpenPage) -> None:
    for number in range(27):
        found = judged(Urgency.NORMAL, Topic.OTHER)
        world.post(f"Many {number}", f"wombat {number}", found=found)
    page = open_page("ann", "/?search=wombat")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(25)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    expect(page).to_have_url(re.compile("page=2"))
