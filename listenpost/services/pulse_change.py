"""What drove a change of mood between two days, and the posts that show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from domain.classification import Sentiment
from domain.pulse import Counts, Driver, change, drivers, share, total
from domain.role import Actor, Permission, may, require
from domain.share import Share
from listenpost.services.app import App
from listenpost.services.pulse import PulseFilter, by, slots_of
from storage import pulse
from storage.pulse import Wanted

MOST_ACCOUNTS = 2000
SHOWN = 8


class DriverKind(StrEnum):
    TOPIC = "topic"
    NETWORK = "network"
    LANGUAGE = "language"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who wrote; `name` is what people see, `reach` the followers where they are known."""

    author_id: int
    name: str
    platform: str
    reach: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two days side by side; `moved` is (change of the negative share, low, high)."""

    day: dt.date
    against: dt.date
    before: Share
    after: Share
    moved: tuple[float, float, float] | None
    drivers: dict[DriverKind, tuple[Driver, ...]]
    accounts: dict[str, Account]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One post that shows why."""

    mention_id: int
    case_id: int | None
    platform: str
    author: str
    reach: int | None
    sentiment: Sentiment
    text: str
    url: str
    published_at: dt.datetime


def read(
    app: App,
    actor: Actor,
    wanted: PulseFilter,
    day: dt.date,
    against: dt.date,
    *,
    zone: dt.tzinfo = dt.UTC,
) -> Change:
    """What changed from `against` to `day`, both whole days of `zone`.

    Who may not read cases is told of no account that never wrote in public.
    """
    require(actor.role, Permission.READ_PULSE)
    asked = [slots_of(wanted, one, one, zone) for one in (against, day)]
    with app.database.read() as session:
        before, after = (pulse.groups(session, one) for one in asked)
        wrote = [_by_account(pulse.accounts(session, one, limit=MOST_ACCOUNTS)) for one in asked]
        found = {
            DriverKind.TOPIC: drivers(by(before, _topic), by(after, _topic)),
            DriverKind.NETWORK: drivers(by(before, _network), by(after, _network)),
            DriverKind.LANGUAGE: drivers(by(before, _language), by(after, _language)),
            DriverKind.ACCOUNT: drivers(*wrote),
        }
        first = {kind: tuple(_telling(some)) for kind, some in found.items()}
        accounts = _accounts(session, actor, first[DriverKind.ACCOUNT])
        if not may(actor.role, Permission.READ_CASES):
            first[DriverKind.ACCOUNT] = tuple(
                one for one in first[DriverKind.ACCOUNT] if one.name in accounts
            )
    was, is_now = (share(total(by(one, _topic).values())) for one in (before, after))
    return Change(
        day=day,
        against=against,
        before=was,
        after=is_now,
        moved=change(was, is_now),
        drivers=first,
        accounts=accounts,
    )


def _accounts(session: Session, actor: Actor, moved: Iterable[Driver]) -> dict[str, Account]:
    """Whose names the actor may see, of the accounts that moved something."""
    ids: Collection[int] = [int(one.name) for one in moved]
    if not may(actor.role, Permission.READ_CASES):
        ids = pulse.wrote_in_public(session, ids)
    return {
        str(number): Account(
            author_id=number, name=one.shown_as, platform=one.platform, reach=one.followers
        )
        for number, one in pulse.authors(session, ids).items()
    }


def evidence(
    app: App,
    actor: Actor,
    wanted: PulseFilter,
    day: dt.date,
    *,
    kind: DriverKind | None = None,
    name: str = "",
    mood: Sentiment | None = Sentiment.NEGATIVE,
    limit: int = SHOWN,
    zone: dt.tzinfo = dt.UTC,
) -> list[Evidence]:
    """The day's posts of a driver that most people may have read, the negative ones by default.

    Who may not read cases is shown none that was written in private, and led to no case.
    """
    require(actor.role, Permission.READ_PULSE)
    asked = replace(slots_of(wanted, day, day, zone), sentiments=(mood,) if mood else ())
    all_of_it = may(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        found = pulse.posts(session, _only(asked, kind, name), limit=limit, private=all_of_it)
        return [
            Evidence(
                mention_id=post.id or 0,
                case_id=post.case_id if all_of_it else None,
                platform=post.platform,
                author=who.shown_as,
                reach=who.followers,
                sentiment=Sentiment(sounded),
                text=post.text,
                url=post.url,
                published_at=post.published_at,
            )
            for post, who, sounded in found
        ]


def _only(asked: Wanted, kind: DriverKind | None, name: str) -> Wanted:
    match kind:
        case DriverKind.TOPIC:
            return replace(asked, topics=(name,))
        case DriverKind.NETWORK:
            return replace(asked, platforms=(name,))
        case DriverKind.LANGUAGE:
            return replace(asked, languages=(name,))
        case DriverKind.ACCOUNT:
            return replace(asked, authors=(int(name),)) if name.isdecimal() else asked
        case None:
            return asked


def _telling(found: list[Driver]) -> list[Driver]:
    """The strongest ones that changed anything."""
    return [one for one in found if one.points][:SHOWN]


def _by_account(rows: Iterable[tuple[int, Sentiment, int]]) -> dict[str, Counts]:
    counted: dict[str, Counts] = {}
    for author, mood, posts in rows:
        mine = counted.setdefault(str(author), total(()))
        mine[Sentiment(mood)] += posts
    return counted


def _topic(one: pulse.Group) -> str:
    return one.topic


def _network(one: pulse.Group) -> str:
    return one.platform


def _language(one: pulse.Group) -> str:
    return one.language
