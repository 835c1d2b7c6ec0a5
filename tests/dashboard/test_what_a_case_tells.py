"""What the inbox and a case say of what happened: true, and in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect
from streamlit.testing.v1 import AppTest

from dashboard import asgi, desk, session, tongue, words
from dashboard.components.case_list import reason
from dashboard.components.visit import Visit
from domain.case import CaseEventKind, CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.priority import Reason
from domain.role import Actor
from listenpost.services import case_actions, inbox
from listenpost.services.inbox import InboxFilter, InboxRow
from listenpost.settings import Settings
from storage import cases, wordless
from storage.models import Evidence, Mention
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.world import World, judged, make_world

HIGH = judged(Urgency.HIGH, Topic.PRODUCT)


@pytest.fixture(autouse=True)
def _desk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=world.app, settings=Settings()))


@pytest.fixture
def in_dutch() -> Iterator[None]:
    tongue.speak("nl")
    yield
    tongue.speak("en")


def shown(monkeypatch: pytest.MonkeyPatch, actor: Actor, **query: str) -> str:
    """All words of a page, as they are sent to the browser."""
    monkeypatch.setattr(session, "actor", lambda: actor)
    page = AppTest.from_file(str(asgi.SCRIPT), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert [error.value for error in page.exception] == []
    bodies = [one.proto.body for kind in ("html", "markdown", "text") for one in page.get(kind)]
    return "\n".join([*bodies, *(str(one.value) for one in page.caption)])


def _y(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]


def mention_of(world: World, case_id: int) -> Mention:
    return next(
        one for one in world.rows(Mention) if isinstance(one, Mention) and one.case_id == case_id
    )


def row_of(world: World, case_id: int) -> InboxRow:
    rows = inbox.rows(world.app, world.users["ann"], InboxFilter(), limit=1000)
    return next(row for row in rows if row.case_id == case_id)


def carried(world: World, case_id: int, *parts: str) -> None:
    post = mention_of(world, case_id)
    spans = [[post.text.index(part), post.text.index(part) + len(part), 1.0] for part in parts]
    with world.app.database.write() as writing:
        writing.merge(Evidence(mention_id=post.id or 0, spans=spans, model="test-1"))


def test_a_card_says_why_it_is_urgent(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Wanda Why", "saola my kettle burns since noon", found=HIGH)
    world.post("Fay Famous", "saola where is it", found=HIGH, followers=500_000)
    carried(world, case_id, "burns")
    page = open_page("ann", "/?search=saola", size=PHONE)
    cards = page.get_by_role("main").get_by_role("listitem")
    hers = cards.filter(has_text="Wanda Why")
    hers.get_by_text("because of “burns”").wait_for()
    famous = cards.filter(has_text="Fay Famous").inner_text()
    assert famous.count("500,000 followers") == 1


def test_the_reason_is_the_strongest_and_in_the_readers_language(
    world: World, in_dutch: None
) -> None:
    case_id = world.post("Rea Reason", "quagga my parcel", found=HIGH)
    row = row_of(world, case_id)
    assert reason(row) == ""
    shares = (
        row.reasons[0],
        Reason(share=20.0, text="part of an incident"),
        Reason(share=40.0, text="ignored once before"),
        row.reasons[-1],
    )
    assert reason(replace(row, reasons=shares)) == "eerder eenmaal genegeerd"
    told = replace(row, reasons=shares, carried_by=("brand",))
    assert reason(told) == "vanwege “brand”"
    assert reason(replace(told, status=CaseStatus.RESOLVED)) == ""


def test_a_post_that_was_deleted_is_said_to_be_and_an_edited_one_has_a_mark(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.post("Dele Ted", "okapi secret words", found=HIGH)
    ann = world.users["ann"]
    with world.app.database.write() as writing:
        post = writing.get_one(Mention, mention_of(world, case_id).id)
        post.edited_at = world.app.clock.now()
    assert ">edited<" in shown(monkeypatch, ann, case=str(case_id))
    with world.app.database.write() as writing:
        post = writing.get_one(Mention, post.id)
        post.deleted_at = world.app.clock.now() - dt.timedelta(minutes=5)
        wordless.forget(writing, [post])
    page = shown(monkeypatch, ann, case=str(case_id))
    assert ">deleted<" in page
    assert "Deleted on the network (seen 5 min ago)" in page
    assert "a picture, a video" not in page
    assert ">edited<" not in page


def test_the_title_of_what_is_gone_is_in_the_readers_language(in_dutch: None) -> None:
    assert words.title("(the post is gone)") == "(het bericht is weg)"
    assert words.title("3 min left") == "3 min left"


def test_the_history_says_times_and_reasons_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.post("Hilda History", "tapir first", found=HIGH)
    ann, until = world.users["ann"], world.app.clock.now() + dt.timedelta(days=400)
    case_actions.snooze(world.app, ann, case_id, until=until)
    page = shown(monkeypatch, ann, case=str(case_id))
    assert "until " in page
    assert until.isoformat() not in page
    assert f"{until:%Y-%m-%dT}" not in page


@pytest.mark.parametrize(("name", "told"), [("ann", "Ask an admin"), ("ada", "Connect a first")])
def test_where_nothing_is_connected_nobody_is_told_that_we_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    empty = make_world(tmp_path, people=[name])
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=empty.app, settings=Settings()))
    page = shown(monkeypatch, empty.users[name])
    assert told in page
    assert "Listenpost is listening" not in page
    empty.app.database.engine.dispose()


def test_an_old_case_is_no_reason_to_say_that_nothing_is_connected_to_an_agent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judged(Urgency.NONE, Topic.OTHER, sentiment=Sentiment.POSITIVE)
    world.post("Old Olga", "thylacine", found=replace(found, urgency=Urgency.HIGH))
    page = shown(monkeypatch, world.users["ann"], view="overdue")
    assert "Nothing is connected" not in page


def test_a_line_stands_above_what_is_new_since_the_last_visit(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Vera Visit", "aardwolf first", found=HIGH, thread="vera")
    page = open_page("ann", f"/?case={case_id}")
    line = page.get_by_text("New since you were last here")
    expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    expect(line).to_have_count(0)
    world.post("Vera Visit", "aardwolf while here", found=HIGH, thread="vera", minutes_ago=2)
    expect(page.get_by_text("aardwolf while here").first).to_be_visible()
    expect(line).to_have_count(0)
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    world.post("Vera Visit", "aardwolf while away", found=HIGH, thread="vera", minutes_ago=1)
    page.goto(f"/?case={case_id}")
    expect(line.first).to_be_visible()
    here, away = (
        page.locator("[data-testid=stChatMessage]", has_text=f"aardwolf while {name}")
        for name in ("here", "away")
    )
    assert _y(here) < _y(line.first) < _y(away)


def test_nothing_of_ones_own_is_new_and_a_first_visit_has_no_line() -> None:
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    again = Visit(case_id=1, last_at=now - hour, opened_at=now)
    assert again.is_new(now - hour / 2)
    assert not again.is_new(now - hour)
    assert not again.is_new(now + hour)
    assert not Visit(case_id=1, last_at=None, opened_at=now).is_new(now - hour / 2)


@pytest.mark.thorough
def test_each_post_of_a_customer_leads_to_its_case(world: World, open_page: OpenPage) -> None:
    first = world.post("Tim Line", "eland about a parcel", found=HIGH, thread="t1")
    case_actions.resolve(world.app, world.users["ann"], first)
    other = judged(Urgency.HIGH, Topic.BILLING)
    second = world.post("Tim Line", "eland about a bill", found=other, thread="t2", minutes_ago=1)
    assert first != second
    page = open_page("ann", f"/?case={second}")
    page.get_by_text("All posts").click()
    expect(page.get_by_text("in this case")).to_be_visible()
    page.get_by_role("button", name=f"Case {first}").click()
    expect(page.get_by_text(f"case {first}")).to_be_visible()


@pytest.mark.thorough
def test_labels_are_written_alike_and_points_are_explained(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.post("Lara Labels", "gaur my parcel", found=HIGH)
    page = shown(monkeypatch, world.users["ann"], case=str(case_id))
    for label in ("High", "Negative", "Complaint", "Product", "No account data"):
        assert f"<b>{label}</b>" in page
    assert "High 80%" in page
    assert "Points for its place in the list" in page
    assert "A minus puts it further down" in page


def test_every_action_of_a_case_is_in_sight_on_a_phone(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Pia Phone", "kouprey my parcel", found=HIGH)
    page = open_page("ann", f"/?case={case_id}", size=PHONE)
    for name in ("Take", "Snooze", "Resolve", "Not for us", "Open on Facebook"):
        kind: Literal["button", "link"] = "link" if name.startswith("Open") else "button"
        part = page.locator(".st-key-actions").get_by_role(kind, name=name, exact=True)
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]


@pytest.mark.thorough
def test_a_colleague_is_asked_with_the_keyboard_and_the_case_says_who_asks(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Nora Note", "dugong my parcel", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    page.get_by_text("Notes", exact=True).click()
    page.get_by_role("textbox", name="A note for colleagues").fill("Can you look?")
    colleagues = page.get_by_role("combobox", name="Ask a colleague to look")
    colleagues.focus()
    option = page.get_by_role("option")
    for _ in range(10):  # the list closes while the page settles below the opened notes
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(500)
        if option.count():
            break
    page.keyboard.type("ben b", delay=50)
    expect(option).to_have_text(["Ben Baker"])  # nothing that takes several
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stMultiSelect").get_by_text("Ben Baker")).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Asked: Ben Baker")).to_be_visible()
    mine = open_page("ben", "/?view=mine&search=dugong")
    expect(mine.get_by_text("Ann Agent asks you")).to_be_visible()


def test_a_reason_in_the_history_is_in_the_readers_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.post("Hein History", "numbat first", found=HIGH)
    with world.app.database.write() as writing:
        at, detail = world.app.clock.now(), {"reason": "was away; part of an incident"}
        cases.add_event(writing, case_id, CaseEventKind.ASSIGNED, at=at, detail=detail)
    page = shown(monkeypatch, replace(world.users["ann"], language="nl"), case=str(case_id))
    tongue.speak("en")
    assert "was afwezig; deel van een incident" in page
