"""Drafts in a browser: few keystrokes, a second look where one is due, a second person, an undo."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from domain.approval import ApprovalRule
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.mention import FACEBOOK, Platform, X
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services import case_view, respond
from storage.models import Reply
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

COUNT = """() => {
  window.inputs = 0;
  for (const kind of ["click", "keydown"])
    window.addEventListener(kind, (event) => { if (event.isTrusted) window.inputs += 1; }, true);
}"""
THANKS = replace(
    judged(Urgency.NORMAL, Topic.STAFF, sentiment=Sentiment.POSITIVE), intent=Intent.PRAISE
)
TYPICAL: dict[str, tuple[Platform, str, Classification]] = {
    "billing, private": (
        FACEBOOK,
        "you charged me twice this month",
        judged(Urgency.HIGH, Topic.BILLING, private=True),
    ),
    "outage, public": (X, "no internet in Leeds again", judged(Urgency.HIGH, Topic.OUTAGE)),
    "question": (
        X,
        "how do I change my tariff?",
        judged(Urgency.NORMAL, Topic.OTHER, sentiment=Sentiment.NEUTRAL),
    ),
    "thanks": (X, "your engineer was brilliant, please tell him", THANKS),
    "late delivery": (
        FACEBOOK,
        "my parcel should have come on Monday",
        judged(Urgency.NORMAL, Topic.ORDER),
    ),
}
FIRST = "billing, private"


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply")


def sent(world: World, case_id: int) -> list[Reply]:
    with world.app.database.read() as session:
        return list(session.exec(select(Reply).where(col(Reply.case_id) == case_id)).all())


def form(world: World, case_id: int, text: str) -> respond.ReplyForm:
    view = case_view.view(world.app, world.users["ann"], case_id)
    return respond.ReplyForm(
        case_id=case_id, version=view.version, kind=ReplyKind.PUBLIC, text=text
    )


@pytest.mark.parametrize("name", [FIRST, *map(thorough, sorted(TYPICAL.keys() - {FIRST}))])
def test_a_typical_case_is_answered_with_at_most_three_keys_and_clicks(
    world: World, open_page: OpenPage, name: str
) -> None:
    platform, text, found = TYPICAL[name]
    case_id = world.post(f"Kay {name.title()}", f"{text} (keys)", found=found, platform=platform)
    page = open_page("ann", f"/?case={case_id}")
    expect(editor(page)).to_have_value(re.compile("Kay"))
    page.evaluate(COUNT)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your reply is on its way")).to_be_visible()
    used = page.evaluate("window.inputs")
    (reply,) = sent(world, case_id)
    assert reply.status is ReplyStatus.APPROVED
    assert len(reply.text) > 40
    sys.stdout.write(f"{name}: {used} keys and clicks, {reply.kind.value}: {reply.text}\n")
    assert 0 < used <= 3


@pytest.mark.thorough
def test_what_stands_in_the_case_is_asked_again_only_after_a_second_click(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post(
        "Olga Order", "my order KE-40918 is late", found=judged(Urgency.HIGH, Topic.ORDER)
    )
    page = open_page("ann", f"/?case={case_id}")
    editor(page).fill("Hi Olga, what is your order number?")
    expect(page.get_by_text("Do not ask again: the order number (KE-40918)")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    again = page.get_by_role("button", name="Send all the same")
    expect(again).to_be_visible()
    assert [reply.status for reply in sent(world, case_id)] == [ReplyStatus.DRAFTED]
    again.click()
    expect(page.get_by_text("Your reply is on its way")).to_be_visible()


def test_private_data_in_public_cannot_be_sent(world: World, open_page: OpenPage) -> None:
    case_id = world.post(
        "Pia Private", "write to pia@mail.example", found=judged(Urgency.HIGH, Topic.ORDER)
    )
    page = open_page("ann", f"/?case={case_id}", size=PHONE)
    editor(page).fill("Hi Pia, we wrote to pia@mail.example.")
    page.get_by_role("radio", name=re.compile("In public")).check()
    expect(page.get_by_text("Everybody would read an e-mail address")).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()


@pytest.mark.thorough
def test_a_reply_is_taken_back_before_it_leaves(world: World, open_page: OpenPage) -> None:
    case_id = world.post(
        "Uma Undo", "broken kettle (undo)", found=judged(Urgency.HIGH, Topic.ORDER)
    )
    page = open_page("ann", f"/?search=undo&case={case_id}")
    editor(page).fill("Too early.")
    page.get_by_role("button", name="Send", exact=True).click()
    leaving = page.locator("[class*=st-key-undo-]").filter(has_text=f"case {case_id} ")
    leaving.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: it is your draft again.")).to_be_visible()
    expect(editor(page)).to_have_value("Too early.")
    assert [reply.status for reply in sent(world, case_id)] == [ReplyStatus.DRAFTED]


def test_a_second_person_changes_and_approves_what_a_rule_names(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Lars Legal", "my lawyer", found=judged(Urgency.HIGH, Topic.OTHER))
    app = replace(world.app, approval=(ApprovalRule(name="Legal", words=("lawyer",)),))
    respond.send(app, world.users["ann"], form(world, case_id, "We look into it, Lars."))
    page = open_page("lea", "/approvals")
    card = page.locator("[class*=st-key-waits-]").filter(has_text="my lawyer")
    expect(card.get_by_text("Legal: “lawyer”")).to_be_visible()
    card.get_by_role("textbox", name="Reply").fill("We call you, Lars.")
    card.get_by_role("textbox", name="Reply").press("Tab")
    expect(card.locator("ins").first).to_have_text("call")
    card.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_text("Approved: it is on its way")).to_be_visible()
    (reply,) = sent(world, case_id)
    assert (reply.text, reply.status) == ("We call you, Lars.", ReplyStatus.APPROVED)
    assert reply.approved_by == world.users["lea"].id


@pytest.mark.thorough
def test_its_author_sees_that_it_waits_and_takes_it_back(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Lotte Legal", "my lawyer", found=judged(Urgency.HIGH, Topic.OTHER))
    app = replace(world.app, approval=(ApprovalRule(name="Legal", words=("lawyer",)),))
    respond.send(app, world.users["ann"], form(world, case_id, "We look into it, Lotte."))
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_role("heading", name="Waits for a second person")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(editor(page)).to_have_value("We look into it, Lotte.")


@pytest.mark.thorough
def test_a_colleagues_draft_is_shown(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Rita Rival", "broken", found=judged(Urgency.HIGH, Topic.ORDER))
    respond.save_draft(world.app, world.users["ann"], form(world, case_id, "I write already."))
    page = open_page("ben", f"/?case={case_id}")
    expect(page.get_by_text("Ann Agent has begun a reply here: “I write already.”")).to_be_visible()
