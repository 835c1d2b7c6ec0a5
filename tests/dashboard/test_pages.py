"""Every page runs for everybody who may see it, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import asgi, desk, session
from domain.classification import Sentiment, Topic, Urgency
from domain.errors import NotAllowed, PlatformUnavailable
from domain.role import Actor
from listenpost.services import case_mark, pulse
from listenpost.services.app import App
from listenpost.services.case_mark import CaseMark
from listenpost.settings import Settings
from tests.dashboard.world import PEOPLE, World, judged

FIRST = {"mia": "Pulse", "max": "Ignored"}


@pytest.fixture(autouse=True)
def _desk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=world.app, settings=Settings()))


def run(monkeypatch: pytest.MonkeyPatch, actor: Actor | None, **query: str) -> AppTest:
    monkeypatch.setattr(session, "actor", lambda: actor)
    page = AppTest.from_file(str(asgi.SCRIPT), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


@pytest.mark.parametrize("name", list(PEOPLE))
def test_everybody_begins_on_the_page_of_the_role(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    page = run(monkeypatch, world.users[name])
    assert [error.value for error in page.exception] == []
    assert page.title[0].value == FIRST.get(name, "Inbox")


def test_without_a_session_there_is_a_way_to_sign_in_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = run(monkeypatch, None)
    assert "Your session has ended" in page.warning[0].value
    assert not page.title


def test_a_thread_is_shown_as_plain_text(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "**not bold** <b>x</b> [l](javascript:x)"
    case_id = world.post("Paul Plain", text, found=judged(Urgency.HIGH, Topic.ORDER))
    page = run(monkeypatch, world.users["ann"], case=str(case_id))
    assert [error.value for error in page.exception] == []
    assert [item.value for item in page.text] == [text]


def test_a_click_counts_though_the_case_changes_while_it_is_drawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is drawn anew when it sees the change, and what was clicked is forgotten then."""
    found = judged(Urgency.HIGH, Topic.ORDER)
    case_id = world.post("Mona Meanwhile", "a margay, please", found=found)
    page = run(monkeypatch, world.users["ann"], case=str(case_id))
    before = case_mark.mark(world.app, world.users["ann"], case_id)
    assert before is not None
    marks = [before, replace(before, version=before.version + 1)]

    def mark(app: App, actor: Actor, number: int) -> CaseMark | None:
        return marks.pop(0) if marks else before

    monkeypatch.setattr(case_mark, "mark", mark)
    page.text_area[0].set_value("she rang")
    next(one for one in page.button if one.label == "Add note").click().run()
    assert "she rang" in [one.value for one in page.text]


@dataclass
class Parrot:
    """A machine that translates by naming the language, until it has trouble."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    trouble: bool = False

    def translate(self, text: str, into: str) -> str:
        self.asked.append((text, into))
        if self.trouble:
            raise PlatformUnavailable("The translation service has trouble (503).")
        return f"{into}: {text}"


def test_a_post_in_another_language_is_translated_below_itself_when_one_asks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Parrot()
    app = replace(world.app, translator=machine)
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=app, settings=Settings()))
    found = judged(Urgency.HIGH, Topic.ORDER, language="cs")
    case_id = world.post("Tereza Tichá", "kde je můj **balík**", found=found)
    page = run(monkeypatch, world.users["ann"], case=str(case_id))
    assert machine.asked == []
    page = page.toggle(f"translate-{case_id}").set_value(True).run()
    original = "kde je můj **balík**"
    assert [item.value for item in page.text] == [original, f"en: {original}"]
    assert machine.asked == [(original, "en")]
    assert len(page.run().text) == 2
    assert len(machine.asked) == 1


def test_a_translation_that_fails_is_said_once_and_not_tried_at_each_refresh(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Parrot(trouble=True)
    app = replace(world.app, translator=machine)
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=app, settings=Settings()))
    found = judged(Urgency.HIGH, Topic.ORDER, language="cs")
    for number in range(2):
        text = f"kde je balík {number}"
        case_id = world.post("Tomáš Trpělivý", text, found=found, thread="balik")
    page = run(monkeypatch, world.users["ann"], case=str(case_id))
    switch = f"translate-{case_id}"
    page = page.toggle(switch).set_value(True).run().run()
    assert len(machine.asked) == 1
    assert [one.value for one in page.caption if "service has trouble" in one.value]
    machine.trouble = False
    page = page.toggle(switch).set_value(False).run().toggle(switch).set_value(True).run()
    assert "en: kde je balík 1" in [item.value for item in page.text]


def test_a_post_in_the_readers_own_language_offers_no_translation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = replace(world.app, translator=Parrot())
    monkeypatch.setattr(desk, "_desk", desk.Desk(built=app, settings=Settings()))
    case_id = world.post("Enid English", "hello", found=judged(Urgency.HIGH, Topic.ORDER))
    page = run(monkeypatch, world.users["ann"], case=str(case_id))
    assert f"translate-{case_id}" not in [one.key for one in page.toggle]


def test_the_pulse_counts_the_newest_judgement_of_each_post_by_day(world: World) -> None:
    before = pulse.read(world.app, world.users["mia"])
    for minutes, mood in ((5, Sentiment.NEGATIVE), (2 * 1440, Sentiment.POSITIVE)):
        found = judged(Urgency.NONE, Topic.OTHER, sentiment=mood, language="eo")
        world.post("Pia Pulse", f"esperanto {mood}", found=found, minutes_ago=minutes)
    after = pulse.read(world.app, world.users["mia"])
    assert after.languages["eo"] == {
        Sentiment.NEGATIVE: 1,
        Sentiment.NEUTRAL: 0,
        Sentiment.POSITIVE: 1,
    }
    assert len(after.days) == 7
    assert sum(after.counts.values()) == sum(before.counts.values()) + 2
    assert sum(sum(day.counts.values()) for day in after.days) == sum(after.counts.values())


def test_the_pulse_is_for_those_who_read_reports(world: World) -> None:
    with pytest.raises(NotAllowed):
        pulse.read(world.app, world.users["ann"])
