"""Listens to posts and comments in subreddits that name the brand by a keyword."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from domain.mention import REDDIT, Cursor, Page, Platform
from listeners.keyword_settings import KeywordSettings, matching
from listeners.page import Found
from listeners.reddit_item import read_item
from listeners.reddit_walk import RedditWalkSettings, descent
from platforms.reading import mapping
from platforms.reddit import RedditAccount, client_of

Subreddit = Annotated[str, StringConstraints(pattern=r"^\w{2,24}$")]


class RedditSubredditsSettings(RedditWalkSettings, KeywordSettings):
    """Which subreddits are read, and what in them is ours."""

    subreddits: tuple[Subreddit, ...] = Field(
        min_length=1, max_length=50, description="Names without r/; all are read as one listing."
    )
    own: tuple[Subreddit, ...] = Field(
        default=(), description="Those of them that are the brand's: all in them is ours."
    )


class RedditSubredditsListener:
    """Reads the newest posts and the newest comments of the subreddits, each as one listing."""

    platform: ClassVar[Platform] = REDDIT
    account_model: ClassVar[type[RedditAccount]] = RedditAccount
    settings_model: ClassVar[type[RedditSubredditsSettings]] = RedditSubredditsSettings

    def __init__(
        self,
        account: RedditAccount,
        settings: RedditSubredditsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        rule, own = settings.rule(), {name.casefold() for name in settings.own}
        together = "+".join(settings.subreddits)

        def read(item: object) -> Found | None:
            where = str(mapping(mapping(item).get("data")).get("subreddit")).casefold()
            found = read_item(item, account)
            return found if where in own else matching(found, rule)

        self._walk = descent(
            client_of(account, now),
            read,
            paths={"posts": f"r/{together}/new", "comments": f"r/{together}/comments"},
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)
