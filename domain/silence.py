"""Whether a listener is too quiet for the hour, and what else somebody should be told of it."""

from __future__ import annotations

from enum import StrEnum

ALARM_BELOW = 0.001
"""A silence that is less probable than this is an alarm: at most one false alarm in a thousand."""
DISPERSION = 0.5
"""Posts come in flocks: the smaller, the more often an hour stays empty by chance."""
TRIED = 3.0
"""So many posts must have been due before anybody is alarmed."""


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


def chance_of_silence(expected: float, *, dispersion: float = DISPERSION) -> float:
    """How probable it is that nothing comes where `expected` posts were due.

    Negative binomial: with flocks of posts an empty hour is likelier than Poisson says.
    """
    if expected <= 0:
        return 1.0
    return float((1.0 + expected / dispersion) ** -dispersion)


def is_too_quiet(expected: float, *, dispersion: float = DISPERSION) -> bool:
    """Whether a silence in which `expected` posts were due is an alarm."""
    return expected >= TRIED and chance_of_silence(expected, dispersion=dispersion) < ALARM_BELOW
