"""How long the words of posts and replies are kept, by network and by whether they are private."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Kept = dt.timedelta | None
"""None: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """`platforms` maps a network to what it keeps otherwise: (posts, private)."""

    posts: Kept = None
    private: Kept = None
    skipped: dt.timedelta = dt.timedelta(days=90)
    platforms: Mapping[str, tuple[Kept, Kept]] = field(default_factory=dict)

    def kept_for(self, platform: str, *, private: bool) -> Kept:
        """How long a text is kept; what a network does not say is said for all."""
        posts_here, private_here = self.platforms.get(platform, (None, None))
        if private:
            return private_here or self.private
        return posts_here or self.posts
