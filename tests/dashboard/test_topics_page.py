"""A brand's own topics in the browser: a lead makes one, an agent says what a post is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from playwright.sync_api import expect

from domain.classification import Classification, Topic, Urgency
from listenpost.services import brand_topics, topic_learning
from storage.models import BrandTopic, BrandTopicExample
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged
from tests.listenpost.services.themed import Themed


def found(text: str) -> Classification:
    """As the model would judge it, with a vector that its theme can be told by."""
    (themed,) = Themed(version="test-1").classify([text])
    plain = judged(Urgency.NORMAL, Topic.OTHER)
    return replace(plain, embedding=themed.embedding)


@pytest.fixture(autouse=True)
def no_topics_afterwards(world: World) -> Iterator[None]:
    """Other tests' pages are without topics."""
    yield
    for row in world.rows(BrandTopic):
        assert isinstance(row, BrandTopic)
        if row.removed_at is None and row.id is not None:
            brand_topics.remove(world.app, world.users["lea"], row.id)


def post(world: World, author: str, text: str) -> int:
    return world.post(author, text, found=found(text))


def learn(world: World) -> None:
    """What a worker does; the dashboard's own process loads no model."""
    for row in world.rows(BrandTopicExample):
        assert isinstance(row, BrandTopicExample)
        if row.text:
            world.classifier.answers[row.text] = found(row.text)
    while topic_learning.run(world.app):
        pass


def test_a_lead_makes_a_topic_that_an_agent_names_and_the_inbox_finds(
    world: World, open_page: OpenPage
) -> None:
    for number in range(25):
        post(world, f"Other {number}", f"ocelot {number} is something else")
    cases = [post(world, f"Roamer {number}", f"roaming bill {number}") for number in range(4)]

    page = open_page("lea", "/topics")
    page.get_by_role("textbox", name="Name").fill("Roaming <b>abroad</b>")
    page.get_by_role("button", name="Add the topic").click()
    expect(page.get_by_text("3 more examples are needed")).to_be_visible()

    agent = open_page("ann", f"/inbox?case={cases[0]}")
    expect(agent.get_by_text("None of your own topics.")).to_be_visible()
    about = agent.locator(".st-key-brand_topic")
    about.get_by_text("Roaming <b>abroad</b>").click()
    expect(agent.get_by_text("a person said so")).to_be_visible()
    expect(agent.get_by_text("Roaming <b>abroad</b>").first).to_be_visible()

    page.get_by_role("button", name="Open", exact=True).click()
    for text in ("roaming in Rome", "no roaming at all"):
        page.get_by_role("textbox", name="Words that a customer").fill(text)
        page.get_by_role("button", name="Add the example").click()
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    learn(world)
    expect(page.get_by_text("These are few")).to_be_visible()
    page.reload()
    likely = page.get_by_text(re.compile(r"^\d+ % likely$|^\d+% likely$"))
    expect(likely.first).to_be_visible()
    page.get_by_role("button", name="About it", exact=True).first.click()
    expect(page.get_by_text("Noted.").first).to_be_visible()

    late = post(world, "Late Roamer", "roaming bill again")
    topic = world.case(late).brand_topic_id
    assert topic is not None
    inbox = open_page("ann", f"/inbox?about={topic}&search=again")
    expect(inbox.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    inbox.get_by_role("button", name="Filter (1)").click()
    expect(inbox.get_by_text("Roaming <b>abroad</b>").first).to_be_visible()

    agent.goto(f"/inbox?case={late}")
    agent.get_by_role("button", name=re.compile("^Not about Roaming")).click()
    expect(agent.get_by_text("None of your own topics.")).to_be_visible()
    assert world.case(late).brand_topic_id is None

    pulse = open_page("mia", f"/pulse?about={topic}")
    expect(pulse.get_by_role("button", name="Filter (1)")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_topic_can_be_used_by_everybody_on_a_phone_too(
    world: World, open_page: OpenPage, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    lea = world.users["lea"]
    for number in range(25):
        post(world, f"Filler {number}", f"numbat {number} is something else")
    topic = brand_topics.save(
        world.app, lea, name=f"The card {scheme}", description="Lost, late, or refused."
    )
    for number in range(4):
        brand_topics.add_text(world.app, lea, topic, f"my card {number} is lost")
    case = post(world, f"Carder {scheme}", f"my card is late, {scheme}")
    learn(world)
    for path in ("/topics", f"/topics?topic={topic}", f"/inbox?case={case}"):
        page = open_page("ada", path, size=size, scheme=scheme)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        if "topic=" in path:
            expect(page.get_by_text("my card 3 is lost")).to_be_visible()
            expect(page.get_by_text("Recall")).to_be_visible()
        if "case=" in path:
            expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
        assert findings(page) == []
        assert overflow(page) <= 0
