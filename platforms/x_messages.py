"""X's direct messages as read from JSON, and where their list ends for us."""

from __future__ import annotations

from dataclasses import replace

from platforms.reading import mapping
from platforms.x_posts import XPage, XPageRequest, is_snowflake, snowflake_at

DM_FIELDS = "id,text,event_type,created_at,dm_conversation_id,sender_id,attachments"
_PREFIX = "dm:"


def down_to(page: XPage, wanted: XPageRequest) -> XPage:
    """The page without what lies below the lower bound: X's list of messages takes none itself."""
    start = snowflake_at(wanted.start_time) if wanted.start_time else None
    floor = int(wanted.since_id or start or 0)
    if not any(one <= floor for one in page.ids()):
        return page
    above = tuple(one for one in page.posts if not _is_below(one, floor))
    return replace(page, posts=above, next_token=None)


def message_name(event_id: str) -> str:
    """What we call a message: its number alone could be that of a post."""
    return f"{_PREFIX}{event_id}"


def event_id_of(name: str) -> str | None:
    """The number in the name of a message; None where it names a post."""
    return name.removeprefix(_PREFIX) if name.startswith(_PREFIX) else None


def message_url(conversation: str) -> str:
    """Where our people see the conversation."""
    return f"https://x.com/messages/{conversation}"


def _is_below(event: object, floor: int) -> bool:
    event_id = mapping(event).get("id")
    return is_snowflake(event_id) and int(str(event_id)) <= floor
