"""Health leads to where a thing is mended, and says when a token ends."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import expect

from dashboard.views.health import listener_card
from domain.listening import ListenerState
from listenpost.services import connecting, health, ingest
from listenpost.services.app import App
from listenpost.services.connections import Connections
from storage import polls
from storage.models import Poll
from tests.dashboard.conftest import PHONE, OpenPage, keys_of
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World
from tests.listenpost.services.connected import INSIDE, MENTIONS, wanted

NAMES = (f"brand-{number}" for number in itertools.count(1))
"""No name is used twice."""
ENDS = dt.datetime(2031, 5, 6, 7, 8, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Standing:
    """An account that was connected here, and the worker's app."""

    app: App
    name: str


@pytest.fixture
def ended(world: World) -> Iterator[Standing]:
    """A connected account whose token has ended."""
    name = next(NAMES)
    found = Connections(keys=keys_of(world), inside=frozenset({INSIDE}))
    app = replace(
        world.app, connections=found, listeners=found.listeners, responders=found.responders
    )
    account = wanted(name, listeners={MENTIONS: {"token_expires_at": ENDS.isoformat()}})
    connecting.connect(app, world.users["ada"], account)
    app.connections.refresh(app.database)
    ingest.register_listeners(app)
    with app.database.write() as session:
        poll = session.get_one(Poll, f"{name}.{MENTIONS}")
        poll.state, poll.failures, poll.last_error = ListenerState.TOKEN_EXPIRED, 2, "401"
        session.add(poll)
    yield Standing(app, name)
    connecting.remove_here(app, name)


def test_a_connected_account_that_stands_still_is_opened_from_its_card(
    ended: Standing, open_page: OpenPage
) -> None:
    page = open_page("ada", "/health", size=PHONE)
    expect(page.get_by_text("enter it at the account")).to_be_visible()
    expect(page.get_by_text("Token ends")).to_be_visible()
    expect(page.get_by_text("6 May 2031")).to_be_visible()
    assert overflow(page) <= 0
    page.get_by_role("link", name="Open the account").click()
    expect(page.get_by_role("heading", name=ended.name, level=1)).to_be_visible()

    other = open_page("max", "/health")
    expect(other.get_by_text("enter it at the account")).to_be_visible()
    expect(other.get_by_role("link", name="Open the account")).to_have_count(0)


def test_what_the_settings_name_is_mended_in_the_settings(ended: Standing) -> None:
    (found,) = (one for one in health.snapshot(ended.app).listeners if one.account)
    assert (found.account, found.token_ends) == (ended.name, ENDS)
    of_file = replace(found, account="")
    card = listener_card(of_file, ended.app.clock.now(), dt.UTC, keeps=True)
    assert "put it into the settings" in card
    assert "<a " not in card
    assert "Token ended" in listener_card(found, ENDS + dt.timedelta(days=1), dt.UTC)


@pytest.mark.thorough
def test_where_nothing_listens_an_admin_is_led_to_the_accounts(
    world: World, open_page: OpenPage
) -> None:
    with world.app.database.write() as session:
        for poll in polls.all_polls(session):
            session.delete(poll)
    page = open_page("ada", "/health")
    expect(page.get_by_text("No listener has reported yet.")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Connect an account").click()
    expect(page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    other = open_page("max", "/health")
    expect(other.get_by_text("No listener has reported yet.")).to_be_visible()
    expect(
        other.get_by_test_id("stMain").get_by_role("link", name="Connect an account")
    ).to_have_count(0)
