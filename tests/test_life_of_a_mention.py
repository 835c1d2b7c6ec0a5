"""The whole flow with real parts: practice network, tweepy, facebook-sdk, the model, a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from domain.case import CaseEventKind, CaseStatus
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor, Role
from domain.text import clean
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.network import Network
from listenpost.services import accounts, case_view, inbox, ingest
from listenpost.services.app import App
from listenpost.services.inbox import InboxView
from listenpost.services.respond import ReplyForm, send
from listenpost.settings import load_settings
from storage.models import Case, Mention, SkippedItem

MODEL = Path(__file__).parents[1] / "classifier" / "model" / "model.onnx"
pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")

DOWN = "my internet has been down since this morning and nobody answers, please help"
THANKS = "Works again, thank you so much, great service!"
ANSWER = "Hi, sorry! A colleague is looking into it and answers here."
CENTURY = 100 * 365 * 86_400.0
HOSTILE: dict[str, str] = {
    "empty": "",
    "blank": " \n\t ",
    "emoji": "\U0001f621\U0001f621\U0001f621",
    "right to left": "\u202eabc\u202c \u200fمرحبا، لا يعمل",
    "nul": "NUL \x00 in kestrelia",
    "lone surrogate": "a lone \ud800 surrogate, \udfff kestrelia",
    "html": "<script>alert(1)</script> <img src=x onerror=alert(1)> kestrelia",
    "markdown": "[click](javascript:alert(1)) **bold** ![x](http://127.0.0.1/track.png)",
    "link": "javascript:alert(document.cookie) data:text/html,<b>x</b>",
    "formula": '=HYPERLINK("http://127.0.0.1";"x")',
    "percent": "%s %(name)s {0} {name} $HOME `id`",
    "combining": "e" + "\u0301" * 500,
    "long": "x" * 100_000,
    "long words": "kestrelia is down " * 6_000,
}


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
    user_id = accounts.add_user(app, name="ann", password="correct horse battery", role=Role.AGENT)
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


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_hostile_posts_are_stored_or_counted_and_stop_nothing(
    app: App, practice: Network, agent: Actor, platform: str
) -> None:
    own = "@kestrelia " if platform == "x" else ""
    posts: dict[str, str] = {}
    for name, text in HOSTILE.items():
        made = practice.tell("posts", network=platform, name=f"Person {name}", text=own + text)
        posts[made["external_id"]] = clean(own + text)
    for name, lie in {"Future": CENTURY, "Ancient": -CENTURY, "Epoch": None}.items():
        at = 0 if lie is None else time.time() + lie
        made = practice.tell(
            "posts", network=platform, name=name, text=own + DOWN, created_at=max(at, 0)
        )
        posts[made["external_id"]] = own + DOWN
    practice.tell("faults", effect="malformed", count=2, match={"network": platform})
    practice.tell("faults", effect="duplicates", count=4, match={"network": platform})
    practice.tell("faults", effect="shuffled", count=4, match={"network": platform})

    def all_judged() -> dict[str, Mention]:
        found = stored(app, platform)
        return found if found.keys() >= posts.keys() and all_done(found) else {}

    found = eventually(app, all_judged)
    for name, text in posts.items():
        assert same_words(found[name].text, text), name
    with app.database.read() as session:
        skipped = session.exec(select(SkippedItem)).all()
        cases = session.exec(select(Case)).all()
    assert skipped
    assert all(item.reason for item in skipped)
    assert len(cases) >= 2
    for case in cases:
        seen = case_view.view(app, agent, case.id or 0)
        assert seen.row.waiting_since is None or seen.row.waiting_since <= app.clock.now()
        assert len(seen.row.title) <= 120
        assert "\n" not in seen.row.title


def stored(app: App, platform: str) -> dict[str, Mention]:
    """Every stored post of the network by its id."""
    with app.database.read() as session:
        heard = session.exec(select(Mention).where(Mention.platform == platform)).all()
    assert len({mention.external_id for mention in heard}) == len(heard)
    return {mention.external_id: mention for mention in heard}


def all_done(found: dict[str, Mention]) -> bool:
    return all(mention.triaged_at for mention in found.values())


def same_words(ours: str, theirs: str) -> bool:
    """X trims; what is too long for us is cut with an ellipsis."""
    return ours.split() == theirs.split() and "\x00" not in ours and len(ours) <= 20_000


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_a_reply_whose_answer_never_arrives_is_public_once(
    app: App, practice: Network, agent: Actor, platform: str
) -> None:
    text = f"@kestrelia {DOWN}" if platform == "x" else DOWN
    practice.tell("posts", network=platform, name="Jo Miller", text=text)
    case_id = eventually(app, lambda: inbox.take_next(app, agent))
    match = {"network": platform, "method": "POST"}
    practice.tell("faults", effect="drop_after", count=1, match=match)
    seen = case_view.view(app, agent, case_id)
    send(
        app,
        agent,
        ReplyForm(case_id=case_id, version=seen.version, kind=ReplyKind.PUBLIC, text=ANSWER),
    )
    eventually(app, lambda: status(app, case_id) is CaseStatus.WAITING)
    assert [reply["text"] for reply in practice.ask("books")["replies"]] == [ANSWER]
    thread = case_view.view(app, agent, case_id).thread
    assert [item.reply_status for item in thread if item.by == "brand"] == [ReplyStatus.SENT]


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_an_answer_by_hand_in_the_networks_own_app_is_recognised(
    app: App, practice: Network, agent: Actor, platform: str
) -> None:
    text = f"@kestrelia {DOWN}" if platform == "x" else DOWN
    posted = practice.tell("posts", network=platform, name="Jo Miller", text=text)
    case_id = eventually(app, lambda: inbox.take_next(app, agent))
    practice.tell("native", external_id=posted["external_id"], text="Sorry! Fixed in an hour.")
    eventually(app, lambda: status(app, case_id) is CaseStatus.WAITING)
    kinds = [item.kind for item in case_view.view(app, agent, case_id).history]
    assert CaseEventKind.ANSWERED_ELSEWHERE in kinds
    assert inbox.counts(app, agent)[InboxView.TO_ANSWER] == 0


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_a_post_that_is_gone_cannot_be_answered_and_a_person_sees_why(
    app: App, practice: Network, agent: Actor, platform: str
) -> None:
    text = f"@kestrelia {DOWN}" if platform == "x" else DOWN
    posted = practice.tell("posts", network=platform, name="Jo Miller", text=text)
    case_id = eventually(app, lambda: inbox.take_next(app, agent))
    practice.tell("delete", external_id=posted["external_id"])
    seen = case_view.view(app, agent, case_id)
    send(
        app,
        agent,
        ReplyForm(case_id=case_id, version=seen.version, kind=ReplyKind.PUBLIC, text=ANSWER),
    )
    eventually(app, lambda: inbox.counts(app, agent)[InboxView.CHECK])
    row = case_view.view(app, agent, case_id).row
    assert (row.attention or "").startswith("The reply was not sent: ")
    assert practice.ask("books")["replies"] == []
