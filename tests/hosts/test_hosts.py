"""A fleet on hosts of their own: cut off, paused, killed, back with a stale lease, clocks apart."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from domain.reply import ReplyKind
from domain.role import Actor, Role
from listenpost import bootstrap, tasks
from listenpost.demo import installation
from listenpost.demo.network import Network
from listenpost.services import inbox, respond
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from storage import jobs
from storage.models import Case, Mention, Reply, User
from tests.hosts.namespaces import US, Host, forbidden, hosts
from tests.hosts.servers import postgresql, practice

WHOLE = os.environ.get("LISTENPOST_REQUIRE_HOSTS") == "1"
PATIENCE = 400.0
DOWN = "@kestrelia my internet has been down since this morning, please help ({})"
AHEAD = {"one": 0, "two": 240, "three": -180}
"""How many seconds each host's clock is ahead."""


@pytest.fixture(scope="module", autouse=True)
def permitted() -> None:
    if reason := forbidden():
        if WHOLE:
            pytest.fail(reason)
        pytest.skip(reason)


def test_a_host_that_is_cut_off_is_reached_again_when_it_is_back() -> None:
    with hosts("far") as made:
        far = made["far"]
        with subprocess.Popen(
            far.command(sys.executable, "-m", "http.server", "80", "--bind", far.address),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            eventually(lambda: reached(far), 20)
            far.cut_off()
            assert not reached(far)
            far.joined()
            eventually(lambda: reached(far), 20)
            server.kill()
        assert not reached(far)
    told = subprocess.run(["ip", "addr"], capture_output=True, text=True)  # noqa: S607
    assert US not in told.stdout  # nothing is left of it


def reached(host: Host) -> bool:
    try:
        socket.create_connection((host.address, 80), timeout=0.5).close()
    except OSError:
        return False
    return True


def eventually(look: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not look():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.1)


@contextmanager
def worker(host: Host, name: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """On its host, by its clock."""
    program = [
        sys.executable,
        "-m",
        "tests.hosts.later",
        str(AHEAD[name]),
        "worker",
        "--name",
        name,
    ]
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(host.command(*program), stderr=log, env=os.environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.mark.skipif(not WHOLE, reason="takes minutes: make test-hosts")
def test_whatever_becomes_of_its_hosts_a_fleet_loses_and_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTENPOST_WORKER__ENGINE", "procrastinate")
    monkeypatch.setenv("LISTENPOST_WORKER__LEASE", "6")
    monkeypatch.setenv("LISTENPOST_CLASSIFIER__BATCH", "4")
    with (
        hosts("database", "network", *AHEAD) as made,
        postgresql(made["database"]) as address,
        practice(made["network"]) as network,
    ):
        text = installation.settings_text(network, database_url=address, port=0, tick=0.5)
        file = installation.write_settings(tmp_path, text)
        monkeypatch.setenv(FILE_VARIABLE, str(file))
        app = bootstrap.build(load_settings(file))
        tasks.start(app)
        jobs.prepare(app.database)
        published: set[str] = set()
        with (
            worker(made["one"], "one", tmp_path),
            worker(made["two"], "two", tmp_path) as two,
            worker(made["three"], "three", tmp_path) as three,
        ):
            publish(network, published, 20)
            eventually(lambda: len(stored(app)) >= 10)
            made["one"].cut_off()
            publish(network, published, 20)
            eventually(lambda: len(stored(app)) >= 40)
            two.send_signal(signal.SIGSTOP)
            publish(network, published, 20)
            eventually(lambda: len(stored(app)) >= 60)
            made["one"].joined()  # back, with what it had leased before
            three.kill()
            publish(network, published, 20)
            two.send_signal(signal.SIGCONT)
            eventually(lambda: len(stored(app)) >= 80 and all_judged(app))
            answer(app)
            eventually(lambda: {row.status for row in replies(app)} == {"sent"})
            eventually(lambda: len(told(network)) == 81)  # who was answered says thank you
            eventually(lambda: len(stored(app)) >= 81 and all_judged(app))
        heard = Counter(row.external_id for row in stored(app))
        assert set(heard) == told(network) >= published
        assert set(heard.values()) == {1}
        assert len(network.ask("books")["replies"]) == len(replies(app)) == 1
        cases = {row.external_id: row.case_id for row in stored(app)}
        assert None not in cases.values()
        assert len({cases[one] for one in published}) == len(set(cases.values())) == 80
        app.database.engine.dispose()


def publish(network: Network, published: set[str], number: int) -> None:
    for _ in range(number):
        place = len(published)
        told = network.tell("posts", network="x", name=f"Jo {place}", text=DOWN.format(place))
        published.add(told["external_id"])


def told(network: Network) -> set[str]:
    """What customers have written, as the network's own books have it."""
    return {one["external_id"] for one in network.ask("books")["published"]}


def stored(app: App) -> list[Mention]:
    with app.database.read() as session:
        return [row for row in session.exec(select(Mention)).all() if not row.by_brand]


def replies(app: App) -> list[Reply]:
    with app.database.read() as session:
        return list(session.exec(select(Reply)).all())


def all_judged(app: App) -> bool:
    return all(row.triaged_at for row in stored(app))


def answer(app: App) -> None:
    """Somebody answers the most urgent case."""
    with app.database.write() as session:
        ann = User(
            name="ann",
            display_name="Ann",
            role=Role.AGENT,
            password_hash="-",
            created_at=app.clock.wall(),
        )
        session.add(ann)
    actor = Actor(id=ann.id or 0, name="ann", display_name="Ann", role=Role.AGENT)
    case_id = inbox.take_next(app, actor)
    assert case_id is not None
    with app.database.read() as session:
        version = session.get_one(Case, case_id).version
    words = "We are on it, sorry for the trouble."
    form = respond.ReplyForm(case_id=case_id, version=version, kind=ReplyKind.PUBLIC, text=words)
    respond.send(app, actor, form)
