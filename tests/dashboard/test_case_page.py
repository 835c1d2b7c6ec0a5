"""One case in a browser: read, answer, put aside."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from domain.case import CaseStatus
from domain.classification import Topic, Urgency
from domain.mention import X
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services import case_actions, case_view, respond
from storage import users
from storage.models import Case, Reply
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged

HIGH = judged(Urgency.HIGH, Topic.PRODUCT)


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply")


def send_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Send", exact=True)


def replies(world: World, case_id: int) -> list[Reply]:
    with world.app.database.read() as session:
        return list(session.exec(select(Reply).where(col(Reply.case_id) == case_id)).all())


def test_a_reply_goes_to_the_outbox_and_the_agent_back_to_the_list(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Sven Sender", "gnu broken kettle", found=HIGH)
    page = open_page("ann", f"/?search=gnu&case={case_id}")
    expect(editor(page)).to_have_value(re.compile("Sven"))
    editor(page).fill("Hi Sven, a new kettle is on its way.")
    send_button(page).click()
    expect(page.get_by_text("Your reply is on its way")).to_be_visible()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    (reply,) = replies(world, case_id)
    assert reply.status is ReplyStatus.APPROVED
    assert reply.text == "Hi Sven, a new kettle is on its way."
    assert reply.approved_by == world.users["ann"].id


def test_control_enter_sends_once_and_opens_the_next_case(
    world: World, open_page: OpenPage
) -> None:
    first = world.post("Ines First", "yak one", found=judged(Urgency.CRITICAL, Topic.PRODUCT))
    world.post("Nils Next", "yak two", found=HIGH)
    page = open_page("ann", f"/?search=yak&case={first}")
    editor(page).fill("Hello Ines.")
    editor(page).press("Control+Enter")
    expect(page.get_by_role("heading", name="Nils Next", level=1)).to_be_visible()
    assert [reply.status for reply in replies(world, first)] == [ReplyStatus.APPROVED]


def test_the_rules_are_checked_while_one_types(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Rita Rules", "a question", found=HIGH, platform=X)
    page = open_page("ann", f"/?case={case_id}")
    editor(page).press_sequentially("x")
    editor(page).fill("x" * 281)
    expect(page.get_by_text("The text counts 281 of 280 characters")).to_be_visible()
    expect(send_button(page)).to_be_disabled()
    editor(page).fill("x" * 280)
    expect(page.get_by_text("280 of 280")).to_be_visible()
    expect(send_button(page)).to_be_enabled()
    editor(page).fill(" ")
    expect(page.get_by_text("The reply is empty")).to_be_visible()


@pytest.mark.thorough
def test_what_the_network_forbids_is_said_before_anybody_types(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Quiet", "about them", found=HIGH, platform=X, summoned=False)
    page = open_page("ann", f"/?case={case_id}")
    said = page.locator("#problems", has_text="X lets a program answer only posts that mention")
    expect(said).to_be_visible()
    expect(send_button(page)).to_be_disabled()
    expect(page.get_by_role("link", name="Open on X")).to_have_attribute(
        "href", re.compile("^https://example.org/x/")
    )


@pytest.mark.thorough
def test_private_data_are_asked_for_in_private(world: World, open_page: OpenPage) -> None:
    found = judged(Urgency.HIGH, Topic.BILLING, private=True)
    case_id = world.post("Petra Private", "my bill", found=found)
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_role("radio", name="Private message")).to_be_checked()
    expect(page.get_by_text("needs account data; private message open")).to_be_visible()
    send_button(page).click()
    expect(page.get_by_text("Your reply is on its way")).to_be_visible()
    assert [reply.kind for reply in replies(world, case_id)] == [ReplyKind.PRIVATE]


def test_a_conflict_is_explained_and_no_word_is_lost(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Wendy Writes", "first", found=HIGH, thread="wendy")
    page = open_page("ann", f"/?case={case_id}")
    editor(page).fill("My careful answer")
    world.post("Wendy Writes", "wait, there is more", found=HIGH, thread="wendy", minutes_ago=1)
    send_button(page).click()
    expect(page.get_by_text("The customer wrote again while you were answering")).to_be_visible()
    expect(page.get_by_text("wait, there is more").first).to_be_visible()
    expect(editor(page)).to_have_value("My careful answer")
    assert not [r for r in replies(world, case_id) if r.status is not ReplyStatus.DRAFTED]
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)
    send_button(page).click()
    expect(page.get_by_text("Your reply is on its way")).to_be_visible()
    assert [reply.text for reply in replies(world, case_id)] == ["My careful answer"]


def test_what_is_typed_while_the_page_changes_above_it_is_not_lost(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Tess Types", "first", found=HIGH, thread="tess")
    page = open_page("ann", f"/?case={case_id}")
    editor(page).fill("")
    world.post("Tess Types", "and one more thing", found=HIGH, thread="tess", minutes_ago=1)
    words = "We have looked at both of your questions, and here is what we found. " * 2
    editor(page).press_sequentially(words, delay=60)
    expect(page.get_by_text("and one more thing").first).to_be_visible()
    expect(editor(page)).to_have_value(words)
    expect(page.get_by_text("Draft saved.")).to_be_visible()


TYPES_AT_ONCE = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  new MutationObserver((_, watch) => {
    const field = root.querySelector("#words");
    if (!field) return;
    watch.disconnect();
    if (!field.value) field.value = "Words in haste";
  }).observe(root, { childList: true, subtree: true });
  return root;
};
"""
"""Who types in the moment in which the field is there, and its script not yet."""


