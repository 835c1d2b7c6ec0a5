"""Marketing's page in a browser: filters in the address, evidence one click away, files."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.classification import Sentiment, Topic, Urgency
from domain.mention import X
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged

BAD = judged(Urgency.NORMAL, Topic.BILLING)
GOOD = judged(Urgency.NONE, Topic.STAFF, sentiment=Sentiment.POSITIVE)


@pytest.fixture(scope="module")
def filled(world: World) -> dt.date:
    """A calm day, and one on which bills were wrong, which is returned: in UTC, as the browser's.

    Just after midnight it is not the newest day with enough posts.
    """
    bills = (world.app.clock.now() - dt.timedelta(minutes=1)).date()
    for number in range(2):
        world.post(f"Calm {number}", f"calm {number}", found=GOOD, minutes_ago=1440 + number)
    for number in range(3):
        world.post(
            f"Bill {number}",
            f"**my bill** is wrong {number}",
            found=BAD,
            platform=X,
            minutes_ago=1,
            followers=1000 * number,
        )
    return bills


def saved(page: Page, name: str | re.Pattern[str]) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return Path(download.value.path()).read_bytes()


def test_marketing_finds_what_moved_and_who_said_it(filled: dt.date, open_page: OpenPage) -> None:
    page = open_page("mia", f"/pulse?by=topic&of=billing&day={filled}", size=DESKTOP)
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.get_by_text("**my bill** is wrong 2")).to_be_visible()
    first = page.locator('[class*="st-key-evidence_"]').first
    expect(first).to_contain_text("2,000 followers")
    expect(first.get_by_role("link", name="On the network")).to_be_visible()
    expect(page.get_by_role("link", name="Case", exact=True)).to_have_count(0)
    by = page.get_by_role("radiogroup", name="By")
    by.get_by_role("radio", name="Account", exact=True).click()
    expect(page).to_have_url(re.compile("by=account"))


def test_a_filter_is_in_the_address_and_a_view_keeps_it(
    filled: dt.date, open_page: OpenPage
) -> None:
    page = open_page("max", "/pulse", size=DESKTOP)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Billing", exact=True).first.click()
    expect(page).to_have_url(re.compile("topic=billing"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name").fill("Bills")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_text("View saved.")).to_be_visible()
    page.goto("/pulse")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Bills", exact=True).click()
    expect(page).to_have_url(re.compile("topic=billing"))


def test_it_is_taken_along_as_a_picture_a_table_and_a_page(
    filled: dt.date, open_page: OpenPage
) -> None:
    page = open_page("ada", "/pulse?days=14", size=PHONE, scheme="dark")
    expect(page.get_by_role("img", name=re.compile("^Posts by day"))).to_be_visible()
    for title in ("PNG: Mood", "PNG: What moved"):
        assert saved(page, re.compile(title)).startswith(b"\x89PNG")
    assert b"driver topic,billing" in saved(page, "CSV")
    assert b"Negative posts of" in saved(page, "Report")
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_the_mood_is_split_in_the_address_the_picture_the_table_and_the_file(
    filled: dt.date, open_page: OpenPage
) -> None:
    page = open_page("mia", "/pulse", size=DESKTOP)
    page.get_by_role("combobox", name="Split by").click()
    page.get_by_role("option", name="Network", exact=True).click()
    expect(page).to_have_url(re.compile("split=network"))
    picture = page.get_by_role("img", name=re.compile("^Negative share by day and network.* X: "))
    expect(picture).to_be_visible()
    assert b"network by day,facebook" in saved(page, "CSV")
    page.reload()
    expect(picture).to_be_visible()
    page.get_by_role("tab", name="Posts", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("^Posts by day and network."))).to_be_visible()


@pytest.mark.thorough
def test_no_number_lies_on_a_name(filled: dt.date, open_page: OpenPage) -> None:
    """A bar to the left ends with its number: the name of the bar stands further left."""
    calm = filled - dt.timedelta(days=1)
    page = open_page("mia", f"/pulse?by=topic&day={calm}&against={filled}", size=PHONE)
    chart = page.locator(".st-key-change_chart svg[width][height]")
    billing = chart.get_by_text("Billing", exact=True)
    expect(billing).to_be_visible()
    number = chart.get_by_text(re.compile(r"^-\d+\.\d$")).first.bounding_box()
    name = billing.bounding_box()
    assert name is not None
    assert number is not None
    assert number["x"] >= name["x"] + name["width"]


@pytest.mark.thorough
def test_who_may_not_name_competitors_knows_whom_to_ask(
    filled: dt.date, open_page: OpenPage
) -> None:
    page = open_page("mia", "/pulse", size=DESKTOP)
    expect(page.get_by_text("Ask an admin: they stand under Settings")).to_be_visible()
    page = open_page("ada", "/pulse", size=DESKTOP)
    page.get_by_role("link", name="Name competitors and campaigns").click()
    expect(page.get_by_role("heading", name="Competitors and campaigns")).to_be_visible()
    expect(page.get_by_role("button", name="Add a competitor")).to_be_visible()
