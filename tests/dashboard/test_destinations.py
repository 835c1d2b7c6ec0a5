"""The Health page shows where people are told, and sends a test message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard import desk, session
from dashboard.components.destinations import card
from domain.notice import Destination
from listenpost.services import notifying
from listenpost.settings import Settings
from storage.models import AuditEntry
from storage.notices import Standing
from tests.dashboard.world import World
from tests.readers import TOKEN, Hook, hook_running

WHERE = "from dashboard.components.destinations import destinations; destinations()"


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with hook_running() as running:
        yield running


def shown(world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    to = Destination(name="care", address=hook.address)
    app = replace(world.app, destinations=(to,))
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=app, settings=Settings()))
    monkeypatch.setattr(session, "actor", lambda: world.users["ada"])
    return AppTest.from_string(WHERE, default_timeout=60).run()


def test_a_test_is_sent_by_name_and_a_refusal_is_said_without_the_address(
    world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.clear()
    page = shown(world, hook, monkeypatch)
    assert "care" in page.get("html")[0].proto.body
    page.button(key="notify_test_care").click().run()
    assert hook.taken[0]["title"] == "Listenpost: a test"
    assert not page.error
    hook.answers = [403]
    page.button(key="notify_test_care").click().run()
    assert "403" in page.error[0].value
    assert TOKEN not in page.error[0].value
    with world.app.database.read() as opened:
        rows = opened.exec(select(AuditEntry).where(AuditEntry.action == "notify.tested")).all()
    assert [(row.user_id, row.detail["ok"]) for row in rows] == [
        (world.users["ada"].id, True),
        (world.users["ada"].id, False),
    ]


def test_a_card_shows_no_address_and_says_why_nothing_arrives(world: World) -> None:
    now = world.app.clock.now()
    to = Destination(name="care", address=f"json://{TOKEN}", teams=frozenset({"<b>north</b>"}))
    stands = Standing(
        waiting=3, failing=True, sent_at=None, failed_at=now, error="<i>403</i>", next_try_at=now
    )
    html = card(notifying.Place(to=to, standing=stands), now, world.app.zone)
    assert "Takes nothing" in html
    assert "3 notices" in html
    assert "&lt;i&gt;403" in html
    assert "&lt;b&gt;north" in html
    assert TOKEN not in html
