"""In a real browser: a reply that moves the customer carries a code that opens her case."""

from __future__ import annotations

from playwright.sync_api import expect

from domain.classification import Topic, Urgency
from domain.mention import X
from storage.models import Handoff, Reply
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged


def test_choosing_where_she_goes_on_puts_a_code_into_the_reply(
    world: World, open_page: OpenPage
) -> None:
    found = judged(Urgency.HIGH, Topic.ORDER)
    case_id = world.post("Mona Moved", "a moving question", found=found, platform=X)
    page = open_page("ben", f"/?case={case_id}")
    page.get_by_label("Goes on").select_option("phone")
    words = page.get_by_role("textbox", name="Reply")
    assert "{code}" in words.input_value()
    assert "answer here" not in words.input_value()  # what was suggested would be no longer true
    page.get_by_label("Goes on").select_option("")
    assert "answer here" in words.input_value()
    assert "{code}" not in words.input_value()
    page.get_by_label("Goes on").select_option("store")
    expect(page.get_by_text("The code is made when you send")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your reply is on its way.")).to_be_visible()
    (moved,) = [row for row in world.rows(Handoff) if getattr(row, "case_id", 0) == case_id]
    (reply,) = [row for row in world.rows(Reply) if getattr(row, "case_id", 0) == case_id]
    assert isinstance(moved, Handoff)
    assert isinstance(reply, Reply)
    assert (moved.channel.value, moved.reply_id) == ("store", reply.id)
    assert "{code}" not in reply.text
