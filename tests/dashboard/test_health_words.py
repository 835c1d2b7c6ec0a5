"""Health in another language: what a worker wrote down in English is said in the reader's words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from dashboard import tongue
from dashboard.components import told
from dashboard.views.health import listener_card
from domain.budget import Budget, Spent
from domain.coverage import HoleState
from domain.listening import ListenerState
from domain.mention import X
from domain.prices import prices_of
from domain.standard_webhook import EVENT_NAMES
from listenpost.language import spoken_for
from listenpost.services import watch
from listenpost.services.costs import Cost
from listenpost.services.coverage_report import Hole, ListenerCoverage
from listenpost.services.health import ONLY_TOLD, WAY_OUT, ListenerHealth

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
SILENT = (
    "Nothing new since 2026-03-06 09:00 UTC, where about 1,200 posts were due. Polls succeed: look "
    "on the platform whether posts come, and whether the account, the query and its permissions "
    "are what they were."
)
HOLES = (
    "More came than one poll reads; it goes on.",
    "Telegram keeps messages for 24 hours; nobody asked for so long.",
    "Reddit lists the newest 1000 only: what came before them is missing.",
    "X's timeline is cut: the rest is read by search",
    "X's list of messages has forgotten the time from 2026-03-01 00:00:00+00:00 to 2026-03-02",
)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    tongue.speak("en")


def listener(reason: str, *alerts: str) -> ListenerHealth:
    hole = Hole(since=NOW, until=NOW, state=HoleState.OPEN, reason=reason)
    return ListenerHealth(
        name="x.mentions", platform="x", kind="x", state=ListenerState.UNAVAILABLE,
        ways_out=(WAY_OUT[ListenerState.UNAVAILABLE], ONLY_TOLD),
        last_ok_at=NOW - dt.timedelta(minutes=7), last_ok="7 min ago", complete_until=None,
        next_poll_at=NOW, late=False, failures=2, last_error=None, polls=3, stored=4, skipped=0,
        coverage=ListenerCoverage(
            listener="x.mentions", complete_until=None, proof=None, since=None, share=None,
            slots=(), spans=(), holes=(hole,),
        ),
        cost=Cost(
            today=Spent(), month=Spent(), forecast_usd=0.0, budget=Budget(), prices=prices_of(X),
            tightest=None, left=None,
        ),
        alerts=alerts,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "sv", "cs", "el", "ca"])
@pytest.mark.parametrize("reason", HOLES)
def test_a_card_says_nothing_in_english(language: str, reason: str) -> None:
    budget = "92% of the day's budget is used: polls become rarer until midnight UTC."
    tongue.speak("en")
    english = set(sentences(listener_card(listener(reason, SILENT, budget), NOW, dt.UTC)))
    assert any("7 min ago" in one for one in english)
    tongue.speak(language)
    said = listener_card(listener(reason, SILENT, budget, watch.SHUT), NOW, dt.UTC)
    kept = english & set(sentences(said))
    assert {one for one in kept if re.search(r"[a-z]{3}", one)} <= {"x.mentions"}
    for left in ("min ago", "Nothing new", "budget is used", "Told by webhook", "forgotten"):
        assert left not in said


def sentences(html: str) -> list[str]:
    """What stands between tags."""
    return [one.strip() for one in re.split(r"<[^>]*>", html) if one.strip()]


def test_what_others_were_told_and_why_not_is_said_in_words() -> None:
    tongue.speak("nl")
    for name in EVENT_NAMES:
        assert told.event(name) != name
    assert told.event("case.opened") == "Zaak geopend"
    assert told.event("case.juggled") == "case.juggled"
    for why in (
        "It answered 410.",
        "hooks.example does not answer (ReadTimeoutError).",
        "hooks.example has no address (gaierror).",
    ):
        assert spoken_for.said(why) != why
    assert "hooks.example" in spoken_for.said("hooks.example has no address (gaierror).")
