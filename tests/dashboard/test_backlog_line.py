"""The line about what waits for the model says what the domain's own sentence says."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard.components.backlog_line import in_words
from domain import backlog
from domain.backlog import Backlog

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("found", "outlook"),
    [
        (Backlog(waiting=1, oldest_for=HOUR), "None was judged in the last minutes"),
        (
            Backlog(waiting=1200, oldest_for=HOUR, judged=5, arriving=1),
            "5.0 a second are judged, 1.0 come. All will have been read in about 5 min.",
        ),
        (
            Backlog(waiting=1200, oldest_for=HOUR, judged=5, arriving=9),
            "It grows; if nothing more came, all would have been read in about 4 min.",
        ),
    ],
)
def test_a_backlog_is_told_with_its_outlook(found: Backlog, outlook: str) -> None:
    said = in_words(found)
    assert outlook in said
    first = backlog.in_short(found).partition(" for the model")[0]
    assert said.startswith(first)
