"""Alive and ready: each state is brought about, and strangers learn no more than its word."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient
from structlog.typing import EventDict

import classifier
from domain.errors import ConfigurationError
from domain.heartbeat import TICK, Unready
from domain.work import Work
from listenpost import bootstrap, scheduler, tasks, vitals, webhooks
from listenpost.services import readiness
from listenpost.services.app import App
from listenpost.services.readiness import Readiness
from listenpost.settings import Settings
from listenpost.settings.monitoring import MonitoringSettings
from listenpost.settings.webhooks import WebhookSettings
from storage import migrate
from storage.engine import Database, make_database
from tests.fakes import MINUTE, Office

MODEL = Path(classifier.__file__).parent / "model"
TOKEN = "a-token-of-some-length"
NOWHERE = "postgresql://listenpost:s3cr3t@127.0.0.1:9/listenpost"


def door(app: App, **monitoring: object) -> TestClient:
    chosen = MonitoringSettings.model_validate(monitoring)
    return TestClient(webhooks.make_app(app, WebhookSettings(), chosen))


def answer(client: TestClient, path: str = vitals.READYZ) -> tuple[int, object]:
    found = client.get(path)
    return found.status_code, found.json()


def unready(why: Unready) -> tuple[int, object]:
    return 503, {"ok": False, "why": why.value}


READY = (200, {"ok": True})


@pytest.fixture
def engine_name() -> str:
    """One will do: the states are brought about by other means, and nothing here is SQL."""
    return "sqlite"


@pytest.fixture
def own_file(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """A database that a test may break."""
    file = tmp_path / "own.db"
    shutil.copyfile(migrated_sqlite, file)
    found = make_database(f"sqlite:///{file}")
    yield found
    found.engine.dispose()


@pytest.fixture
def working(office: Office) -> Office:
    """As a worker that came round once."""
    scheduler.make_scheduler(office.app, tick=MINUTE)
    tasks.judge(office.app)
    return office


def at_once(app: App, *, works: bool = False, patience: float = 20) -> Readiness:
    """Readiness that looks anew each time."""
    return Readiness(app, works=works, lasts=0, patience=patience)


# --- each state


def test_an_installation_that_is_well_is_alive_and_ready(working: Office) -> None:
    client = door(working.app)
    assert answer(client, vitals.HEALTHZ) == READY
    assert answer(client) == READY
    assert at_once(working.app, works=True).trouble() is None


def test_a_database_that_cannot_be_reached(office: Office) -> None:
    database = make_database(NOWHERE)
    client = door(replace(office.app, database=database))
    assert answer(client) == unready(Unready.DATABASE)
    assert answer(client, vitals.HEALTHZ) == READY  # starting again would mend nothing
    database.engine.dispose()


def test_a_database_whose_file_is_gone(office: Office, own_file: Database) -> None:
    app = replace(office.app, database=own_file)
    assert at_once(app).trouble() is None
    Path(own_file.engine.url.database or "").unlink()
    assert at_once(app).trouble() is Unready.DATABASE


def test_a_database_that_hangs_is_told_in_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(migrate, "is_current", lambda _: over.wait(20))
    found = at_once(office.app, patience=0.01)
    assert found.trouble() is Unready.DATABASE
    assert found.trouble() is Unready.DATABASE
    over.set()


@pytest.mark.parametrize("revision", ["0001", "9999"], ids=["older", "newer"])
def test_a_schema_of_another_version(office: Office, own_file: Database, revision: str) -> None:
    with own_file.write() as session:
        session.connection().execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )
    client = door(replace(office.app, database=own_file))
    assert answer(client) == unready(Unready.SCHEMA)


def test_a_model_file_that_is_damaged(working: Office, tmp_path: Path) -> None:
    shutil.copyfile(MODEL / "config.json", tmp_path / "config.json")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    settings = Settings.model_validate({"classifier": {"model": str(tmp_path)}})
    app = replace(working.app, classifier=lambda: bootstrap.load_classifier(settings))
    tasks.judge(app)
    assert at_once(app, works=True).trouble() is Unready.MODEL
    assert at_once(app).trouble() is None  # people need no model


def test_a_worker_that_has_not_come_round(office: Office) -> None:
    scheduler.make_scheduler(office.app, tick=MINUTE)
    assert at_once(office.app, works=True).trouble() is Unready.STARTING


def test_a_worker_that_judges_nothing_needs_no_model(office: Office) -> None:
    office.app.beats.expect(TICK, within=MINUTE, now=office.time.wall)
    assert at_once(office.app, works=True).trouble() is None


@pytest.mark.parametrize("job", ["poll main", "judge", "deliver", "tidy"])
def test_a_worker_that_stands_still(working: Office, job: str) -> None:
    app = working.app
    working.time.go(minutes=8)
    for name in (*scheduler.WATCHED, "poll main"):
        if name != job:
            app.beats.beat(name, now=working.time.wall)
    assert at_once(app, works=True).trouble() is Unready.STALLED
    assert app.beats.is_alive(now=working.time.wall)
    app.beats.beat(job, now=working.time.wall)
    assert at_once(app, works=True).trouble() is None


def test_a_poll_may_take_as_long_as_it_is_allowed_to(working: Office) -> None:
    working.time.go(minutes=6)
    assert working.app.beats.stalled(now=working.time.wall) == ("deliver", "judge", "tick", "tidy")
    working.time.go(minutes=1, seconds=1)
    assert "poll main" in working.app.beats.stalled(now=working.time.wall)


def test_a_long_backlog_is_no_standstill(working: Office) -> None:
    working.time.go(minutes=6)
    working.hear(working.says("Otto", "my kettle is broken"))
    tasks.judge(working.app)
    assert "judge" not in working.app.beats.stalled(now=working.time.wall)


def test_a_job_beats_only_when_it_ends_well(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "EACH_TICK", {**tasks.EACH_TICK, Work.DELIVER: lambda _: 1 / 0})
    made = scheduler.make_scheduler(office.app, tick=MINUTE)
    office.time.go(minutes=6)
    jobs = {job.id: job.func for job in made.get_jobs()}
    with pytest.raises(ZeroDivisionError):
        jobs["deliver"]()
    jobs[TICK]()
    assert office.app.beats.stalled(now=office.time.wall) == ("deliver", "judge", "tidy")


# --- who is told what


def test_the_log_tells_each_change_once_and_with_its_details(
    office: Office, own_file: Database, logs: list[EventDict]
) -> None:
    file = Path(own_file.engine.url.database or "")
    found = at_once(replace(office.app, database=own_file))
    file.rename(file.with_suffix(".away"))
    for _ in range(3):
        found.trouble()
    file.with_suffix(".away").rename(file)
    found.trouble()
    told = [(one["event"], one.get("why")) for one in logs if "readiness" in one["event"]]
    assert told == [("readiness.lost", "database"), ("readiness.back", None)]


def test_strangers_cannot_keep_the_database_busy(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[App] = []

    def look(app: App, *, works: bool) -> tuple[None, str]:
        looks.append(app)
        return None, str(works)

    monkeypatch.setattr(readiness, "trouble", look)
    now = [0.0]
    found = Readiness(office.app, now=lambda: now[0])
    for _ in range(50):
        assert found.trouble() is None
    assert len(looks) == 1
    now[0] = readiness.LASTS
    found.trouble()
    assert len(looks) == 2


def test_metrics_are_closed_until_a_token_opens_them(office: Office) -> None:
    assert answer(door(office.app), vitals.METRICS)[0] == 404
    client = door(office.app, token=TOKEN)
    assert client.get(vitals.METRICS).status_code == 401
    for wrong in ("", TOKEN, "Bearer ", f"Bearer {TOKEN}x", "Bearer ü"):
        found = client.get(vitals.METRICS, headers={b"authorization": wrong.encode()})
        assert found.status_code == 401
    found = client.get(vitals.METRICS, headers={"authorization": f"Bearer {TOKEN}"})
    assert found.status_code == 200
    assert "listenpost_database_up 1.0" in found.text


def test_a_token_is_shown_nowhere() -> None:
    settings = MonitoringSettings.model_validate({"token": TOKEN})
    assert TOKEN not in f"{settings!r} {settings}"


# --- a port of its own


def test_a_worker_answers_on_a_port_of_its_own(working: Office) -> None:
    with vitals.own_port(working.app, MonitoringSettings(), 0, works=True) as address:
        assert httpx.get(f"{address}/healthz").json() == {"ok": True}
        assert httpx.get(f"{address}/readyz").json() == {"ok": True}
        assert "listenpost_job_idle_seconds" in httpx.get(f"{address}/metrics").text
        assert httpx.get(f"{address}/").status_code == 404
        working.time.go(minutes=8)
        assert httpx.get(f"{address}/healthz").status_code == 503


def test_without_a_port_nothing_is_opened(office: Office) -> None:
    with vitals.own_port(office.app, MonitoringSettings(), None) as address:
        assert address is None


def test_a_taken_port_is_named(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigurationError, match=f"127.0.0.1:{port} cannot be used"),
            vitals.own_port(office.app, MonitoringSettings(), port),
        ):
            pass


def test_the_three_addresses_take_no_other_method(office: Office) -> None:
    client = TestClient(Starlette(routes=vitals.beside_pages(office.app, MonitoringSettings())))
    for path in vitals.PATHS:
        assert client.post(path).status_code == 405
