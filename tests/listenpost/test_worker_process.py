"""The worker as a process: it ends cleanly when told to, and being killed loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select

from domain.reply import ReplyKind
from domain.role import Actor, Role
from listenpost import bootstrap, tasks
from listenpost.demo import installation
from listenpost.demo.network import Network
from listenpost.services import inbox, respond
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from listenpost.supervisor import COMMANDS, Supervisor
from sandbox.server import running
from storage import jobs
from storage.engine import Database, make_database
from storage.models import Case, Mention, Reply, User

MODEL = Path(bootstrap.__file__).parents[1] / "classifier" / "model" / "model.onnx"
needs_model = pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")
PATIENCE = 60.0
DOWN = "@kestrelia my internet has been down since this morning, please help ({})"


@contextmanager
def worker(folder: Path, *options: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`listenpost worker` in this folder."""
    log = folder / "worker.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "listenpost", "worker", *(options or ("--name", "one"))],
            cwd=folder,
            stderr=output,
            env=os.environ | {"LISTENPOST_WORKER__TICK": "0.1"} | environment,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def eventually(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.02)


def said(folder: Path) -> str:
    return (folder / "worker.log").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_its_work_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with worker(tmp_path) as process:
        eventually(lambda: "worker.started" in said(tmp_path))
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
    assert "worker.stopped" in said(tmp_path)
    assert "error" not in said(tmp_path)
    assert "Traceback" not in said(tmp_path)


@pytest.fixture
def practice() -> Iterator[Network]:
    with running() as url, httpx.Client() as client:
        yield Network(url=url, client=client)


@pytest.fixture
def app(practice: Network, tmp_path: Path) -> Iterator[App]:
    with installed(practice, tmp_path, f"sqlite:///{tmp_path / 'listenpost.db'}") as made:
        yield made


@contextmanager
def installed(practice: Network, folder: Path, url: str) -> Iterator[App]:
    written = installation.settings_text(practice, database_url=url, port=0, tick=0.1)
    made = bootstrap.build(load_settings(installation.write_settings(folder, written)))
    tasks.start(made)
    yield made
    made.database.engine.dispose()


def stored(database: Database) -> list[Mention]:
    with database.read() as session:
        return list(session.exec(select(Mention)).all())


@needs_model
def test_kill_9_and_a_restart_lose_and_repeat_nothing(
    app: App, practice: Network, tmp_path: Path
) -> None:
    published = [
        practice.tell("posts", network="x", name=f"Jo {n}", text=DOWN.format(n))["external_id"]
        for n in range(25)
    ]
    with worker(tmp_path) as process:
        eventually(lambda: len(stored(app.database)) > 0)
        process.kill()
    published += [
        practice.tell("posts", network="facebook", name=f"Al {n}", text=DOWN.format(n))[
            "external_id"
        ]
        for n in range(5)
    ]
    ann = _agent(app)
    for _ in range(2):
        with worker(tmp_path) as process:
            eventually(lambda: inbox.take_next(app, ann) is not None)
            _answer(app, ann)
            eventually(lambda: practice.ask("books")["replies"])
            process.kill()
    with worker(tmp_path) as process:
        eventually(lambda: len(stored(app.database)) >= 30 and _judged(app.database))
        eventually(lambda: _settled(app.database))
        process.terminate()
        assert process.wait(PATIENCE) == 0
    heard = Counter(mention.external_id for mention in stored(app.database) if not mention.by_brand)
    assert set(heard) >= set(published)
    assert set(heard.values()) == {1}
    answered = Counter(reply["to_external_id"] for reply in practice.ask("books")["replies"])
    assert set(answered.values()) == {1}
    with app.database.read() as session:
        approved = session.exec(select(Reply)).all()
    assert len(answered) == len(approved)


FLEET = {
    "LISTENPOST_WORKER__ENGINE": "procrastinate",
    "LISTENPOST_WORKER__LEASE": "6",
    "LISTENPOST_CLASSIFIER__BATCH": "2",
}


