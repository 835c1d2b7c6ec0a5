"""Replies that are stuck, in a browser: the list, why, and what an agent does about it."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from domain.classification import Topic, Urgency
from domain.mention import FACEBOOK
from domain.reply import ReplyKind, ReplyStatus
from storage.ids import key
from storage.models import Case, Mention, Reply
from tests.dashboard.conftest import OpenPage
from tests.dashboard.world import World, judged

NORMAL = judged(Urgency.NORMAL, Topic.PRODUCT)


def stuck(world: World, case_id: int, status: ReplyStatus, why: str) -> int:
    """A reply of the case that stands like this."""
    held = status is ReplyStatus.APPROVED
    with world.app.database.write() as session:
        post = session.exec(select(Mention).where(col(Mention.case_id) == case_id)).first()
        assert post is not None
        now = world.app.clock.now()
        reply = Reply(
            case_id=case_id,
            mention_id=key(post.id),
            kind=ReplyKind.PUBLIC,
            text="We look into it at once.",
            status=status,
            idempotency_key=uuid.uuid4().hex,
            approved_at=now,
            created_at=now,
            held=why if held else None,
            last_error=None if held else why,
            not_before=now + dt.timedelta(hours=3) if held else None,
            rules_version="facebook/public/2026-11-21",
        )
        session.add(reply)
        case = session.get_one(Case, case_id)
        case.reply_pending, case.attention = held, None if held else f"Not sent: {why}"
    return key(reply.id)


def none_held(world: World) -> None:
    """What other tests left held back is out of the way."""
    with world.app.database.write() as session:
        for reply in session.exec(select(Reply).where(col(Reply.held).is_not(None))):
            reply.held, reply.status = None, ReplyStatus.SENT


def test_a_line_that_comes_up_above_the_search_takes_no_word_and_no_focus(
    world: World, open_page: OpenPage
) -> None:
    none_held(world)
    case_id = world.post("Lina Late", "ibex broken kettle", found=NORMAL)
    page = open_page("ann")
    search = page.get_by_role("searchbox", name="Search")
    search.press_sequentially("ibex")
    expect(page).to_have_url(re.compile("search=ibex"))
    told = page.get_by_text("held back so as not to flood")
    expect(told).not_to_be_visible()
    stuck(world, case_id, ReplyStatus.APPROVED, "Twice to the same person.")
    expect(told).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("ibex")
    none_held(world)


def test_what_is_held_back_says_why_and_goes_out_with_a_reason(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Hilde Held", "yak broken kettle", found=NORMAL)
    reply_id = stuck(world, case_id, ReplyStatus.APPROVED, "6 of 6 messages an hour.")
    page = open_page("ann", "/outbox")
    expect(page.get_by_text("6 of 6 messages an hour.")).to_be_visible()
    page.goto(f"/?case={case_id}")
    reason = page.get_by_label("Why it should go out now")
    expect(reason).to_be_visible()
    reason.fill("She is in danger.")
    page.get_by_role("button", name="Send it all the same").click()
    expect(page.get_by_text("The reply is on its way", exact=False).first).to_be_visible()
    with world.app.database.read() as session:
        assert session.get_one(Reply, reply_id).override == "She is in danger."


@pytest.mark.thorough
def test_refused_words_become_a_draft_on_another_way(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Rita Refused", "emu broken kettle", found=NORMAL, platform=FACEBOOK)
    stuck(world, case_id, ReplyStatus.REJECTED, "You are blocked.")
    page = open_page("ann", f"/?case={case_id}")
    way = page.get_by_role("button", name="Draft it in private")
    expect(way).to_be_visible()
    way.click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("We look into it at once.")
