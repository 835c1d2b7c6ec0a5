"""What benchmarks.dashboard measures: its windows are drawn what a browser is drawn."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.dashboard_window import opened
from dashboard import cookies
from domain.classification import Topic, Urgency
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
