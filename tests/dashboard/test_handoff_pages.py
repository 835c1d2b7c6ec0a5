"""The pages behind a context code: open without a session, and they say only what they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import asgi, desk, gate, handoff_pages, session
from dashboard.desk import Desk
from dashboard.headers import SecurityHeaders
from domain.case import CaseStatus
from domain.classification import Topic, Urgency
from domain.handoff import HandoffChannel, HandoffRules
from listenpost.services import handoff
from listenpost.services.app import App
from listenpost.services.tombstones import Tombstones
from listenpost.settings import Settings
from tests.dashboard.world import World, judged

HOSTILE = '<script>alert(1)</script> **my** "parcel" & {{code}}'
PHONE = HandoffChannel.PHONE


@pytest.fixture
def app(world: World) -> App:
    rules = HandoffRules(public_url="https://care.example.org", places={PHONE: "+30 210 <1>"})
    return replace(world.app, tombstones=Tombstones(secret="s" * 16), handoff=rules)


@pytest.fixture
def door(app: App) -> Iterator[TestClient]:
    found = Desk(built=app, settings=Settings())
    pages = Starlette(
        routes=handoff_pages.routes(found),
        middleware=[
            Middleware(SecurityHeaders, secure=True),
            Middleware(gate.Gate, desk=found),
        ],
    )
    with TestClient(pages) as client:
        yield client


@pytest.fixture
def case_id(world: World) -> int:
    """A customer of each test's own: what one test did to her case is no other's matter."""
    name = f"Hanna Hop {next(world.ids)}"
    return world.post(name, HOSTILE, found=judged(Urgency.HIGH, Topic.ORDER, language="de"))


def test_the_customer_reads_her_words_as_words_and_no_name_of_ours(
    world: World, app: App, door: TestClient, case_id: int
) -> None:
    made = handoff.make(app, world.users["ann"], case_id, to=PHONE)
    page = door.get(f"/c/{made.code}")
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script" not in page.text
    assert "+30 210 &lt;1&gt;" in page.text
    assert made.code in page.text
    assert 'lang="de"' in page.text
    assert "Was du uns geschrieben hast" in page.text
    assert "Ann" not in page.text
    assert "Hanna" not in page.text


def test_no_page_sets_a_cookie_is_kept_or_indexed(
    world: World, app: App, door: TestClient, case_id: int
) -> None:
    made = handoff.make(app, world.users["ann"], case_id, to=PHONE)
    for page in (door.get(f"/c/{made.code}"), door.get("/c/0000000000"), door.get("/handoff")):
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "no-store"
        assert "noindex" in page.headers["x-robots-tag"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["strict-transport-security"]


def test_every_code_that_opens_nothing_has_the_same_answer(
    world: World, app: App, door: TestClient, case_id: int
) -> None:
    made = handoff.make(app, world.users["ann"], case_id, to=PHONE)
    handoff.revoke(app, world.users["ann"], made.handoff_id)
    found = [door.get(f"/c/{code}") for code in (made.code, "0000000000", "nonsense", "é")]
    assert {page.status_code for page in found} == {404}
    assert len({page.text for page in found}) == 1


def test_a_colleague_with_a_pin_reads_the_story_once_and_notes_what_happened(
    world: World, app: App, door: TestClient, case_id: int
) -> None:
    ann = world.users["ann"]
    made = handoff.make(app, ann, case_id, to=PHONE)
    pin = handoff.make_pin(app, ann, made.handoff_id)
    fields = {"code": made.code, "pin": pin, "who": "Max <store>"}
    assert "PIN" in door.get("/handoff").text
    wrong = door.post("/handoff", data=fields | {"pin": "nope"})
    assert wrong.status_code == 404
    assert "Max &lt;store&gt;" in wrong.text
    page = door.post("/handoff", data=fields)
    assert page.status_code == 200
    assert "Hanna Hop" in page.text
    assert "<script" not in page.text
    assert door.post("/handoff", data=fields).status_code == 404
    token = page.text.split('name="visit" value="')[1].split('"')[0]
    refused = door.post("/handoff/note", data={"visit": token, "note": ""})
    assert refused.status_code == 400
    done = door.post("/handoff/note", data={"visit": token, "note": "ok", "solved": "1"})
    assert "Noted" in done.text
    assert world.case(case_id).status is CaseStatus.RESOLVED
    assert door.post("/handoff/note", data={"visit": "x", "note": "ok"}).status_code == 400


def test_the_page_for_staff_opens_a_code_and_shows_the_story_as_text(
    world: World, app: App, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handoff.make(app, world.users["ben"], case_id, to=PHONE)
    monkeypatch.setattr(desk, "_desk", Desk(built=app, settings=Settings()))
    monkeypatch.setattr(session, "actor", lambda: world.users["ann"])
    page = AppTest.from_function(_open_code, default_timeout=60).run()
    page.text_input[0].set_value("K7M-2QX-9DRT")
    page.button[0].click().run()
    assert "opens nothing" in page.error[0].value
    page.text_input[0].set_value(made.code)
    page.button[0].click().run()
    assert [error.value for error in page.exception] == []
    assert HOSTILE in [item.value for item in page.text]
    solved = next(button for button in page.button if button.label == "Solved here")
    solved.click().run()
    assert [error.value for error in page.exception] == []
    assert world.case(case_id).status is CaseStatus.RESOLVED


def test_the_page_for_staff_takes_the_case_in_which_the_code_was_told(
    world: World, app: App, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handoff.make(app, world.users["ben"], case_id, to=PHONE)
    monkeypatch.setattr(desk, "_desk", Desk(built=app, settings=Settings()))
    monkeypatch.setattr(session, "actor", lambda: world.users["ann"])
    page = AppTest.from_function(_open_code, default_timeout=60).run()
    page.text_input[0].set_value(made.code)
    page.text_input[1].set_value("seven")
    page.button[0].click().run()
    assert [error.value for error in page.error] == [r"“seven” is no number of a case\."]
    page.text_input[1].set_value(f"#{case_id}")
    page.button[0].click().run()
    assert not page.error
    assert HOSTILE in [item.value for item in page.text]


def _open_code() -> None:
    from dashboard.views import open_code

    open_code.show()


def test_the_case_page_makes_a_code_and_revokes_it(
    world: World, app: App, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_desk", Desk(built=app, settings=Settings()))
    monkeypatch.setattr(session, "actor", lambda: world.users["ann"])
    handoff.make(app, world.users["ann"], case_id, to=PHONE)
    page = AppTest.from_file(str(asgi.SCRIPT), default_timeout=60)
    page.query_params["case"] = str(case_id)
    page.run()
    assert [error.value for error in page.exception] == []
    pin = next(button for button in page.button if button.label == "PIN")
    pin.click().run()
    assert [error.value for error in page.exception] == []
    assert [len(one.value) for one in page.code] == [6]
    revoke = next(button for button in page.button if button.label == "Revoke")
    revoke.click().run()
    assert "Revoke" not in [button.label for button in page.button]
