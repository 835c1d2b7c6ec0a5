"""What benchmarks.dashboard measures: its windows are drawn what a browser is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.dashboard_window import opened
from dashboard import cookies
from domain.classification import Topic, Urgency
from tests.dashboard.conftest import dashboard
from tests.dashboard.world import World, judged
from tests.loops import finished


def test_a_window_is_drawn_the_inbox_a_case_and_what_refreshes_by_itself(
    world: World, server: str, token: Callable[[str], str]
) -> None:
    case_id = world.post(
        "Wim Window", "a case behind glass", found=judged(Urgency.HIGH, Topic.ORDER)
    )

    async def looked() -> tuple[bytes, bytes, int]:
        cookie = f"{cookies.SESSION}={token('ann')}"
        async with opened(server, cookie, ticks=False) as window:
            assert await window.go("") > 0
            inbox, parts = window.drawn, len(window.refreshes)
            assert await window.refresh() > 0
            await window.go(f"case={case_id}")
            return inbox, window.drawn, parts

    inbox, case, parts = finished(looked())
    assert b"Take the next" in inbox
    assert parts > 0
    assert b"a case behind glass" in case


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc on this system")
def test_agents_pages_are_drawn_without_pandas(
    world: World, token: Callable[[str], str], tmp_path: Path
) -> None:
    """It is 70 MB of a process, and half a second of the first page."""
    case_id = world.post("Lean Lea", "a light case", found=judged(Urgency.HIGH, Topic.ORDER))

    async def looked(address: str) -> bytes:
        cookie = f"{cookies.SESSION}={token('ann')}"
        async with opened(address, cookie, ticks=False) as window:
            await window.go("")
            await window.go(f"case={case_id}")
            return window.drawn

    with dashboard(world, tmp_path / "lean.log") as (address, process):
        assert b"a light case" in finished(looked(address))
        assert "/pandas/" not in Path(f"/proc/{process}/maps").read_text()
