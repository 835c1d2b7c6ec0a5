"""What we promised and how it went: for managers, over a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.promise import PromiseStatus
from domain.role import Actor, Permission, require
from domain.share import Share
from listenpost.services import promises
from listenpost.services.app import App
from listenpost.services.promises import Promised
from storage.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReport:
    """The promises that fell due in a period; `broken` stand one by one, the oldest first."""

    numbers: Mapping[PromiseStatus, int]
    broken: tuple[Promised, ...]

    @property
    def kept(self) -> Share:
        """Of those that were kept or broken."""
        kept, broken = self.numbers[PromiseStatus.KEPT], self.numbers[PromiseStatus.BROKEN]
        return Share(part=kept, whole=kept + broken)


def report(app: App, actor: Actor, wanted: Period) -> PromiseReport:
    """Those that fell due in the period, as they stand now."""
    require(actor.role, Permission.READ_REPORTS)
    promises.sweep(app)
    return PromiseReport(
        numbers=promises.counted(app, wanted),
        broken=tuple(promises.listed(app, wanted, statuses=(PromiseStatus.BROKEN,))),
    )
