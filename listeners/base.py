"""What a listener is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Protocol

from domain.mention import Cursor, Page, Platform


class Listener(Protocol):
    """Reads one account on one platform, from where the cursor points.

    Guarantees: every item that the platform had when the walk began is yielded, or named in
    `Page.skipped`, by the page that says `complete`. Stopping after any page loses nothing: polling
    with that page's cursor goes on (items may come twice, never not at all). A cursor is made from
    the platform's own ids and times, never from an author's clock, and steps back by an overlap, so
    that what was indexed late is found. Order within a walk is not promised.
    """

    platform: ClassVar[Platform]

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        """Yield pages until the walk is complete; the first walk has no cursor.

        Raises RateLimited, PlatformUnavailable, AuthenticationFailed, PermissionMissing,
        CreditExhausted or EndpointRetired; pages yielded before that stay valid. An unreadable item
        is named in Page.skipped and never ends the poll.
        """
        ...