@needs_model
@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_of_two_workers_of_a_fleet_one_is_killed_and_nothing_is_lost_or_told_twice(
    practice: Network, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FLEET.items():
        monkeypatch.setenv(name, value)
    published = {
        practice.tell("posts", network="x", name=f"Jo {n}", text=DOWN.format(n))["external_id"]
        for n in range(30)
    }
    with installed(practice, tmp_path, database_url) as app:
        with (
            worker(tmp_path) as doomed,
            worker(tmp_path, "--queues", "poll,judge,deliver") as other,
        ):
            eventually(lambda: any(one.triaged_at for one in stored(app.database)))
            doomed.kill()
            eventually(lambda: len(stored(app.database)) >= 30 and _judged(app.database))
            _answer(app, _agent(app))
            eventually(lambda: practice.ask("books")["replies"])
            other.terminate()
            assert other.wait(PATIENCE) == 0
        heard = [one.external_id for one in stored(app.database) if not one.by_brand]
        assert sorted(heard) == sorted(published)
        assert len(practice.ask("books")["replies"]) == 1
        with app.database.write() as session:
            session.execute(text(f"DROP SCHEMA {jobs.SCHEMA} CASCADE"))
    assert "error" not in said(tmp_path)


def _agent(app: App) -> Actor:
    with app.database.write() as session:
        user = User(
            name="ann",
            display_name="Ann",
            role=Role.AGENT,
            password_hash="-",
            created_at=app.clock.wall(),
        )
        session.add(user)
    return Actor(id=user.id or 0, name="ann", display_name="Ann", role=Role.AGENT)


def _answer(app: App, actor: Actor) -> None:
    case_id = inbox.take_next(app, actor)
    assert case_id is not None
    with app.database.read() as session:
        version = session.get_one(Case, case_id).version
    words = "We are on it, sorry for the trouble."
    form = respond.ReplyForm(case_id=case_id, version=version, kind=ReplyKind.PUBLIC, text=words)
    respond.send(app, actor, form)


def _judged(database: Database) -> bool:
    return all(mention.triaged_at for mention in stored(database))


def _settled(database: Database) -> bool:
    with database.read() as session:
        return {reply.status for reply in session.exec(select(Reply)).all()} == {"sent"}


# The supervisor


@pytest.fixture
def short_lived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A process that writes a line when it starts and when it is told to end."""
    marks = tmp_path / "marks"
    program = (
        "import signal, sys, time, os\n"
        f"note = lambda word: open({str(marks)!r}, 'a').write(word + '\\n')\n"
        "signal.signal(signal.SIGTERM, lambda *_: (note('ended'), sys.exit(0)))\n"
        f"note('started with ' + os.environ[{FILE_VARIABLE!r}])\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setitem(COMMANDS, "worker", ("-c", program))
    monkeypatch.setattr("listenpost.supervisor.RESTART_PAUSE", 0.01)
    return marks


def test_the_supervisor_starts_what_died_again_and_ends_all(short_lived: Path) -> None:
    settings = short_lived.parent / "listenpost.toml"

    def marks() -> list[str]:
        return short_lived.read_text().splitlines() if short_lived.exists() else []

    with Supervisor(settings) as supervisor:
        supervisor.start("worker")
        eventually(lambda: len(marks()) == 1)
        process = supervisor._processes["worker"]
        process.kill()
        process.wait(PATIENCE)
        supervisor._restart_dead()
        eventually(lambda: len(marks()) == 2)
        time.sleep(0.1)  # its signal handler stands before it writes
    assert marks() == [f"started with {settings}"] * 2 + ["ended"]


def test_a_database_made_by_a_worker_is_ready_for_others(tmp_path: Path) -> None:
    with worker(tmp_path) as process:
        eventually(lambda: "worker.started" in said(tmp_path))
        process.terminate()
        process.wait(PATIENCE)
    database = make_database(f"sqlite:///{tmp_path / 'listenpost.db'}")
    assert stored(database) == []
    database.engine.dispose()
