"""What a responder is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol, runtime_checkable

from domain.mention import Platform
from domain.reply import OutgoingReply, PostedReply


class Responder(Protocol):
    """Posts on one platform. It never retries by itself: one call, at most one public effect."""

    platform: ClassVar[Platform]

    def post(self, reply: OutgoingReply) -> PostedReply:
        """Post the reply.

        Raises RateLimited or another error that says for certain that nothing was posted;
        ReplyNotAllowed if it never can be; OutcomeUnknown where it may have been posted (a timeout
        after the request went out, a 5xx, a broken answer).
        """
        ...

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """Look on the platform for this very reply by our own account; None if it is not there.

        Raises as a listener does when the platform cannot be read.
        """
        ...


@runtime_checkable
class Approving(Protocol):
    """A responder whose network approves templates before they may be sent."""

    def approved(self, name: str) -> Mapping[str, str]:
        """Language -> body of the templates with this name that may be sent now."""
        ...
