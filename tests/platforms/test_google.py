"""What Google says in errors, in numbers of units and in its description of its APIs."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import requests
from google.auth.exceptions import RefreshError, TransportError
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
    TokenExpired,
)
from domain.thread import youtube_closed
from domain.youtube import day_ends
from listeners.youtube_replies import print_of
from platforms.google_errors import translate
from platforms.meter import Meter
from tests.platforms.google_schema import description, faults, unknown_parameters

REFUSED: Any = RefreshError
UNREACHED: Any = TransportError
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
RESET = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


def answer(status: int, reason: str, *, newer: bool = False) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    error: dict[str, object] = {"code": status, "message": "words"}
    error["details" if newer else "errors"] = [{"reason": reason}]
    made._content = json.dumps({"error": error}).encode()
    return made


def meaning(
    status: int, reason: str, *, writing: bool = False, newer: bool = False
) -> ListenpostError:
    response = answer(status, reason, newer=newer)
    return translate(
        "YouTube", None, response, writing=writing, hide=str, now=NOW, quota_resets=RESET
    )


@pytest.mark.parametrize(
    ("status", "reason", "reading", "writing"),
    [
        (401, "authError", AuthenticationFailed, AuthenticationFailed),
        (403, "quotaExceeded", RateLimited, RateLimited),
        (403, "rateLimitExceeded", RateLimited, RateLimited),
        (403, "insufficientPermissions", PermissionMissing, PermissionMissing),
        (403, "accessNotConfigured", PermissionMissing, PermissionMissing),
        (403, "commentsDisabled", PermissionMissing, ReplyNotAllowed),
        (400, "invalidPageToken", Rejected, ReplyNotAllowed),
        (400, "processingFailure", PlatformUnavailable, OutcomeUnknown),
        (404, "channelNotFound", ConfigurationError, ReplyNotAllowed),
        (410, "gone", EndpointRetired, ReplyNotAllowed),
        (429, "", RateLimited, RateLimited),
        (500, "backendError", PlatformUnavailable, OutcomeUnknown),
        (200, "", PlatformUnavailable, OutcomeUnknown),
    ],
)
def test_every_reason_has_a_meaning(
    status: int, reason: str, reading: type[Exception], writing: type[Exception]
) -> None:
    assert type(meaning(status, reason)) is reading
    assert type(meaning(status, reason, writing=True)) is writing


def test_the_newer_form_of_errors_is_read_too() -> None:
    found = meaning(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", newer=True)
    assert isinstance(found, PermissionMissing)


def test_a_spent_quota_is_full_again_when_the_day_ends() -> None:
    found = meaning(403, "quotaExceeded")
    assert isinstance(found, RateLimited)
    assert found.retry_at == RESET


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (REFUSED("invalid_grant: Token has been expired or revoked."), TokenExpired),
        (REFUSED("invalid_client"), AuthenticationFailed),
        (UNREACHED("no route"), PlatformUnavailable),
        (REFUSED("internal", retryable=True), PlatformUnavailable),
    ],
)
def test_signing_in_leaves_no_doubt(error: Exception, kind: type[Exception]) -> None:
    found = translate("YouTube", error, None, writing=True, hide=str, now=NOW)
    assert type(found) is kind


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-22T12:00:00+00:00", "2026-11-23T08:00:00+00:00"),  # winter: UTC-8
        ("2026-07-01T06:59:59+00:00", "2026-07-01T07:00:00+00:00"),  # summer: UTC-7
        ("2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"),  # the day has 25 hours
    ],
)
def test_the_day_ends_at_midnight_in_california(now: str, ends: str) -> None:
    assert day_ends(dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(ends)


@given(st.datetimes(timezones=st.just(dt.UTC), max_value=dt.datetime(9000, 1, 1)))  # noqa: DTZ001
def test_a_day_ends_within_25_hours(now: dt.datetime) -> None:
    assert dt.timedelta(0) < day_ends(now) - now <= dt.timedelta(hours=25)


def test_units_are_counted_down_and_begin_anew() -> None:
    moment = [NOW]
    meter = Meter(now=lambda: moment[0])
    for _ in range(3):
        meter.count("YouTube", "units", units=4, most=10, resets_at=day_ends(moment[0]))
    assert meter.limits["YouTube", "units"].remaining == 0
    with pytest.raises(RateLimited) as caught:
        meter.before("YouTube")
    assert caught.value.retry_at == RESET
    moment[0] = RESET
    meter.before("YouTube")
    meter.count("YouTube", "units", units=1, most=10, resets_at=day_ends(RESET))
    assert meter.limits["YouTube", "units"].remaining == 9


def test_a_larger_share_for_listening_begins_with_the_next_day() -> None:
    meter = Meter(now=lambda: NOW)
    for most in (10, 100, 5):
        meter.count("YouTube", "units", units=1, most=most, resets_at=RESET)
    assert meter.limits["YouTube", "units"].remaining == 4


def test_a_closed_thread_is_told_in_words() -> None:
    assert "no replies" in str(youtube_closed({"canReply": False}))
    assert youtube_closed({"canReply": True}) is None
    assert youtube_closed({"canReply": None}) is None


def test_the_number_of_replies_is_part_of_a_threads_print() -> None:
    seen = {
        print_of({"id": one, "snippet": {"totalReplyCount": n}}) for one in "ab" for n in (1, 2)
    }
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"id": "1", "snippet": {"textDisplay": "hi"}}, None),
        ({"id": 1}, "Comment.id"),
        ({"text": "hi"}, "Comment.text"),
        ({"snippet": {"moderationStatus": "fine"}}, "moderationStatus"),
        ([], "Comment is list"),
    ],
)
def test_googles_description_finds_what_does_not_fit(body: object, fault: str | None) -> None:
    found = faults("youtube.v3", "Comment", body)
    assert (fault in " ".join(found)) if fault else not found


def test_googles_description_knows_its_parameters() -> None:
    assert unknown_parameters("youtube.v3", "commentThreads", "list", {"part": "", "a": ""}) == {
        "a"
    }
    assert description("youtube.v3")["rootUrl"] == "https://youtube.googleapis.com/"
