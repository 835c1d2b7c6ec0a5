"""How often a bot may write in one chat: a message a second, and 20 a minute in a group."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque

from domain.errors import ChatLimited

Limit = tuple[int, dt.timedelta]
CHAT: Limit = (1, dt.timedelta(seconds=1))
GROUP: Limit = (20, dt.timedelta(minutes=1))


class ChatPace:
    """What was written lately in each chat.

    A restart forgets it; then Telegram's own answer, 429 with the seconds to wait, does the same.
    Thirty messages a second in all need no watch: replies go out one after the other.
    """

    def __init__(self) -> None:
        self._written: dict[str, deque[dt.datetime]] = defaultdict(deque)

    def take(self, chat_id: str, now: dt.datetime) -> None:
        """Count one message; raises ChatLimited, with the time at which it fits, if it is too many.

        A chat whose id is positive is a person's.
        """
        limits = (CHAT, GROUP) if chat_id.startswith(("-", "@")) else (CHAT,)
        written = self._written[chat_id]
        while written and now - written[0] >= max(span for _, span in limits):
            written.popleft()
        for most, span in limits:
            if len(written) >= most and now < (fits := written[-most] + span):
                raise ChatLimited(
                    f"Telegram lets a bot write {most} in {span.total_seconds():g} s in this chat; "
                    "it goes on by itself.",
                    retry_at=fits,
                )
        written.append(now)
