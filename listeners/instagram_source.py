"""The requests of one poll of an Instagram account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from listeners.instagram_item import MEDIA_FIELDS, REPLY_FIELDS
from listeners.meta_source import MetaSource

NESTED = 10
"""So many comments come with each medium, and so many replies with each comment."""
_COMMENT = f"{REPLY_FIELDS},replies.limit({NESTED}){{{REPLY_FIELDS}}}"
_WITH_COMMENTS = f"{MEDIA_FIELDS},comments.limit({NESTED}){{{_COMMENT}}}"


@dataclass(slots=True, kw_only=True)
class InstagramSource(MetaSource):
    """Media come with their newest comments, so that most threads need no request."""

    user_id: str

    def listed(self, name: str, place: str | None) -> dict[str, Any]:
        """A page of our media or of those that tag us, newest first."""
        fields = _WITH_COMMENTS if name == "media" else MEDIA_FIELDS
        return self.get(self.user_id, name, place, fields=fields)

    def comments(self, media_id: str, place: str | None) -> dict[str, Any]:
        """A page of the comments below a medium, newest first, each with replies."""
        return self.get(media_id, "comments", place, fields=_COMMENT)

    def replies(self, comment_id: str, place: str | None) -> dict[str, Any]:
        """A page of the replies to a comment."""
        return self.get(comment_id, "replies", place, fields=REPLY_FIELDS)
