"""An admin connects an account of a network in the browser, and what is written there is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Page, expect

from domain.classification import Topic, Urgency
from listenpost.services import connected_list, connecting, ingest, triage
from listenpost.services.app import App
from listenpost.services.connections import Connections
from sandbox.server import empty_world, running
from sandbox.world import World as Network
from tests.dashboard.conftest import PHONE, OpenPage, keys_of
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged


@pytest.fixture(scope="module")
def network() -> Network:
    return empty_world()


@pytest.fixture(scope="module")
def address(network: Network) -> Iterator[str]:
    with running(network) as url:
        yield f"{url}/x"


@pytest.fixture
def app(world: World) -> Iterator[App]:
    """A worker of the same installation; what was connected is removed for the next test."""
    found = Connections(keys=keys_of(world), inside=frozenset({"127.0.0.1"}))
    app = replace(
        world.app, connections=found, listeners=found.listeners, responders=found.responders
    )
    yield app
    for row in connected_list.every(app):
        connecting.remove_here(app, row.name)


def fill(page: Page, name: str, network: Network, address: str) -> None:
    """What X has to be told, but for the token."""
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("textbox", name="Handle").fill(str(network.brand.handle))
    page.get_by_text("More settings").first.click()
    page.get_by_role("textbox", name="Base URL").fill(address)


def test_from_an_empty_inbox_to_an_account_that_is_tested_saved_and_heard(
    world: World, app: App, network: Network, address: str, open_page: OpenPage
) -> None:
    name = f"brand-{next(world.ids)}"  # a name that was removed is not given again
    page = open_page("ada", "/?view=mine")
    expect(page.get_by_role("heading", name="Nothing is connected yet")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Connect an account").click()
    expect(page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="X", exact=True).click()
    fill(page, name, network, address)
    secret = page.get_by_role("textbox", name="Bearer token")
    expect(secret).to_have_attribute("type", "password")
    secret.fill("not-the-token")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Credentials refused").first).to_be_visible()
    expect(page.get_by_text("Copy the credentials anew").first).to_be_visible()
    secret.fill(network.credentials.x.user_token)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Posts that name the account: it works")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("X, kestrelia")).to_be_visible()

    text = "@kestrelia my fibre is down"
    post = {"network": "x", "name": "Jo", "text": text}
    httpx.post(f"{address.removesuffix('/x')}/_sandbox/posts", json=post).raise_for_status()
    app.connections.refresh(app.database)
    report = ingest.poll(app, f"{name}.x_mentions")
    assert report is not None
    assert (report.stored, report.error) == (1, None)
    expect(page.get_by_text("Posts that name the account: 1 post")).to_be_visible()
    world.classifier.answers[text] = judged(Urgency.HIGH, Topic.OUTAGE)
    assert triage.run(app)  # and nothing is left over for the next test
    assert world.case_of("Jo")

    page.get_by_role("button", name="Open", exact=True).click()
    kept = page.get_by_role("textbox", name="Bearer token")
    expect(kept).to_have_value("")
    assert network.credentials.x.user_token not in page.content()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove this account").click()
    expect(page.get_by_text("Connect a first account")).to_be_visible()


def test_on_a_phone_an_address_inside_our_network_is_refused_in_words(
    app: App, open_page: OpenPage
) -> None:
    page = open_page("ada", "/accounts", size=PHONE)
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="Mastodon").click()
    page.get_by_role("textbox", name="Base URL").fill("https://10.0.0.1")
    page.get_by_role("textbox", name="Handle").fill("kestrelia")
    page.get_by_role("textbox", name="Access token").fill("token")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is inside your own network")).to_be_visible()
    assert overflow(page) <= 0
    assert not connected_list.every(app)
