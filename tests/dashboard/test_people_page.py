"""An admin keeps the people; everybody keeps the own account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate
from sqlmodel import select

from domain.client import Client
from domain.role import Role
from listenpost.services import accounts, people, teams
from listenpost.services.sign_in import Entered, sign_in
from listenpost.services.teams import Duty
from storage.models import UserSession
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage, at_rest
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import PASSWORD, World

OWN = "seven owls drink tea"


def add(world: World, name: str) -> tuple[int, str]:
    """Somebody new at each try: the key, and the name with a number behind it."""
    name = f"{name}{next(world.ids)}"
    number = accounts.add_user(
        world.app, name=name, password=PASSWORD, role=Role.AGENT, display_name=name.title()
    )
    return number, name


def enter(page: Page, server: str, name: str, password: str) -> None:
    page.goto(f"{server}/auth/sign-in")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def options(page: Page, field: str) -> Locator:
    """What a field offers; opened again where a page that was still being drawn has closed it."""
    found = page.get_by_role("option")
    for _ in range(3):
        page.get_by_role("combobox", name=field).click()
        with suppress(TooLate):
            found.first.wait_for(timeout=5_000)
            break
    return found


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """A second person's browser."""
    context = browser.new_context(reduced_motion="reduce")
    yield at_rest(context.new_page())
    context.close()


def test_somebody_new_is_added_chooses_a_password_and_loses_the_role_at_the_next_click(
    world: World, server: str, open_page: OpenPage, other: Page
) -> None:
    page = open_page("ada", "/people")
    page.get_by_text("Add somebody").click()
    page.get_by_role("textbox", name="Signs in as").fill("nora")
    page.get_by_role("textbox", name="Name that colleagues see").fill("Nora New")
    options(page, "Role").filter(has_text="Lead:").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("One-time password for Nora New")).to_be_visible()
    password = page.get_by_test_id("stCode").inner_text().strip()

    enter(other, server, "nora", password)
    expect(other.get_by_role("heading", name="Choose your password")).to_be_visible()
    for first, second, said in (
        (OWN, "something else here", "The two passwords differ"),
        ("short", "short", "at least 15"),
        (password, password, "the password that you were given"),
    ):
        other.get_by_label("New password").fill(first)
        other.get_by_label("Again").fill(second)
        other.get_by_role("button", name="Keep it").click()
        expect(other.get_by_role("alert")).to_contain_text(said)
    other.get_by_label("New password").fill(OWN)
    other.get_by_label("Again").fill(OWN)
    other.get_by_role("button", name="Keep it").click()
    other.get_by_role("link", name="Health").click()
    expect(other.get_by_role("heading", name="Health", level=1)).to_be_visible()

    page.get_by_role("button", name="I have noted it").click()
    expect(page.get_by_test_id("stCode")).to_have_count(0)
    page.get_by_role("textbox", name="Search").fill("nora")
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(page.get_by_role("button", name="Open", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Open", exact=True).click()
    options(page, "Role").get_by_text("Agent", exact=True).click()
    page.get_by_role("button", name="Make Nora New Agent").click()
    expect(page.get_by_text("reads and answers cases")).to_be_visible()
    expect(other.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    expect(other.get_by_role("link", name="Health")).to_have_count(0)

    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("nobody can sign in with this account")).to_be_visible()
    expect(other.get_by_text("Your session has ended")).to_be_visible()
    expect(other.get_by_role("textbox", name="Search")).to_have_count(0)


def test_the_last_admin_is_told_why_she_stays(world: World, open_page: OpenPage) -> None:
    page = open_page("ada", f"/people?person={world.users['ada'].id}", size=PHONE)
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("is the only admin who can sign in")).to_be_visible()
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_who_has_to_wait_is_let_in_again(world: World, open_page: OpenPage) -> None:
    number, wim = add(world, "wim")
    client = Client(address="192.0.2.99")
    lasts = dt.timedelta(hours=1)
    for _ in range(5):
        sign_in(world.app, name=wim, password="wrong", lasts=lasts, client=client)
    page = open_page("ada", f"/people?person={number}")
    expect(page.get_by_text("One address has to wait")).to_be_visible()
    page.get_by_role("button", name="Forget the wrong tries").click()
    expect(page.get_by_text("One address has to wait")).to_have_count(0)
    page.get_by_text("What was done to this account").click()
    expect(page.get_by_text("Has to wait after 5 wrong tries, from 192.0.2.99")).to_be_visible()
    found = sign_in(world.app, name=wim, password=PASSWORD, lasts=lasts, client=client)
    assert isinstance(found, Entered)


@pytest.mark.thorough
def test_somebody_changes_the_own_password_and_ends_the_own_sessions(
    world: World, server: str, other: Page
) -> None:
    _, yara = add(world, "yara")
    lasts = dt.timedelta(hours=1)
    client = Client(address="192.0.2.4", browser="Safari on iPhone")
    elsewhere = sign_in(world.app, name=yara, password=PASSWORD, lasts=lasts, client=client)
    assert isinstance(elsewhere, Entered)
    other.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    enter(other, server, yara, PASSWORD)
    other.get_by_role("link", name="My account").click()
    expect(other.get_by_text("Safari on iPhone")).to_be_visible()
    with world.app.database.write() as session:
        for one in session.exec(select(UserSession)).all():
            one.proved_at = None
            session.add(one)
    other.reload()
    expect(other.get_by_label("Your password, to end other sessions")).to_be_visible()
    expect(other.get_by_role("button", name="End", exact=True)).to_have_count(0)
    other.get_by_label("Your password, to end other sessions").fill(PASSWORD)
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_text("Confirmed for five minutes.")).to_be_visible()
    other.get_by_role("button", name="End", exact=True).click()
    expect(other.get_by_text("Safari on iPhone")).to_have_count(0)
    expect(other.get_by_text("This browser")).to_be_visible()
    other.get_by_label("Old password").fill(PASSWORD)
    other.get_by_label("New password", exact=True).fill(OWN)
    other.get_by_label("New password again").fill(OWN)
    other.get_by_role("button", name="Change my password").click()
    expect(other.get_by_text("Your password is changed.")).to_be_visible()
    assert people.listed(world.app, world.users["ada"])
    found = sign_in(world.app, name=yara, password=OWN, lasts=lasts, client=client)
    assert isinstance(found, Entered)


