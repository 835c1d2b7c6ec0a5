"""What workers do, by name; each name is a queue, too."""

from __future__ import annotations

from enum import StrEnum


class Work(StrEnum):
    """Kinds of work, the most pressing first."""

    DELIVER = "deliver"  # send what is approved, look for what is in doubt
    POLL = "poll"  # ask a network
    JUDGE = "judge"  # the model reads what was heard, and cases follow
    FETCH = "fetch"  # what a delivery only named
    TELL = "tell"  # webhooks out
    FOLLOW = "follow"  # tickets in helpdesks
    TIDY = "tidy"  # what time alone does
    LOOK = "look"  # silence, ends of tokens
    NOTIFY = "notify"  # what people want to be told
    REREAD = "reread"  # whether help articles are still there


PRIORITY: dict[Work, int] = {work: 10 * place for place, work in enumerate(reversed(Work))}
"""A higher number is taken first."""
