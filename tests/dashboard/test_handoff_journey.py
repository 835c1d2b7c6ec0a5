"""In a real browser: a reply that moves the customer carries a code that opens her case."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from domain.classification import Topic, Urgency
from domain.mention import X
from storage.models import Handoff, Reply
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged


def test_the_channel_that_is_taken_puts_a_code_into_the_reply_and_outlives_a_reload(
    world: World, open_page: OpenPage
) -> None:
    found = judged(Urgency.HIGH, Topic.ORDER)
    case_id = world.post("Mona Moved", "a moving question", found=found, platform=X)
    page = open_page("ben", f"/?case={case_id}")
    words = page.get_by_role("textbox", name="Reply")
    page.get_by_text("other channels possible").click()
    page.get_by_role("button", name="Use support line").click()
    expect(words).to_have_value(re.compile("support line|phone.*{code}"))
    assert "answer here" not in words.input_value()  # what was suggested would be no longer true
    words.fill("We would rather talk to you.")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your choice")).to_be_visible()
    page.get_by_text("other channels possible").click()
    page.get_by_role("button", name="Use our shop").click()
    expect(words).to_have_value(re.compile("We would rather talk to you.*{code}", re.DOTALL))
    expect(page.get_by_text("The code is made when you send")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your reply is on its way.")).to_be_visible()
    (moved,) = [row for row in world.rows(Handoff) if getattr(row, "case_id", 0) == case_id]
    (reply,) = [row for row in world.rows(Reply) if getattr(row, "case_id", 0) == case_id]
    assert isinstance(moved, Handoff)
    assert isinstance(reply, Reply)
    assert (moved.channel.value, moved.reply_id) == ("store", reply.id)
    assert "{code}" not in reply.text
