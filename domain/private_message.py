"""Private messages on Meta's networks: which thread they belong to, and how long they are answered.

Rules as of 2026-11-22 (Messenger Platform: policy overview, Send API, message tags).
"""

from __future__ import annotations

import datetime as dt

REPLY_WINDOW = dt.timedelta(hours=24)
"""So long after the customer's last message an ordinary answer is possible."""
HUMAN_WINDOW = dt.timedelta(days=7)
"""So long a person may still answer, under the tag HUMAN_AGENT, which Meta grants on request."""


def private_thread(person_id: str) -> str:
    """The name of our private conversation with a person.

    Made from the person's id on the page, because a webhook tells nothing else.
    """
    return f"private:{person_id}"


def needs_human_agent(written_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether an answer to a message must say that a person gives it."""
    return now - written_at > REPLY_WINDOW
