"""How long words are kept; rows, labels and times stay, so that reports still add up."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain.retention import Retention
from listenpost.settings.section import Section


class PlatformRetention(Section):
    posts_days: int | None = Field(
        default=None, ge=1, description="Days after which the text of a public post goes."
    )
    private_days: int | None = Field(
        default=None, ge=1, description="Days after which the text of a private reply goes."
    )


class RetentionSettings(Section):
    posts_days: int | None = Field(
        default=None,
        ge=1,
        description="Days after which the text of public posts and of our answers goes, once their "
        "case is closed; left out, they are kept. [retention.platforms.NAME] may say otherwise.",
    )
    private_days: int | None = Field(
        default=None, ge=1, description="The same for our private replies."
    )
    skipped_days: int = Field(
        default=90, ge=1, description="Days after which unreadable items are forgotten."
    )
    platforms: dict[str, PlatformRetention] = Field(
        default={}, description="[retention.platforms.NAME]: other days for one network."
    )

    def rules(self) -> Retention:
        """The rules as the domain knows them."""
        return Retention(
            posts=_days(self.posts_days),
            private=_days(self.private_days),
            skipped=dt.timedelta(days=self.skipped_days),
            platforms={
                name: (_days(own.posts_days), _days(own.private_days))
                for name, own in self.platforms.items()
            },
        )


def _days(number: int | None) -> dt.timedelta | None:
    return None if number is None else dt.timedelta(days=number)