def choose(page: Page, name: str, option: str) -> None:
    """One more in a field that takes several, once the page has taken the one before."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    field = page.get_by_role("combobox", name=name)
    field.click()
    field.press_sequentially(option)
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(page.get_by_label(f"Remove {option}", exact=True)).to_be_attached()
    field.press("Escape")


@pytest.mark.thorough
def test_an_admin_adds_a_team_and_says_what_somebody_takes(
    world: World, open_page: OpenPage
) -> None:
    number, _ = add(world, "dora")
    team = f"Returns {number}"
    page = open_page("ada", "/people")
    page.get_by_text("Teams", exact=True).click()
    page.get_by_role("textbox", name="Name of a new team").fill(team)
    page.get_by_role("button", name="Add the team").click()
    expect(page.get_by_text("nobody yet").first).to_be_visible()

    page = open_page("ada", f"/people?person={number}", size=PHONE)
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_disabled()
    for name, option in (("Teams", team), ("Languages", "German"), ("Topics", "Billing")):
        choose(page, name, option)
    page.get_by_role("spinbutton", name="Open cases at once").fill("6")
    page.get_by_role("spinbutton", name="Open cases at once").press("Enter")
    page.get_by_text("Away", exact=True).last.click()
    expect(page.get_by_text("Away until")).to_be_visible()
    save.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(save).to_be_disabled()
    found = people.view(world.app, world.users["ada"], number).duty
    assert (found.teams, found.languages, found.skills) == ((team,), ("de",), ("billing",))
    assert found.capacity == 6
    assert found.away_until is not None
    page.get_by_text("What was done to this account").click()
    expect(page.get_by_text(f"Teams: {team}, before: none")).to_be_visible()
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_a_change_that_came_first_is_shown_instead_of_overwritten(
    world: World, open_page: OpenPage
) -> None:
    number, ewan = add(world, "ewan")
    page = open_page("ada", f"/people?person={number}")
    places = page.get_by_role("spinbutton", name="Open cases at once")
    places.fill("2")
    places.press("Enter")
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_enabled()
    teams.set_duty(world.app, name=ewan, duty=Duty(capacity=8))
    save.click()
    expect(page.get_by_text("was changed meanwhile")).to_be_visible()
    expect(places).to_have_value("8")
    places.fill("9")
    places.press("Enter")
    save.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert people.view(world.app, world.users["ada"], number).duty.capacity == 9
