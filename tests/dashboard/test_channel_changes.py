"""Channel changes in a real browser: where customers went, and how their cases ended."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, expect

from domain.case import CaseStatus
from domain.channel import ChannelKind
from domain.classification import Sentiment, Topic, Urgency
from domain.hop import HopAsker, HopOutcome
from domain.mention import FACEBOOK
from storage.models import Case, Hop
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged


@pytest.fixture(scope="module")
def ended(world: World) -> int:
    """Twice the customer wrote twice and her case was resolved; once she was sent to the phone."""
    numbers = []
    for name in ("Hedy", "Hugo"):
        for mood, ago in ((Sentiment.NEGATIVE, 50), (Sentiment.POSITIVE, 40)):
            found = judged(Urgency.HIGH, Topic.BOOKING, sentiment=mood)
            text = f"{name} hops {ago}"
            numbers.append(world.post(name, text, found=found, thread=name, minutes_ago=ago))
    now = world.app.clock.now()
    with world.app.database.write() as session:
        for number in set(numbers):
            case = session.get_one(Case, number)
            case.first_replied_at, case.status = now - dt.timedelta(hours=1), CaseStatus.RESOLVED
        session.add(
            Hop(
                case_id=numbers[0],
                from_kind=ChannelKind.REPLY,
                from_platform=FACEBOOK,
                to_kind=ChannelKind.PHONE,
                asked_by=HopAsker.AGENT,
                at=now,
                outcome=HopOutcome.OPEN,
            )
        )
    return len(set(numbers))


def fits(part: Locator, width: int) -> bool:
    box = part.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


@pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])
def test_a_manager_sees_where_customers_went_and_how_it_ended(
    open_page: OpenPage, ended: int, size: tuple[int, int]
) -> None:
    assert ended == 2
    page = open_page("max", "/channels", size=size)
    went = page.get_by_role("img", name="From Facebook, in public to Phone: 1")
    expect(went).to_be_visible()
    page.get_by_role("tab", name="How it ended").click()
    picture = page.get_by_role("img", name="How answered cases ended. Solved: ")
    expect(picture).to_be_visible()
    expect(page.get_by_role("img", name="Better than before: 100%")).to_be_visible()
    expect(page.get_by_text(re.compile(r"few cases: \d")).first).to_be_visible()
    assert fits(picture, size[0])
