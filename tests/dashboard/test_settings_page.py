"""An admin changes settings in the browser, and they hold; what is wrong is refused in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from dashboard.hours_entered import shifts_in
from domain.classification import Topic, Urgency
from domain.role import Role
from listenpost.services import audit, section_list, sections
from listenpost.services.app import App
from listenpost.services.audit import AuditFilter
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged


def opened(page: Page, section: str) -> None:
    page.get_by_test_id("stMain").locator(f".st-key-open-section-{section} button").click()


def test_an_admin_changes_opening_hours_and_the_next_deadline_uses_them(
    world: World, app: App, open_page: OpenPage
) -> None:
    page = open_page("ada", "/settings")
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    opened(page, "business_hours")
    expect(page.get_by_role("heading", name="Business hours")).to_be_visible()
    expect(page.get_by_text("Deadlines run day and night.")).to_be_visible()
    page.get_by_role("radio", name="At these hours").click()
    tomorrow = app.clock.now() + dt.timedelta(days=1)
    day = page.get_by_role("textbox", name=f"{tomorrow:%A}")
    day.fill("nine to five")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("nine to five is no shift; write it as")).to_be_visible()
    day.fill("9-12:30, 13:30-18")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("09:00–12:30, 13:30–18:00")).to_be_visible()
    expect(page.get_by_text("set here").first).to_be_visible()

    app.settled.refresh(app.database)
    worker = replace(world, app=app.current())
    case_id = worker.post("Otto", "no light", found=judged(Urgency.HIGH, Topic.OUTAGE))
    due_at = world.case(case_id).due_at
    opens = dt.datetime.combine(tomorrow.date(), dt.time(9), tzinfo=dt.UTC)
    assert due_at == opens + dt.timedelta(hours=5), "four hours of work, and the break"

    rows = audit.rows(app, AuditFilter(what="setting.set"), limit=50)
    [told] = [row for row in rows if row.subject == f"setting:business_hours.{tomorrow:%A}".lower()]
    assert told.name == "ada"
    assert told.detail == {"before": "none", "after": "09:00-12:30 / 13:30-18:00"}

    page.get_by_role("button", name="Back to what the file says").click()
    page.get_by_role("button", name="Go back", exact=True).click()
    expect(page.get_by_text("Deadlines run day and night.")).to_be_visible()
    assert not any(row.stored for row in section_list.every(app))


@pytest.mark.thorough
def test_on_a_phone_a_target_of_no_time_is_refused_at_its_field(
    app: App, open_page: OpenPage
) -> None:
    page = open_page("ada", "/settings?section=sla", size=PHONE)
    high = page.get_by_role("spinbutton", name="High: answered within (hours)")
    expect(high).to_have_value("4")
    high.fill("0")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("It must be more than 0 seconds.")).to_be_visible()
    assert overflow(page) <= 0
    assert not any(row.stored for row in section_list.every(app))
    high.fill("0.5")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("set here").first).to_be_visible()
    app.settled.refresh(app.database)
    assert app.current().policy.targets[Urgency.HIGH] == dt.timedelta(minutes=30)


@pytest.mark.thorough
def test_routes_are_checked_saved_and_shown_as_a_tree(app: App, open_page: OpenPage) -> None:
    page = open_page("ada", "/settings?section=routes")
    page.get_by_text("Write it as text").click()
    text = page.get_by_role("textbox", name="As in the settings file (TOML)")
    text.fill('[[routes]]\nname = "danger"\nurgencies = ["critical"]\nprefer = ["nobody"]\n')
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("There is no channel 'nobody'; known are:")).to_be_visible()
    text.fill('[[routes]]\nname = "danger"\nurgencies = ["critical"]\nprefer = ["support line"]\n')
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("It fits, and is not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("urgency: Critical · first: support line")).to_be_visible()
    assert {row.name for row in section_list.every(app) if row.stored} == {"routes"}


@pytest.mark.thorough
def test_points_are_entered_and_a_rule_between_them_is_kept(app: App, open_page: OpenPage) -> None:
    page = open_page("ada", "/settings?section=priority")
    page.get_by_role("spinbutton", name="Followers, at most").fill("90000")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("followers never come before safety")).to_be_visible()
    page.get_by_role("spinbutton", name="Followers, at most").fill("10")
    page.get_by_role("textbox", name="By the customer's tier").fill("gold 35, blue 5")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("set here").first).to_be_visible()
    app.settled.refresh(app.database)
    assert app.current().weights.tiers == {"gold": 35, "blue": 5}


def test_what_does_not_fit_is_named_here_and_under_health(
    world: World, app: App, open_page: OpenPage
) -> None:
    """The dashboard's own file has a channel that the routes here lean on; this one has none."""
    ada = world.users["ada"]
    assert ada.role is Role.ADMIN
    shop = {"channels": [{"name": "kiosk", "kind": "store"}]}
    sections.change(app, ada, "channels", shop, version=0)
    route = {"routes": [{"name": "all", "prefer": ["kiosk"]}]}
    sections.change(app, ada, "routes", route, version=0)
    sections.back_to_file_here(app, "channels")
    page = open_page("ada", "/settings?section=routes")
    expect(page.get_by_text("There is no channel 'kiosk'")).to_be_visible()
    health = open_page("max", "/health")
    expect(health.get_by_text("Routes: what was set under Settings")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("9-17", ["09:00-17:00"]),
        ("9:00 – 12.30, 13h30-18", ["09:00-12:30", "13:30-18:00"]),
        ("22-2 4-5", ["22:00-02:00", "04:00-05:00"]),
        ("", []),
        ("always", ["always"]),
        ("9-17 or so", ["9-17 or so"]),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, shifts: list[str]) -> None:
    assert shifts_in(text) == shifts
