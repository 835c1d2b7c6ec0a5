"""Share of voice: whom people name, of us and the competitors of the settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domain.pulse import Counts, share, total
from domain.pulse_name import NameKind
from domain.role import Actor, Permission, require
from domain.share import Share
from listenpost.services.app import App
from listenpost.services.pulse import PulseFilter, slots_of
from storage import pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How often one name is named; `share` is of all namings, ours and theirs."""

    name: str
    ours: bool
    counts: Counts
    share: Share

    @property
    def negative(self) -> Share:
        return share(self.counts)


def read(
    app: App, actor: Actor, wanted: PulseFilter, *, zone: dt.tzinfo = dt.UTC
) -> tuple[Voice, ...]:
    """One row for us and each competitor, the most named first; none where nobody is set.

    A post that names two counts for both.
    """
    require(actor.role, Permission.READ_PULSE)
    rivals = [one for one in app.named if one.kind is not NameKind.CAMPAIGN]
    if not rivals:
        return ()
    today = app.clock.now().astimezone(zone).date()
    asked = slots_of(wanted, today - dt.timedelta(days=wanted.days - 1), today, zone)
    with app.database.read() as session:
        rows = pulse.named(session, asked)
    counts = {
        one.key: total({mood: posts} for name, mood, posts in rows if name == one.key)
        for one in rivals
    }
    whole = sum(sum(one.values()) for one in counts.values())
    found = [
        Voice(
            name=one.name,
            ours=one.kind is NameKind.US,
            counts=counts[one.key],
            share=Share(part=sum(counts[one.key].values()), whole=whole),
        )
        for one in rivals
    ]
    return tuple(sorted(found, key=lambda one: (-one.share.part, not one.ours, one.name)))