def test_words_that_are_typed_before_the_editor_is_ready_stay(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Hasty", "my parcel zebu is late", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    page.add_init_script(TYPES_AT_ONCE)
    page.reload()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(editor(page)).to_have_value("Words in haste")


def test_a_draft_is_kept_and_others_see_who_writes(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Dora Draft", "a question", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    editor(page).fill("Half a thought")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.reload()
    expect(editor(page)).to_have_value("Half a thought")
    page.get_by_role("button", name="Use the suggestion").click()
    expect(editor(page)).to_have_value(re.compile("Dora"))
    assert case_view.view(world.app, world.users["ben"], case_id).row.holder == "Ann Agent"


def test_a_session_that_ends_while_one_types_takes_no_word_away(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Erik Ends", "a question", found=HIGH)
    page = open_page("eve", f"/?case={case_id}")
    expect(editor(page)).to_be_visible()
    with world.app.database.write() as session:
        users.end_sessions_of(session, world.users["eve"].id)
    editor(page).fill("Still here")
    expect(page.get_by_text("Your session has ended").first).to_be_visible()
    expect(editor(page)).to_have_value("Still here")


@pytest.mark.thorough
def test_snoozing_until_tomorrow_puts_the_case_aside(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Sid Snooze", "later please", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    page.get_by_role("button", name="Snooze").click()
    page.get_by_text("For 4 hours").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    case = world.case(case_id)
    assert case.status is CaseStatus.SNOOZED
    assert case.snoozed_until is not None
    left = case.snoozed_until - world.app.clock.now()
    assert dt.timedelta(hours=3, minutes=58) < left < dt.timedelta(hours=4)


@pytest.mark.thorough
def test_not_for_us_closes_the_case_and_it_can_be_reopened(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Nadia Notforus", "wrong shop", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    page.get_by_role("button", name="Not for us").click()
    expect(page.get_by_text("Put aside: not for us")).to_be_visible()
    assert world.case(case_id).status is CaseStatus.NOT_ACTIONABLE
    page.goto(f"/?case={case_id}")
    words = page.get_by_role("textbox", name="Reply")
    expect(page.get_by_role("button", name="Write again")).to_be_visible()
    assert words.count() == 0
    page.get_by_role("button", name="Write again").click()
    expect(words).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Resolve")).to_be_visible()
    assert world.case(case_id).status is CaseStatus.OPEN


@pytest.mark.thorough
def test_somebody_elses_case_cannot_be_taken(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Clara Claimed", "a question", found=HIGH)
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_role("button", name="Take", exact=True)).to_be_visible()
    respond.save_draft(world.app, world.users["ben"], form_of(world, case_id))
    case_actions.claim(world.app, world.users["ben"], case_id)
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.get_by_text("Somebody else is working on this case")).to_be_visible()


def form_of(world: World, case_id: int, text: str = "We look into it.") -> respond.ReplyForm:
    view = case_view.view(world.app, world.users["ben"], case_id)
    return respond.ReplyForm(
        case_id=case_id, version=view.version, kind=ReplyKind.PUBLIC, text=text
    )


def doubtful(world: World, name: str) -> tuple[int, int]:
    """A case whose reply may or may not have arrived: (case, reply)."""
    case_id = world.post(name, "cancel it", found=HIGH, platform=X)
    reply_id = respond.send(world.app, world.users["ben"], form_of(world, case_id))
    with world.app.database.write() as session:
        session.get_one(Reply, reply_id).status = ReplyStatus.UNKNOWN
        session.get_one(Case, case_id).attention = "Look whether the reply arrived."
    return case_id, reply_id


@pytest.mark.thorough
def test_a_person_decides_about_a_doubtful_reply(world: World, open_page: OpenPage) -> None:
    case_id, _ = doubtful(world, "Una Unknown")
    page = open_page("ben", f"/?case={case_id}")
    expect(page.get_by_role("heading", name="Did this reply arrive?")).to_be_visible()
    expect(editor(page)).to_have_count(0)
    page.get_by_role("button", name="It is there").click()
    expect(page.get_by_text("Noted: the reply is public")).to_be_visible()
    assert [reply.status for reply in replies(world, case_id)] == [ReplyStatus.SENT]


def test_a_reply_that_was_sent_meanwhile_is_shown_without_a_click(
    world: World, open_page: OpenPage
) -> None:
    case_id, reply_id = doubtful(world, "Lina Live")
    page = open_page("ben", f"/?case={case_id}")
    expect(page.get_by_text("arrived? being looked up")).to_be_visible()
    respond.mark_sent(world.app, world.users["ben"], reply_id)
    expect(page.get_by_text("sent", exact=True)).to_be_visible()


def test_the_case_says_why_it_is_urgent(world: World, open_page: OpenPage) -> None:
    found = judged(Urgency.HIGH, Topic.OUTAGE, abstained=True)
    case_id = world.post("Wilma Why", "no internet", found=found, thread="w", minutes_ago=50)
    world.post("Wilma Why", "still no internet", found=found, thread="w", followers=20_000)
    page = open_page("ann", f"/?case={case_id}")
    for words in (
        "High urgency",
        "Has written 2 times",
        "First answer",
        "on track",
        "high 80%",
        "The model was unsure",
        "Model test-1",
    ):
        expect(page.get_by_text(words).first).to_be_visible()


@pytest.mark.thorough
def test_a_case_that_does_not_exist_leads_back(open_page: OpenPage) -> None:
    page = open_page("ann", "/?case=999999")
    expect(page.get_by_text("There is no case 999999.")).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
