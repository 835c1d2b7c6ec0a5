"""How often a bot may write in one group: Telegram asks for at most 20 messages a minute."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque

from domain.errors import RateLimited

MOST = 20
SPAN = dt.timedelta(minutes=1)


class GroupPace:
    """What was written lately in each group.

    A restart forgets it; then Telegram's own answer, 429 with the seconds to wait, does the same. A
    message a second in a private chat and 30 a second in all need no watch: replies go out one
    after the other, and the flood guard holds what one customer gets.
    """

    def __init__(self) -> None:
        self._written: dict[str, deque[dt.datetime]] = defaultdict(deque)

    def take(self, chat_id: str, now: dt.datetime) -> None:
        """Count one message; raises RateLimited, with the time at which it fits, if it is too many.

        A chat whose id is positive is a person's.
        """
        if not chat_id.startswith(("-", "@")):
            return
        written = self._written[chat_id]
        while written and now - written[0] >= SPAN:
            written.popleft()
        if len(written) >= MOST:
            raise RateLimited(
                f"Telegram lets a bot write {MOST} messages a minute in a group; it goes on by "
                "itself.",
                retry_at=written[0] + SPAN,
            )
        written.append(now)
