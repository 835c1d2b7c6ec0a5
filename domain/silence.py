"""Whether a listener is too quiet for the hour, and what else somebody should be told of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.pace import HOUR, Rhythm

ALARM_BELOW = 0.001
"""A silence that is less probable than this is an alarm."""
LEARNED_LEAST = dt.timedelta(days=2)
"""So much must have been heard before silence means anything."""
TOKEN_WARNING = dt.timedelta(days=7)


class AlertKind(StrEnum):
    """What may cost mentions, each mended in its own way."""

    SILENT = "silent"
    TOKEN_EXPIRES = "token_expires"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    SIGN_IN_FAILED = "sign_in_failed"
    PERMISSION_MISSING = "permission_missing"
    OUT_OF_CREDIT = "out_of_credit"
    BUDGET_SPENT = "budget_spent"
    RETIRED = "retired"
    MISCONFIGURED = "misconfigured"
    FORECAST = "forecast"
    SURGE = "surge"  # of one topic, over all listeners


def dispersion_of(posts: Mapping[dt.datetime, int], rhythm: Rhythm, *, hours: float) -> float:
    """How flocked the posts of an hour come: small where many come at once or none at all.

    The k of a negative binomial with variance m + m * m / k, by the method of moments.
    """
    excess = sum((number - rhythm.at(hour)) ** 2 - number for hour, number in posts.items())
    expected = rhythm.mean**2 * hours
    return min(max(expected / excess, 0.2), 50.0) if excess > 0 else 50.0


def chance_of_silence(expected: Iterable[float], *, dispersion: float) -> float:
    """How probable it is that hours stay empty in which so many posts were due each."""
    return math.exp(-sum(dispersion * math.log1p(due / dispersion) for due in expected))


def is_too_quiet(
    rhythm: Rhythm, *, dispersion: float, since: dt.datetime, now: dt.datetime
) -> bool:
    """Whether nothing since then is an alarm at this time of the week."""
    expected = []
    at = max(since, now - dt.timedelta(weeks=1))
    while at < now:
        end = min(at + HOUR, now)
        expected.append(rhythm.due(at, end))
        at = end
    return chance_of_silence(expected, dispersion=dispersion) < ALARM_BELOW
