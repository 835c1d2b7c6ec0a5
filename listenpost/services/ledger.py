"""The ledger of requests: what needed an answer, what became of it, what is left by name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from domain.errors import BadInput
from domain.ledger import (
    PENDING,
    SETTLED,
    Expected,
    Reason,
    Settlement,
    expected,
    reason,
)
from domain.role import Actor, Permission, require
from listenpost.services import ledger_rows
from listenpost.services.app import App
from storage import ledger, users
from storage.ledger import OpenRequest
from storage.period import Period as Period

IGNORED = tuple(one for one in Reason if one not in PENDING)
DAYS = dt.timedelta(days=30)
FIRST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """One period. `needed` is the sum of `settled`, `pending` and `ignored`.

    `decided` needed an answer by the rules at first sight, `added` by a person's correction;
    together they are `needed`. What a correction took out again stands in the row "corrected".
    `expected` is by the model's probabilities alone.
    """

    period: Period
    heard: int
    unjudged: int
    expected: Expected
    decided: int
    added: int
    settled: dict[Settlement, int]
    pending: dict[Reason, int]
    ignored: dict[Reason, int]

    @property
    def needed(self) -> int:
        return self.decided + self.added

    @property
    def ignored_total(self) -> int:
        return sum(self.ignored.values())

    @property
    def pending_total(self) -> int:
        return sum(self.pending.values())

    @property
    def ignored_share(self) -> float | None:
        """Of everything that needed an answer; None where nothing did."""
        return self.ignored_total / self.needed if self.needed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """One mention that is left: whose, how old, why. `owner` is "" where nobody took the case."""

    mention_id: int
    case_id: int
    platform: str
    customer: str
    text: str
    url: str
    urgency: str
    published_at: dt.datetime
    due_at: dt.datetime | None
    age: dt.timedelta
    owner: str
    reason: Reason


def period(
    app: App,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    platforms: tuple[str, ...] = (),
    teams: tuple[str, ...] = (),
) -> Period:
    """The period asked for; by default the last 30 days up to this moment."""
    end = until or app.clock.now() + dt.timedelta(seconds=1)
    begin = since or end - DAYS
    if begin >= end:
        raise BadInput(f"The period ends ({end:%Y-%m-%d %H:%M}) before it begins.")
    return Period(since=begin, until=end, platforms=platforms, teams=teams)


def report(app: App, actor: Actor, wanted: Period) -> LedgerReport:
    """The sums of a period; the rows add up to what needed an answer."""
    require(actor.role, Permission.READ_REPORTS)
    return compute(app, wanted)


def compute(app: App, wanted: Period) -> LedgerReport:
    """The same for the command line, where the operator is nobody's user."""
    ledger_rows.refresh(app)
    now = app.clock.now()
    with app.database.read() as session:
        sums = {found.settlement: found for found in ledger.sums(session, wanted)}
        standings = ledger.standings(session, wanted, now=now)
        unjudged = ledger.unjudged(session, wanted)
    reasons: Counter[Reason] = Counter()
    for standing, number in standings:
        reasons[reason(standing)] += number
    heard = sum(found.mentions for found in sums.values())
    needed = heard - sums[Settlement.NOT_NEEDED].mentions
    decided = sum(found.decided for found in sums.values())
    return LedgerReport(
        period=wanted,
        heard=heard,
        unjudged=unjudged,
        expected=expected(
            heard,
            sum(found.probability for found in sums.values()),
            sum(found.spread for found in sums.values()),
        ),
        decided=decided,
        added=needed - decided,
        settled={one: sums[one].mentions for one in SETTLED},
        pending={one: reasons[one] for one in Reason if one in PENDING},
        ignored={one: reasons[one] for one in Reason if one not in PENDING},
    )


def teams(app: App, actor: Actor) -> list[str]:
    """The teams that a report can be asked for."""
    require(actor.role, Permission.READ_REPORTS)
    with app.database.read() as session:
        return ledger.teams(session)


def unanswered(
    app: App,
    actor: Actor,
    wanted: Period,
    *,
    reasons: Collection[Reason] = IGNORED,
    limit: int = 100,
    offset: int = 0,
) -> list[Unanswered]:
    """What is left for one of these reasons, by name, the oldest first."""
    require(actor.role, Permission.READ_REPORTS)
    return names(app, wanted, reasons=reasons, limit=limit, offset=offset)


def names(
    app: App,
    wanted: Period,
    *,
    reasons: Collection[Reason] = IGNORED,
    limit: int = 100,
    offset: int = 0,
) -> list[Unanswered]:
    """The same for the command line."""
    ledger_rows.refresh(app)
    now = app.clock.now()
    with app.database.read() as session:
        alike = [
            standing
            for standing, _ in ledger.standings(session, wanted, now=now)
            if reason(standing) in reasons
        ]
        found = ledger.open_requests(session, wanted, alike, now=now, limit=limit, offset=offset)
        owners = users.names(session)
    return [_unanswered(one, owners, now) for one in found]


def _unanswered(one: OpenRequest, owners: dict[int, str], now: dt.datetime) -> Unanswered:
    return Unanswered(
        mention_id=one.mention_id,
        case_id=one.case_id,
        platform=one.platform,
        customer=one.customer,
        text=one.text,
        url=one.url,
        urgency=one.urgency,
        published_at=one.published_at,
        due_at=one.due_at,
        age=now - one.published_at,
        owner=owners.get(one.owner_id or 0, ""),
        reason=reason(one.standing),
    )
