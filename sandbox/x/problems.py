"""What X says when it refuses, in its own words."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.posts import Json

_PROBLEMS = "https://api.twitter.com/2/problems/"


class Problem(Exception):
    """An answer in X's problem+json."""

    def __init__(self, status: int, title: str, detail: str, **more: object) -> None:
        super().__init__(detail)
        self.status = status
        self.body: Json = {"title": title, "detail": detail, "type": "about:blank", **more}
        self.body.setdefault("status", status)


def invalid(parameter: str, value: object, message: str) -> Problem:
    """One parameter is wrong."""
    return Problem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        type=f"{_PROBLEMS}invalid-request",
        errors=[{"parameters": {parameter: [str(value)]}, "message": message}],
    )


def unauthorized() -> Problem:
    return Problem(401, "Unauthorized", "Unauthorized")


def unsupported_authentication(given: str, allowed: Iterable[str]) -> Problem:
    """The endpoint wants a user, and the app came alone."""
    names = ", ".join(allowed)
    return Problem(
        403,
        "Unsupported Authentication",
        f"Authenticating with {given} is forbidden for this endpoint.  "
        f"Supported authentication types are [{names}].",
        type=f"{_PROBLEMS}unsupported-authentication",
    )


def forbidden(detail: str) -> Problem:
    return Problem(403, "Forbidden", detail)


def too_many_requests() -> Problem:
    return Problem(429, "Too Many Requests", "Too Many Requests")


def credits_depleted(account: str) -> Problem:
    """The account's money is spent."""
    return Problem(
        402,
        "CreditsDepleted",
        f"Your enrolled account [{account}] does not have any credits to fulfill this request.",
        type=f"{_PROBLEMS}credits",
        account_id=account,
    )


def not_found(resource: str, parameter: str, value: str) -> Json:
    """One entry of `errors`: what was asked for is not there."""
    return {
        "value": value,
        "detail": f"Could not find {resource} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": resource,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_PROBLEMS}resource-not-found",
    }


NOT_SUMMONED = "You can only reply to or quote posts where you are mentioned or are the author."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
TOO_LONG = (
    "Your Tweet text is too long. "
    "For more information, see https://docs.x.com/resources/fundamentals/counting-characters."
)
