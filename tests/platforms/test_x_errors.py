"""Every failure of X, tweepy and requests has a meaning of ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import requests
import tweepy  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    CreditExhausted,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
)
from platforms.wire import nothing_was_sent
from platforms.x import XAccount, XClient
from platforms.x_errors import FOREIGN, BadParameter, reset_at, translate
from platforms.x_posts import XPageRequest
from tests.platforms.answers import answer, bare, family

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
FOREIGNERS = sorted(
    {
        *family(tweepy.TweepyException),
        *family(requests.RequestException),
        *family(HTTPError),
    },
    key=str,
)
USAGE_CAP = {
    "title": "UsageCapExceeded",
    "detail": "Usage cap exceeded: Monthly product cap",
    "type": "https://api.twitter.com/2/problems/usage-capped",
}
NO_TOKEN = {
    "errors": [{"parameters": {"next_token": ["x"]}, "message": "not valid"}],
    "title": "Invalid Request",
}
READS: list[tuple[int, object, type[ListenpostError]]] = [
    (200, b"<html>", PlatformUnavailable),
    (200, [], PlatformUnavailable),
    (200, b'{"data": [{"id"', PlatformUnavailable),
    (302, None, PlatformUnavailable),
    (400, NO_TOKEN, BadParameter),
    (400, [], BadParameter),
    (401, {"title": "Unauthorized"}, AuthenticationFailed),
    (401, [], AuthenticationFailed),
    (402, {"title": "CreditsDepleted", "detail": "no credits"}, CreditExhausted),
    (403, USAGE_CAP, CreditExhausted),
    (403, {"detail": "not allowed"}, PermissionMissing),
    (403, {"reason": "client-not-enrolled"}, PermissionMissing),
    (403, b"<html>", PermissionMissing),
    (404, {"title": "Not Found Error"}, ConfigurationError),
    (404, b"", PlatformUnavailable),
    (408, None, PlatformUnavailable),
    (410, {}, EndpointRetired),
    (418, {}, PlatformUnavailable),
    (429, {"title": "Too Many Requests"}, RateLimited),
    (429, b"slow down", RateLimited),
    (429, USAGE_CAP, CreditExhausted),
    (500, {"title": "Internal"}, PlatformUnavailable),
    (503, b"<html>", PlatformUnavailable),
]
WRITES: list[tuple[int, object, type[ListenpostError]]] = [
    (201, b"<html>", OutcomeUnknown),
    (201, {"data": {}}, OutcomeUnknown),
    (302, None, OutcomeUnknown),
    (400, {"errors": [{"message": "text is wrong"}]}, Rejected),
    (400, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."},
     ReplyNotAllowed),
    (401, {}, AuthenticationFailed),
    (402, {}, CreditExhausted),
    (403, {"detail": "You are not allowed to create a Tweet with duplicate content."},
     OutcomeUnknown),
    (403, {"detail": "You can only reply to or quote posts where you are mentioned or are the "
                     "author."}, ReplyNotAllowed),
    (403, {"detail": "Your client app is not configured with the appropriate oauth1 app "
                     "permissions for this endpoint."}, PermissionMissing),
    (403, {"type": "https://api.twitter.com/2/problems/unsupported-authentication"},
     PermissionMissing),
    (403, {"detail": "To protect our users, your account is temporarily locked."},
     PermissionMissing),
    (403, {"detail": "You are not permitted to perform this action."}, ReplyNotAllowed),
    (404, {"title": "Not Found Error"}, ReplyNotAllowed),
    (404, b"", PlatformUnavailable),
    (408, None, OutcomeUnknown),
    (413, b"", Rejected),
    (429, {}, RateLimited),
    (500, {}, OutcomeUnknown),
    (503, b"<html>", OutcomeUnknown),
]  # fmt: skip


def meaning(
    error: Exception, response: requests.Response | None = None, *, writing: bool
) -> ListenpostError:
    return translate(error, response, writing=writing, hide=str, now=NOW)


@pytest.mark.parametrize("kind", FOREIGNERS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_foreign_error_is_caught_and_has_a_meaning(kind: type[Exception]) -> None:
    error = bare(kind)
    assert isinstance(error, FOREIGN)
    unanswered = meaning(error, writing=False)
    assert isinstance(unanswered, PlatformUnavailable | ConfigurationError)
    for status in (400, 401, 402, 403, 404, 418, 429, 500):
        assert isinstance(meaning(error, answer(status), writing=False), ListenpostError)


@pytest.mark.parametrize("kind", FOREIGNERS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_write_without_an_answer_is_in_doubt_unless_it_never_left(kind: type[Exception]) -> None:
    error = bare(kind)
    if nothing_was_sent(error):
        assert not isinstance(meaning(error, writing=True), OutcomeUnknown)
    else:
        assert isinstance(meaning(error, writing=True), OutcomeUnknown)


@pytest.mark.parametrize(("status", "body", "expected"), READS)
def test_what_a_failed_reading_means(
    status: int, body: object, expected: type[ListenpostError]
) -> None:
    client = scripted(answer(status, body))
    with pytest.raises(ListenpostError) as caught:
        client.mentions(XPageRequest())
    assert type(caught.value) is expected


@pytest.mark.parametrize(("status", "body", "expected"), WRITES)
def test_what_a_failed_reply_means(
    status: int, body: object, expected: type[ListenpostError]
) -> None:
    client = scripted(answer(status, body))
    with pytest.raises(ListenpostError) as caught:
        client.reply("hello", to="1")
    assert type(caught.value) is expected


@pytest.mark.parametrize("body", [{"errors": None}, {"errors": {}}, {"errors": [7]}, {"detail": 7}])
@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_odd_bodies_do_not_hide_the_status(status: int, body: dict[str, Any]) -> None:
    expected = {
        401: AuthenticationFailed,
        403: PermissionMissing,
        429: RateLimited,
        500: PlatformUnavailable,
    }
    with pytest.raises(expected[status]):
        scripted(answer(status, body)).mentions(XPageRequest())


def test_a_refused_parameter_is_named() -> None:
    with pytest.raises(BadParameter, match="next_token") as caught:
        scripted(answer(400, NO_TOKEN)).mentions(XPageRequest(token="x"))
    assert caught.value.names == {"next_token"}


def test_the_limit_of_the_day_counts_where_it_is_used_up() -> None:
    headers = {
        "x-rate-limit-reset": "1772409700",
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": "1772490000",
        "x-app-limit-24hour-remaining": "5",
        "x-app-limit-24hour-reset": "1772500000",
    }
    assert reset_at(headers, NOW) == dt.datetime.fromtimestamp(1772490000, dt.UTC)


def test_without_a_reset_time_the_servers_wait_counts() -> None:
    assert reset_at({"retry-after": "90"}, NOW) == NOW + dt.timedelta(seconds=90)
    assert reset_at({"retry-after": "Tue, 03 Mar 2026"}, NOW) is None
    assert reset_at({}, NOW) is None


def test_a_reset_time_that_is_no_number_is_still_a_limit() -> None:
    client = scripted(answer(429, {}, {"x-rate-limit-reset": "soon"}))
    with pytest.raises(RateLimited) as caught:
        client.reply("hello", to="1")
    assert caught.value.retry_at is None


def test_what_x_says_is_told_without_our_secrets() -> None:
    client = scripted(answer(401, {"detail": "bad token secret-token"}))
    with pytest.raises(AuthenticationFailed) as caught:
        client.mentions(XPageRequest())
    assert str(caught.value) == "X: bad token [hidden]"


def test_the_headers_of_the_last_answer_are_kept() -> None:
    client = scripted(answer(200, {"meta": {"result_count": 0}}, {"x-rate-limit-remaining": "3"}))
    client.mentions(XPageRequest())
    assert client.last_headers["x-rate-limit-remaining"] == "3"


class Scripted(requests.adapters.BaseAdapter):
    """Gives one answer to everything."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.response = response

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.response.url = request.url or ""
        self.response.request = request
        if self.response.status_code == 302:
            self.response.headers["location"] = "https://elsewhere.invalid/"
        return self.response

    def close(self) -> None:
        """Nothing is open."""


def scripted(response: requests.Response) -> XClient:
    account = XAccount.model_validate(
        {"handle": "brand", "user_id": "1", "bearer_token": "secret-token"}
    )
    client = XClient(account, now=lambda: NOW)
    client._tweepy.session.mount("https://", Scripted(response))
    return client
