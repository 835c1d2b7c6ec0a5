"""The whole flow with real parts: practice network, tweepy, facebook-sdk, the model, a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from domain.case import CaseStatus
from domain.reply import ReplyKind
from domain.role import Actor, Role
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.network import Network
from listenpost.services import accounts, case_view, inbox, ingest
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm, send
from listenpost.settings import load_settings
from storage.models import Case, Mention, SkippedItem

MODEL = Path(__file__).parents[1] / "classifier" / "model" / "model.onnx"
pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")

DOWN = "my internet has been down since this morning and nobody answers, please help"
THANKS = "Works again, thank you so much, great service!"
ANSWER = "Hi, sorry! A colleague is looking into it and answers here."
HOSTILE = [
    "\U0001f621\U0001f621\U0001f621",
    "\u202eabc\u202c \u200fمرحبا",
    "NUL \x00 and a lone surrogate \ud800 kestrelia",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> kestrelia",
    "[click](javascript:alert(1)) **bold** ![x](http://127.0.0.1/track.png)",
    "x" * 100_000,
]


@pytest.fixture(scope="module")
def practice() -> Iterator[Network]:
    with network.running(["--empty"]) as running:
        yield running


@pytest.fixture
def app(practice: Network, database_url: str, tmp_path: Path) -> Iterator[App]:
    practice.tell("reset")
    text = installation.settings_text(practice, database_url=database_url, port=0, tick=1)
    made = build(load_settings(installation.write_settings(tmp_path, text)))
    tasks.start(made)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def agent(app: App) -> Actor:
    user_id = accounts.add_user(app, name="ann", password="correct horse", role=Role.AGENT)
    return Actor(id=user_id, name="ann", display_name="Ann", role=Role.AGENT)


def work(app: App) -> None:
    """What a worker does at one tick, whatever is due."""
    for name in app.listeners:
        ingest.poll(app, name)
    tasks.judge(app)
    tasks.deliver(app)


def eventually(app: App, look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 30
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing came of it"
        work(app)
        time.sleep(0.1)
    return found


def status(app: App, case_id: int) -> CaseStatus:
    with app.database.read() as session:
        return session.get_one(Case, case_id).status


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_a_request_is_heard_judged_answered_once_and_settled_by_its_customer(
    app: App, practice: Network, agent: Actor, platform: str
) -> None:
    text = f"@kestrelia {DOWN}" if platform == "x" else DOWN
    reaction = {"kind": "thank", "after_minutes": 0.02, "text": THANKS}
    posted = practice.tell(
        "posts", network=platform, name="Jo Miller", text=text, reactions=[reaction]
    )
    case_id = eventually(app, lambda: inbox.take_next(app, agent))
    seen = case_view.view(app, agent, case_id)
    assert seen.row.urgency.rank >= 1
    assert seen.suggestion.language == "en"

    form = ReplyForm(case_id=case_id, version=seen.version, kind=ReplyKind.PUBLIC, text=ANSWER)
    send(app, agent, form)
    eventually(app, lambda: status(app, case_id) is CaseStatus.RESOLVED)
    replies = practice.ask("books")["replies"]
    assert [(r["text"], r["to_external_id"]) for r in replies] == [(ANSWER, posted["external_id"])]
    thread = case_view.view(app, agent, case_id).thread
    assert [item.by for item in thread] == ["customer", "brand", "customer"]


def test_hostile_posts_are_stored_and_stop_nothing(app: App, practice: Network) -> None:
    for number, text in enumerate(HOSTILE):
        practice.tell("posts", network="facebook", name=f"Person {number}", text=text)
    practice.tell("posts", network="facebook", name="Old", text=DOWN, created_at=0)
    practice.tell("faults", effect="malformed", count=3)
    wanted = len(HOSTILE) + 1

    def stored() -> list[Mention]:
        with app.database.read() as session:
            heard = session.exec(select(Mention).where(Mention.platform == "facebook")).all()
        done = [mention for mention in heard if mention.triaged_at is not None]
        return done if len(done) >= wanted else []

    texts = {mention.text for mention in eventually(app, stored)}
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert not any("\x00" in text or "\ud800" in text for text in texts)
    assert max(map(len, texts)) <= 20_000
    with app.database.read() as session:
        assert all(item.reason for item in session.exec(select(SkippedItem)).all())
