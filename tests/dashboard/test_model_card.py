"""The Health page says which model judges, and how often people change what it said."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from dashboard.components.model_card import card
from domain.agreement import Changed, LookedAt, of_each
from domain.classification import Topic, Urgency
from domain.correction import Head
from listenpost.services import corrections
from listenpost.services.model_card import ModelCard
from storage.models import Mention
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import SCHEMES, Scheme, findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged

POST = judged(Urgency.NORMAL, Topic.BILLING)


def made(*seen: LookedAt, changed: tuple[Changed, ...] = (), version: str | None = "m1") -> str:
    heads = of_each(seen, changed)
    parts = card(
        ModelCard(
            version=version,
            days=90,
            posts=sum(one.posts for one in seen),
            abstained=sum(one.posts for one in seen if one.abstained),
            heads=heads,
            languages=list(heads[Head.URGENCY].by_language),
            papers={},
        )
    )
    return "".join(parts)


def test_few_are_called_few_and_many_have_their_interval() -> None:
    few = made(LookedAt(language="en", abstained=False, posts=29))
    assert "too few to say: 29 of 29" in few
    assert "100%" not in few
    wrong = Changed(head=Head.URGENCY, language="en", before="high", after="normal", posts=12)
    many = made(LookedAt(language="en", abstained=False, posts=100), changed=(wrong,))
    assert "88% (80 to 93), 88 of 100" in many
    assert "high to normal (12)" in many
    assert many.count("never changed") == len(Head) - 1


def test_each_language_has_a_row_and_few_posts_no_share() -> None:
    html = made(
        LookedAt(language="nl", abstained=False, posts=80),
        LookedAt(language="en", abstained=False, posts=5),
    )
    assert '<th scope="row">Dutch</th><td>80</td><td>100% (95 to 100)</td>' in html
    assert '<th scope="row">English</th><td>5</td><td>–</td>' in html


def test_what_is_counted_and_what_it_does_not_say_stand_above_the_figures() -> None:
    html = made(
        LookedAt(language="en", abstained=False, posts=40),
        LookedAt(language="en", abstained=True, posts=2),
    )
    assert "Counted are 42 posts of the last 90 days" in html
    assert "On 2 of them the model was not sure" in html
    assert html.index("not how often the model is right") < html.index("<table")


def test_without_posts_it_says_so() -> None:
    assert "No post was judged yet." in made(version=None)
    assert "in the last 90 days" in made()


@pytest.fixture(scope="module")
def corrected(world: World) -> None:
    """Forty posts on which an agent changed a label, some of them in Dutch."""
    for number in range(40):
        language = "nl" if number % 4 == 0 else "en"
        found = judged(Urgency.NORMAL, Topic.BILLING, language=language)
        case_id = world.post(f"Corrected {number}", f"my bill {number}", found=found)
        post = next(
            row.id
            for row in world.rows(Mention)
            if isinstance(row, Mention) and row.case_id == case_id
        )
        topic = "refund" if number % 3 == 0 else "account"
        corrections.correct(world.app, world.users["ann"], post or 0, Head.TOPIC, topic)


def opened(open_page: OpenPage, size: tuple[int, int], scheme: Scheme) -> Page:
    page = open_page("ada", "/health", size=size, scheme=scheme)
    page.get_by_text("How often people change what it says").click()
    expect(page.get_by_role("rowheader", name="Topic")).to_be_visible()
    return page


@pytest.mark.thorough
@pytest.mark.usefixtures("corrected")
def test_the_card_is_read_on_a_phone_and_by_axe(open_page: OpenPage) -> None:
    for scheme in SCHEMES:
        for size in (PHONE, DESKTOP):
            page = opened(open_page, size, scheme)
            expect(page.get_by_text("test-1 judges.")).to_be_visible()
            expect(
                page.get_by_text("billing to account (26), billing to refund (14)")
            ).to_be_visible()
            cell = page.get_by_role("cell", name="billing to account")
            expect(cell).to_have_css("display", "flex" if size == PHONE else "table-cell")
            often = cell.bounding_box()
            assert often is not None
            assert often["x"] >= 0
            assert often["x"] + often["width"] <= size[0]
            assert findings(page) == []
            assert overflow(page) <= 0
            if folder := os.environ.get("CARD_PICTURES"):
                page.screenshot(path=f"{folder}/card-{size[0]}-{scheme}.png", full_page=True)
