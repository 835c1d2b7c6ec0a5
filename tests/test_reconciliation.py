"""The ledger and the practice network's books say the same of every mention; in small."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from benchmarks.reconcile import reconcile
from domain.ledger import Reason, Settlement
from domain.role import Actor, Role
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.network import Network
from listenpost.services import accounts, case_view, inbox, ingest, ledger
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm, send
from listenpost.settings import load_settings
from storage.models import LedgerEntry

MODEL = Path(__file__).parents[1] / "classifier" / "model" / "model.onnx"
pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")
DOWN = "my internet has been down since this morning and nobody answers, please help"


@pytest.fixture(scope="module")
def practice() -> Iterator[Network]:
    with network.running(["--empty"]) as running:
        yield running


@pytest.fixture
def app(practice: Network, tmp_path: Path) -> Iterator[App]:
    address = f"sqlite:///{tmp_path}/ledger.db"
    text = installation.settings_text(practice, database_url=address, port=0, tick=1)
    practice.tell("reset")  # one network serves both tests, in any order
    made = build(load_settings(installation.write_settings(tmp_path, text)))
    tasks.start(made)
    yield made
    made.database.engine.dispose()


def work(app: App, *, until: int) -> None:
    """Poll and judge until the ledger has this many requests."""
    deadline = time.monotonic() + 30
    while ledger.compute(app, ledger.period(app, since=ledger.FIRST)).needed < until:
        assert time.monotonic() < deadline, "not everything was heard"
        for name in app.listeners:
            ingest.poll(app, name)
        tasks.judge(app)


def ask(practice: Network, name: str, **more: object) -> str:
    """A customer asks for help on the brand's page; returns the post's id."""
    asked = practice.tell("posts", network="facebook", name=name, text=f"{DOWN} ({name})", **more)
    return str(asked["external_id"])


def test_every_row_is_the_same_on_both_sides(app: App, practice: Network) -> None:
    ask(practice, "Ann")
    by_hand, gone, sorted_, _ = (ask(practice, name) for name in ("Bob", "Cem", "Dora", "Eve"))
    work(app, until=5)
    agent = Actor(
        id=accounts.add_user(app, name="ann", password="correct horse battery", role=Role.AGENT),
        name="ann", display_name="Ann", role=Role.AGENT,
    )  # fmt: skip
    first = inbox.take_next(app, agent)
    assert first is not None
    seen = case_view.view(app, agent, first)
    form = ReplyForm(
        case_id=first, version=seen.version, kind=next(iter(seen.choices)), text="We look into it."
    )
    answered = seen.target.external_id
    send(app, agent, form)
    tasks.deliver(app)
    others = [one for one in (by_hand, gone, sorted_) if one != answered]
    practice.tell("native", external_id=others[0], text="Sorry! Please switch it off and on.")
    practice.tell("delete", external_id=others[1])
    deadline = time.monotonic() + 30
    while reconcile(app, practice)["rows"]["answered_natively"]["ledger"] < 1:
        assert time.monotonic() < deadline, "the answer by hand was not heard"
        for name in app.listeners:
            ingest.poll(app, name)
        tasks.judge(app)
    found = reconcile(app, practice)
    assert found["agrees"], found
    report = ledger.compute(app, ledger.period(app, since=ledger.FIRST))
    parts = (report.settled, report.pending, report.ignored)
    assert {row.value: n for part in parts for row, n in part.items() if n} == {
        Settlement.ANSWERED_HERE: 1,
        Settlement.ANSWERED_NATIVELY: 1,
        Settlement.WITHDRAWN: 1,
        Reason.NOT_DUE: 2,
    }


def test_a_row_that_is_wrong_is_found(app: App, practice: Network) -> None:
    ask(practice, "Ann")
    work(app, until=1)
    assert reconcile(app, practice)["agrees"]
    with app.database.write() as session:
        for entry in session.exec(select(LedgerEntry)):
            entry.settlement = Settlement.ANSWERED_HERE
    found = reconcile(app, practice)
    assert not found["agrees"]
    assert found["differences"] == 1
