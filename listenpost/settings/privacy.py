"""How what was erased is remembered, and how long what was heard is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field

from domain.recheck import RecheckRules
from listenpost.services.tombstones import Tombstones
from listenpost.settings.section import Section


class PrivacySettings(Section):
    tombstones: str = Field(
        default="listenpost-erased.jsonl",
        description="File that remembers, as keyed hashes, who was erased; keep it outside of the "
        "database's backups and run `listenpost customers erase --reapply` after restoring one.",
    )
    key: str | None = Field(
        default=None,
        min_length=16,
        description="Secret of those hashes; left out, one is made beside the file at the first "
        "erasure. Several machines must share it.",
        repr=False,
    )

    recheck_requests: int = Field(
        default=1,
        ge=0,
        description="Requests a day and network to see whether recent posts were deleted there; "
        "each reads up to 100 posts on X, at X's price for reads, and 50 on Facebook.",
    )
    recheck_days: int = Field(
        default=7, ge=1, description="Posts that are older are not looked at again."
    )

    def recheck(self) -> RecheckRules:
        """The rules as the domain knows them."""
        return RecheckRules(
            requests=self.recheck_requests, within=dt.timedelta(days=self.recheck_days)
        )

    def remembered(self) -> Tombstones:
        """Where the erased ones are remembered."""
        return Tombstones(file=Path(self.tombstones), secret=self.key)
