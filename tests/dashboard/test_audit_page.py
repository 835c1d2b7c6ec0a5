"""Audit: an admin sees who did what; the address keeps the filter, and the chain is checked."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from playwright.sync_api import expect

from dashboard import audit_filters, audit_words, tongue, words
from dashboard.audit_filters import AuditWish
from domain.case import CaseEventKind
from domain.classification import Topic, Urgency
from listenpost.services import case_actions
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged

ROOT = Path(__file__).parents[2]


def _name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_an_admin_sees_who_did_what_and_checks_the_chain(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Aud Itha", "okapi audited", found=judged(Urgency.HIGH, Topic.ORDER))
    case_actions.claim(world.app, world.users["ann"], case_id)
    page = open_page("ada", f"/audit?whom=case:{case_id}&days=1")
    expect(page.get_by_label("To whom")).to_have_value(f"case:{case_id}")
    expect(page.get_by_test_id("stDataFrame")).to_contain_text("Taken")
    expect(page.get_by_test_id("stDataFrame")).to_contain_text("case.claimed")
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text("none changed, none missing")).to_be_visible()
    page.get_by_label("To whom").fill("case:0")
    page.get_by_label("To whom").press("Enter")
    expect(page.get_by_text("Nothing was done that fits.")).to_be_visible()
    assert "whom=case%3A0" in page.url


def test_an_address_means_a_wish_and_nonsense_none() -> None:
    wish = AuditWish(days=7, who="ann", what="case", whom="case:7", page=3)
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
