"""YouTube's day, and a reply as it is posted there.

Units: a list costs 1, a comment 50, of 10,000 a day unless Google grants more; the day ends at
midnight in California (developers.google.com/youtube/v3/determine_quota_cost, 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from domain.mastodon_text import addressed
from domain.reply import ReplyTarget

UNITS_TO_LIST = 1
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


def day_ends(now: dt.datetime) -> dt.datetime:
    """When the quota of a project begins anew."""
    tomorrow = now.astimezone(_CALIFORNIA).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), _CALIFORNIA).astimezone(dt.UTC)


def as_posted(target: ReplyTarget, text: str) -> str:
    """A thread has one level: who is answered inside of it has to be named."""
    return text if target.external_id == target.conversation_id else addressed(target, text)
