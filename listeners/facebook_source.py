"""The requests of one poll of a Facebook page, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.errors import PermissionMissing
from listeners.facebook_item import COMMENT_FIELDS, POST_ATTACHMENTS, POST_FIELDS
from listeners.facebook_standing import TOP
from listeners.meta_source import MetaSource

_POST = f"{POST_FIELDS},{POST_ATTACHMENTS}"
_NEWEST_FIRST = f"comments.filter(stream).order(reverse_chronological).limit({TOP})"
_WITH_COMMENTS = f"{_POST},{_NEWEST_FIRST}{{{COMMENT_FIELDS}}}"


@dataclass(slots=True, kw_only=True)
class FacebookSource(MetaSource):
    """Lists come with each post's newest comments, so that most threads need no request.

    `bare` is a list that was refused with comments.
    """

    page_id: str
    bare: str | None = None

    def posts(self, name: str, place: str | None) -> dict[str, Any]:
        """A page of visitor_posts, tagged or feed, newest first."""
        fields = _POST if self.bare == name else _WITH_COMMENTS
        try:
            return self.get(self.page_id, name, place, fields=fields)
        except PermissionMissing:
            if self.bare == name or name != "tagged":
                raise
            self.bare = name  # other people's threads may be closed to us
            return self.posts(name, place)

    def comments(self, post_id: str, place: str | None) -> dict[str, Any]:
        """A page of a thread, the answers among the comments, newest first."""
        order = {"filter": "stream", "order": "reverse_chronological"}
        return self.get(post_id, "comments", place, fields=COMMENT_FIELDS, **order)
