"""What may cost mentions is told before it does, once, and taken back when it is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from domain.budget import Budget
from domain.errors import PermissionMissing, TokenExpired
from domain.listening import ListenerState
from domain.silence import AlertKind
from listenpost.services import health, ingest, watch
from storage.models import ListenerAlert
from tests.fakes import MINUTE, START, Office, connected

DAY = dt.timedelta(days=1)


def alerts(office: Office) -> list[tuple[AlertKind, bool]]:
    """(kind, whether it is over), oldest first."""
    watch.look(office.app)
    return [(one.kind, one.ended_at is not None) for one in office.rows(ListenerAlert)]


def days_of_posts(office: Office, days: int = 4) -> None:
    """Eight posts an hour, day and night."""
    for _ in range(days * 24):
        office.hear(*(office.says("ann", "again") for _ in range(8)))
        office.time.go(hours=1)


def test_a_listener_that_falls_silent_is_told_and_its_next_post_ends_that(office: Office) -> None:
    days_of_posts(office)
    assert alerts(office) == []
    for _ in range(6):
        ingest.poll(office.app, "main")
        office.time.go(hours=1)
    assert alerts(office) == [(AlertKind.SILENT, False)]
    (shown,) = health.snapshot(office.app).listeners
    assert "posts were due" in shown.alerts[0]
    office.hear(office.says("ann", "here I am"))
    assert alerts(office) == [(AlertKind.SILENT, True)]


def test_who_has_hardly_listened_yet_knows_no_silence(office: Office) -> None:
    days_of_posts(office, days=1)
    office.time.go(hours=20)
    assert alerts(office) == []


def test_a_lost_right_and_an_expired_token_are_alerts_of_their_own(office: Office) -> None:
    office.listener.stumble(0, PermissionMissing("no more"), TokenExpired("463"))
    ingest.poll(office.app, "main")
    assert alerts(office) == [(AlertKind.PERMISSION_MISSING, False)]
    ingest.poll(office.app, "main")
    assert alerts(office) == [
        (AlertKind.PERMISSION_MISSING, True),
        (AlertKind.TOKEN_EXPIRED, False),
    ]
    ingest.poll(office.app, "main")
    assert alerts(office)[-1] == (AlertKind.TOKEN_EXPIRED, True)


def test_a_token_that_ends_soon_is_told_a_week_before(office: Office) -> None:
    ends = START + 8 * DAY
    main = connected("main", office.listener, token_expires_at=ends)
    office.app = replace(office.app, listeners={"main": main})
    assert alerts(office) == []
    office.time.go(days=2)
    assert alerts(office) == [(AlertKind.TOKEN_EXPIRES, False)]


def test_an_alert_that_goes_on_is_one_row(office: Office) -> None:
    office.listener.stumble(0, *(PermissionMissing("no more") for _ in range(3)))
    for _ in range(3):
        ingest.poll(office.app, "main")
        assert len(alerts(office)) == 1


def test_a_spent_budget_is_a_state_with_its_way_out(office: Office) -> None:
    main = connected("main", office.listener, budget=Budget(requests=1))
    office.app = replace(office.app, listeners={"main": main})

    def ask() -> None:
        from platforms import meter

        found = meter.current()
        assert found is not None
        for _ in range(2):
            found.before("GET /posts")
            found.answered("GET /posts", {})

    office.listener.stumble(0, ask)
    ingest.poll(office.app, "main")
    (shown,) = health.snapshot(office.app).listeners
    assert shown.state is ListenerState.BUDGET_SPENT
    assert shown.next_poll_at == START.replace(hour=0) + DAY
    assert shown.cost.today.requests == 1
    assert "larger budget" in shown.way_out
    assert alerts(office)[0] == (AlertKind.BUDGET_SPENT, False)


def test_a_day_without_trouble_is_told_nothing(office: Office) -> None:
    for _ in range(20):
        ingest.poll(office.app, "main")
        office.time.now += MINUTE
        assert alerts(office) == []
