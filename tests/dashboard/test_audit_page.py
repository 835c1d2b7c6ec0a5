"""Audit: an admin sees who did what; the address keeps the filter, and the chain is checked."""

from __future__ import annotations

from playwright.sync_api import expect

from dashboard import audit_filters
from dashboard.audit_filters import AuditWish
from domain.classification import Topic, Urgency
from listenpost.services import case_actions
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged


def test_an_admin_sees_who_did_what_and_checks_the_chain(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Aud Itha", "okapi audited", found=judged(Urgency.HIGH, Topic.ORDER))
    case_actions.claim(world.app, world.users["ann"], case_id)
    page = open_page("ada", f"/audit?whom=case:{case_id}&days=1")
    expect(page.get_by_label("To whom")).to_have_value(f"case:{case_id}")
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
