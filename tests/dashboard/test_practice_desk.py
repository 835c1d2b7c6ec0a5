"""Practice in the browser: an admin switches it on, people come in, every page of it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from dashboard import desk
from domain.role import Role
from listenpost.services import practice
from listenpost.services.practice import Entrance, Room
from listenpost.settings import Settings
from listenpost.settings.practice import PracticeSettings
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.test_pages import run
from tests.dashboard.world import World, erased_of

BAND = "Nothing that you do here reaches anybody"


@pytest.fixture
def folder(world: World) -> Iterator[Path]:
    found = PracticeSettings().folder(str(erased_of(world.app.database)))
    found.mkdir()
    yield found
    for one in found.iterdir():
        one.unlink()
    found.rmdir()
    practice.switch_here(world.app, on=False)


def test_an_admin_switches_it_on_people_come_in_and_it_is_switched_off(
    world: World, folder: Path, open_page: OpenPage
) -> None:
    page = open_page("ada", "/?view=mine")
    page.get_by_role("button", name="Practise with invented customers").click()
    expect(page.get_by_text("The room opens within a minute")).to_be_visible()
    people = ((Role.AGENT, "ann"), (Role.MARKETING, "mia"))
    entrances = tuple(Entrance(role=role, name=name, password=f"{name}-1") for role, name in people)
    practice.tell(folder, Room(address="http://127.0.0.1:8503", entrances=entrances))
    expect(page.get_by_text("Marketing: sign in as mia with mia-1")).to_be_visible()
    link = page.get_by_test_id("stMain").get_by_role("link", name="Open the practice room")
    expect(link).to_have_attribute("href", "http://127.0.0.1:8503")

    agent = open_page("ann")
    expect(agent.get_by_text("Agent: sign in as ann with ann-1")).to_be_visible()
    expect(agent.get_by_text("sign in as mia")).to_have_count(0)

    page.get_by_role("button", name="Switch practice off").click()
    expect(page.get_by_role("button", name="Switch practice on")).to_be_visible()
    agent.reload()
    expect(agent.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(agent.get_by_text("sign in as ann")).to_have_count(0)


@pytest.mark.thorough
def test_on_a_phone_it_fits(world: World, folder: Path, open_page: OpenPage) -> None:
    practice.switch_here(world.app, on=True)
    page = open_page("ada", "/accounts", size=PHONE)
    expect(page.get_by_role("button", name="Switch practice off")).to_be_visible()
    assert overflow(page) == 0


def test_every_page_of_a_room_says_that_it_is_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=world.app, settings=Settings()))

    def band(found: AppTest) -> bool:
        return any(BAND in str(one.proto) for one in found.main)

    assert not band(run(monkeypatch, world.users["ann"]))
    monkeypatch.setattr("dashboard.shell.inside", lambda: True)
    assert band(run(monkeypatch, world.users["ann"]))
