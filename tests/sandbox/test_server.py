"""The practice network as a program and in a thread, and the clock that it runs on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.__main__ import main
from sandbox.clock import filling
from sandbox.server import empty_world, running

ROOT = Path(__file__).parents[2]


def test_running_serves_a_world_of_its_own_in_real_time() -> None:
    world = empty_world()
    with running(world) as url:
        facts = httpx.get(f"{url}/_sandbox/clock").json()
        assert facts["speed"] == 1
        assert httpx.get(f"{url}/_sandbox/config").json()["brand"] == "Kestrelia"
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_scenario_fills_the_minutes_that_were_asked_for() -> None:
    clock = filling(2, start=1_000_000, end=1_000_000 + 7 * 86_400)
    assert clock.speed == 5040
    clock.real_now = lambda: clock.real_start + 60
    assert clock.now() == 1_000_000 + 3.5 * 86_400
    assert clock.facts()["ended"] is False


@pytest.mark.parametrize(
    "wrong", [["--scenario", "nowhere"], ["--replay", "no.jsonl"], ["--start-at", "monday"]]
)
def test_the_program_says_what_it_cannot_play(
    wrong: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sandbox", *wrong])
    with pytest.raises(SystemExit):
        main()
    assert "nothing can be played from that" in capsys.readouterr().err


def test_the_program_says_where_it_listens_and_starts_where_it_is_told() -> None:
    command = [sys.executable, "-m", "sandbox", "--start-at", "d1T12:00", "--minutes", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            assert ready["pid"] == process.pid
            summary = httpx.get(f"{ready['url']}/_sandbox/summary", timeout=20).json()
            assert summary["planned"] > 0
            assert summary["exhausted"] is False
            clock = httpx.get(f"{ready['url']}/_sandbox/clock").json()
            assert clock["speed"] == pytest.approx(5.5 * 24)
        finally:
            process.terminate()
