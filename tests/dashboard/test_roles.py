"""Everybody sees the pages of the role, and no other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.shell import places
from domain.classification import Topic, Urgency
from domain.role import Role
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged

PAGES = {
    Role.AGENT: ["Inbox", "Open a code", "Outbox"],
    Role.LEAD: [
        "Inbox",
        "Open a code",
        "Approvals",
        "Outbox",
        "Saved replies",
        "Topics",
        "Pulse",
        "Ignored",
        "Channel changes",
        "Health",
    ],
    Role.MARKETING: ["Pulse"],
    Role.MANAGER: ["Ignored", "Inbox", "Pulse", "Channel changes", "Health"],
    Role.ADMIN: [
        "Inbox",
        "Open a code",
        "Approvals",
        "Outbox",
        "Saved replies",
        "Topics",
        "Pulse",
        "Ignored",
        "Channel changes",
        "Health",
        "Accounts",
        "Settings",
        "Audit",
        "People",
    ],
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_its_pages_and_begins_on_its_own(role: Role) -> None:
    assert [place.title for place in places(role)] == [*PAGES[role], "My account"]


def test_an_agent_cannot_open_a_page_of_another_role(open_page: OpenPage) -> None:
    page = open_page("ann", "/health")
    expect(page.get_by_text("Page not found")).to_be_visible()
    expect(page.get_by_role("heading", name="Health")).to_have_count(0)


def test_a_manager_reads_cases_and_changes_nothing(world: World, open_page: OpenPage) -> None:
    world.post("Rosa Read", "okapi question", found=judged(Urgency.HIGH, Topic.ORDER))
    page = open_page("max")
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("searchbox", name="Search").fill("okapi")
    page.get_by_role("link", name="okapi question").click()
    expect(page.get_by_role("heading", name="Rosa Read", level=1)).to_be_visible()
    expect(page.get_by_text("What the model says")).to_be_visible()
    for name in ("Take", "Resolve", "Send", "Snooze"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page).to_have_url(re.compile("/inbox"))


def test_a_manager_goes_from_what_is_ignored_to_the_case(world: World, open_page: OpenPage) -> None:
    found = judged(Urgency.CRITICAL, Topic.SAFETY)
    text = f"nobody answers {next(world.ids)}"  # each try has a post of its own
    world.post("Ivo Ignored", text, found=found, minutes_ago=30_000)
    page = open_page("max")
    expect(page.get_by_text("Past their deadline", exact=True)).to_be_visible()
    page.get_by_role("link", name=text).first.click()
    expect(page.get_by_role("heading", name="Ivo Ignored", level=1)).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("radio", name=re.compile("Overdue"))).to_be_checked()
