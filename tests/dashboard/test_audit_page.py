"""Audit: an admin sees who did what; the address keeps the filter, and the chain is checked."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard import (
    audit_details,
    audit_filters,
    audit_subjects,
    audit_words,
    tongue,
    words,
)
from dashboard.audit_filters import AuditWish
from domain.case import CaseEventKind
from domain.classification import Topic, Urgency
from listenpost.services import case_actions
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged

ROOT = Path(__file__).parents[2]


def _name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_an_admin_sees_who_did_what_and_checks_the_chain(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Aud Itha", "okapi audited", found=judged(Urgency.HIGH, Topic.ORDER))
    case_actions.claim(world.app, world.users["ann"], case_id)
    page = open_page("ada", f"/audit?whom=case:{case_id}&days=1")
    expect(page.get_by_label("To whom")).to_have_value(f"case:{case_id}")
    row = page.get_by_role("row").filter(has_text="case.claimed")
    expect(row).to_contain_text("Ann Agent")
    expect(row).to_contain_text("Taken")
    expect(row.get_by_role("link", name=f"Case {case_id}")).to_have_attribute(
        "href", f"/?case={case_id}"
    )
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text("none changed, none missing")).to_be_visible()
    page.get_by_label("To whom").fill("case 0")
    page.get_by_label("To whom").press("Enter")
    expect(page.get_by_text("Nothing was done that fits.")).to_be_visible()
    assert "whom=case+0" in page.url


@pytest.mark.thorough
def test_deeds_are_chosen_by_their_words(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Dee Dee", "a deed", found=judged(Urgency.HIGH, Topic.ORDER))
    case_actions.claim(world.app, world.users["ann"], case_id)
    case_actions.resolve(world.app, world.users["ann"], case_id)
    page = open_page("ada", f"/audit?whom=case:{case_id}&days=1")
    rows = page.locator(".lp-cards tbody").get_by_role("row")
    expect(rows).to_have_count(2)
    what = page.get_by_role("combobox", name="What")
    what.fill("resol")
    page.get_by_role("option", name="Resolved", exact=True).click()
    expect(page).to_have_url(re.compile(r"what=case\.resolved"))
    page.keyboard.press("Escape")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("case.resolved")


@pytest.mark.thorough
def test_on_a_phone_each_row_is_a_card_that_can_be_read(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Pho Ne", "on a phone", found=judged(Urgency.HIGH, Topic.ORDER))
    case_actions.claim(world.app, world.users["ann"], case_id)
    page = open_page("ada", f"/audit?whom=case:{case_id}&days=1", size=PHONE, scheme="dark")
    cells = page.locator(".lp-cards tbody tr").first.locator("td")
    expect(cells.first).to_be_visible()
    assert overflow(page) <= 0
    boxes = [box for cell in cells.all() if (box := cell.bounding_box())]
    assert len(boxes) == 5, "who, when, what, to whom, row; there is no detail"
    assert {round(box["x"]) for box in boxes} == {round(boxes[0]["x"])}, "one below the other"
    assert all(box["x"] + box["width"] <= PHONE[0] for box in boxes)
    assert page.get_by_text("To whom").count(), "said to who hears the table"


def test_what_a_row_says_besides_is_in_words() -> None:
    assert audit_details.said({"before": "agent", "after": "lead"}) == "Agent → Lead"
    assert audit_details.said({"before": None, "after": True, "source": "oidc"}) == (
        "– → yes, from: single sign-on"
    )
    assert audit_details.said({"records": {"mention": 1200}, "platform": "x", "odd_name": 3}) == (
        "removed: mention 1,200, network: X, odd name: 3"
    )
    tongue.speak("nl")
    try:
        assert audit_details.said({"reason": "spam", "ok": False}) == "reden: spam, gelukt: nee"
        assert audit_subjects.said("case:7") == "Zaak 7"
        assert audit_subjects.code("zaak 7") == "case:7"
    finally:
        tongue.speak("en")


def test_to_whom_is_said_in_words_and_typed_in_words() -> None:
    for code in ("case:7", "customer:3", "user:ann", "setting:sla.high", "team:first line"):
        said = audit_subjects.said(code)
        assert said != code
        assert audit_subjects.code(said) == code
        assert audit_subjects.code(said.upper()).casefold() == code
        assert audit_subjects.code(code) == code
    assert audit_subjects.code("7") == "case:7"
    assert audit_subjects.said("webhooks") == audit_subjects.code("webhooks") == "webhooks"


def test_every_deed_can_be_looked_for_once_by_its_words() -> None:
    known = audit_words.known()
    codes = [code for several in known.values() for code in several]
    assert len(codes) == len(set(codes))
    assert written_down() <= set(codes)
    words_of = [audit_words.called(code) for code in known]
    assert len(words_of) == len(set(words_of))
    assert not [word for word in words_of if "{" in word or "None" in word]


def test_an_address_means_a_wish_and_nonsense_none() -> None:
    wish = AuditWish(days=7, who="ann", what=("case", "user.added"), whom="case:7", page=3)
    assert audit_filters.from_query(audit_filters.to_query(wish)) == wish
    assert audit_filters.to_query(AuditWish()) == {}
    for page in ("-1", "x", "0", "٣", "9" * 9):
        assert audit_filters.from_query({"days": "2", "page": page}).page == 1


def written_down() -> set[str]:
    """The actions that the code writes into the audit, as far as they stand there as a text."""
    found: set[str] = set()
    for file in (ROOT / "listenpost" / "services").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name_of(call.func) in {"audit", "_audit"}:
                texts = [*call.args, *(one.value for one in call.keywords if one.arg == "action")]
                known = (str(text.value) for text in texts if isinstance(text, ast.Constant))
                found |= {text for text in known if re.fullmatch(r"\w+\.\w+", text)}
    return found


def test_whatever_is_written_down_has_words_and_a_new_deed_its_code() -> None:
    actions = written_down()
    assert len(actions) > 40
    for action in sorted(actions):
        assert audit_words.deed(action, {"role": "agent"}) != action, action
    for kind in ("case.claimed", "reply.approved", "ticket_opened"):
        assert audit_words.deed(kind, {}) != kind
    assert audit_words.deed("case.juggled", {}) == "case.juggled"
    tongue.speak("el")
    try:
        assert audit_words.deed("case.claimed", {}) == words.EVENTS[CaseEventKind.CLAIMED]
        assert audit_words.deed("topic.saved", {}) == "Το θέμα αποθηκεύτηκε"
    finally:
        tongue.speak("en")
