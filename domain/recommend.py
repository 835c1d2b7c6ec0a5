"""Where a matter can be settled: what is possible now, how well it went, what the brand wants.

What is impossible is left in the list with the reason. The rest is ordered by the chance that the
matter is settled there, from what became of earlier ones, less the trouble that the customer has
with it. What she asked for comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.channel import MOVING, ChannelKind
from domain.classification import Topic
from domain.language import code_of
from domain.prices import MICRO
from domain.route import Policy, RouteFacts
from domain.sla_calendar import ALWAYS, Calendar
from domain.wish import Wish

PRIOR: Mapping[ChannelKind, float] = {
    ChannelKind.REPLY: 0.65,
    ChannelKind.MESSAGE: 0.65,
    ChannelKind.ARTICLE: 0.5,
    ChannelKind.PHONE: 0.7,
    ChannelKind.CHAT: 0.65,
    ChannelKind.EMAIL: 0.55,
    ChannelKind.STORE: 0.6,
    ChannelKind.SPECIALIST: 0.7,
}
"""What is assumed before anything was tried; after twenty matters it hardly counts."""
PRIOR_WEIGHT = 5.0
TOPIC_WEIGHT = 10.0
"""What is known of all topics counts as this many matters of a topic."""
ENOUGH = 20
"""From this many matters of a topic on, people are told its own share."""
OVERRIDE_WEIGHT = 0.5
"""An agent who takes another channel says half as much as an outcome."""
MESSAGE_TROUBLE = 0.05
ELSEWHERE_TROUBLE = 0.15
"""So much better a channel must be to be worth the way there."""
IN_VAIN_TROUBLE = 0.4
TROUBLE_PER_DOLLAR = 0.01
PREFERENCE = 0.25
"""So much worse a preferred channel may be and still come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where matters can be settled. Empty sets mean any; `price` is in millionths of a dollar.

    `contact` is what the customer is told: a number, an address, a link. `queue` is how many wait.
    """

    name: str
    kind: ChannelKind
    contact: str = ""
    hours: Calendar = ALWAYS
    languages: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    queue: int | None = None
    queue_limit: int | None = None
    price: int = 0
    personal_data: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whether an answer can go out on the network in one way; `closes_at` None means no end."""

    allowed: bool
    problem: str = ""
    closes_at: dt.datetime | None = None
    price: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case, as far as the choice of a channel depends on it.

    `in_private` says that she wrote to us in private. `came_back_from` are kinds of channel that
    she was sent to in vain. `article` is the title of one that fits.
    """

    facts: RouteFacts
    now: dt.datetime
    public: Door
    private: Door
    in_private: bool = False
    came_back_from: frozenset[ChannelKind] = frozenset()
    wish: Wish = field(default_factory=Wish)
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What became of matters in a kind of channel, and of our proposals to take it."""

    tried: int = 0
    solved: int = 0
    taken_instead: int = 0
    passed_over: int = 0

    def __add__(self, other: Experience) -> Experience:
        return Experience(
            tried=self.tried + other.tried,
            solved=self.solved + other.solved,
            taken_instead=self.taken_instead + other.taken_instead,
            passed_over=self.passed_over + other.passed_over,
        )


Past = Mapping[tuple[Topic, ChannelKind], Experience]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One channel: why it may be, or what stands in its way, in words."""

    channel: Channel
    chance: float
    reasons: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def feasible(self) -> bool:
        return not self.obstacles


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """All channels, the best first, those that are impossible last.

    `best` is None where nothing is possible; a `stopgap` is only that: something must be said, but
    the matter cannot be settled there.
    """

    best: Candidate | None
    candidates: tuple[Candidate, ...]
    policy: Policy
    stopgap: bool = False

    def named(self, name: str | None) -> Candidate | None:
        """The channel with this name."""
        return next((one for one in self.candidates if one.channel.name == name), None)


NOTHING = Recommendation(best=None, candidates=(), policy=Policy())


def recommend(
    matter: Matter, channels: Sequence[Channel], policy: Policy, past: Past
) -> Recommendation:
    """Judge each channel and put them in order."""
    found = [_candidate(matter, channel, policy, past) for channel in channels]
    wanted = matter.wish.wanted
    found.sort(
        key=lambda one: (
            not one.feasible,
            one.channel.kind not in wanted,
            -one.score,
            one.channel.name,
        )
    )
    best = found[0] if found and found[0].feasible else None
    if best is not None:
        return Recommendation(best=best, candidates=tuple(found), policy=policy)
    stopgap = _stopgap(matter, found)
    return Recommendation(
        best=stopgap, candidates=tuple(found), policy=policy, stopgap=stopgap is not None
    )


def _stopgap(matter: Matter, found: Sequence[Candidate]) -> Candidate | None:
    """Where the network lets us say something, though the matter cannot be settled there."""
    kind = ChannelKind.MESSAGE if matter.in_private else ChannelKind.REPLY
    door = matter.private if matter.in_private else matter.public
    return next((one for one in found if one.channel.kind is kind and door.allowed), None)


def _candidate(matter: Matter, channel: Channel, policy: Policy, past: Past) -> Candidate:
    chance = chance_of(past, matter.facts.topic, channel.kind)
    score = chance - _trouble(matter, channel) + _preference(channel, policy)
    return Candidate(
        channel=channel,
        chance=chance,
        reasons=tuple(_reasons(matter, channel, policy, past)),
        obstacles=tuple(_obstacles(matter, channel, policy)),
        score=score,
    )


def chance_of(past: Past, topic: Topic, kind: ChannelKind) -> float:
    """The expected share that is settled: the topic's own, drawn towards that of all topics.

    Both are means of a beta distribution; with nothing tried it is the PRIOR.
    """
    whole = sum((one for (_, known), one in past.items() if known is kind), start=Experience())
    prior = _mean(whole, PRIOR[kind], PRIOR_WEIGHT)
    return _mean(past.get((topic, kind), Experience()), prior, TOPIC_WEIGHT)


def _mean(seen: Experience, prior: float, weight: float) -> float:
    for_it = seen.solved + OVERRIDE_WEIGHT * seen.taken_instead
    tried = seen.tried + OVERRIDE_WEIGHT * (seen.taken_instead + seen.passed_over)
    return (for_it + prior * weight) / (tried + weight)


def moves(matter: Matter, kind: ChannelKind) -> bool:
    """Whether the customer would have to go elsewhere."""
    return kind in MOVING and not (kind is ChannelKind.MESSAGE and matter.in_private)


def _trouble(matter: Matter, channel: Channel) -> float:
    price = _price(matter, channel) / MICRO
    again = IN_VAIN_TROUBLE * (channel.kind in matter.came_back_from)
    return _way(matter, channel.kind) + again + TROUBLE_PER_DOLLAR * price


def _way(matter: Matter, kind: ChannelKind) -> float:
    if not moves(matter, kind):
        return 0.0
    return MESSAGE_TROUBLE if kind is ChannelKind.MESSAGE else ELSEWHERE_TROUBLE


def _price(matter: Matter, channel: Channel) -> int:
    door = {ChannelKind.REPLY: matter.public, ChannelKind.MESSAGE: matter.private}
    return channel.price + (door[channel.kind].price if channel.kind in door else 0)


def _named(channel: Channel, names: Sequence[str]) -> bool:
    return channel.name in names or channel.kind.value in names


def _preference(channel: Channel, policy: Policy) -> float:
    for place, name in enumerate(policy.prefer):
        if name in (channel.name, channel.kind.value):
            return PREFERENCE - 0.01 * place
    return 0.0


def _obstacles(matter: Matter, channel: Channel, policy: Policy) -> Iterator[str]:
    facts, kind = matter.facts, channel.kind
    if kind in matter.wish.declined:
        yield "the customer does not want that"
    if _named(channel, policy.never) or (policy.only and not _named(channel, policy.only)):
        yield f"the rule {policy.rule} leaves it out"
    if facts.private and not channel.personal_data:
        yield "needs account data, which must not be given here"
    if channel.languages and facts.language and code_of(facts.language) not in channel.languages:
        yield f"nobody there speaks the customer's language ({facts.language})"
    if channel.platforms and facts.platform not in channel.platforms:
        yield f"not for customers on {facts.platform}"
    yield from _door_obstacles(matter, kind)
    yield from _closed(matter.now, channel)


def _door_obstacles(matter: Matter, kind: ChannelKind) -> Iterator[str]:
    if kind is ChannelKind.REPLY and not matter.public.allowed:
        yield matter.public.problem or "the network has no public answer here"
    if kind is ChannelKind.MESSAGE and not matter.private.allowed:
        yield matter.private.problem or "the network has no private answer here"
    if kind is ChannelKind.ARTICLE and matter.article is None:
        yield "no article fits"


def _closed(now: dt.datetime, channel: Channel) -> Iterator[str]:
    opens = channel.hours.next_open(now)
    if opens > now:
        yield f"closed until {_clock(opens, channel.hours, now)}"
    full = channel.queue_limit is not None and (channel.queue or 0) > channel.queue_limit
    if full:
        yield f"{channel.queue} are waiting there, more than {channel.queue_limit}"


def _clock(at: dt.datetime, hours: Calendar, now: dt.datetime) -> str:
    there = at.astimezone(hours.zone)
    if there.date() == now.astimezone(hours.zone).date():
        return f"{there:%H:%M}"
    return f"{there:%a %H:%M}"


def _reasons(matter: Matter, channel: Channel, policy: Policy, past: Past) -> Iterator[str]:
    if channel.kind in matter.wish.wanted:
        yield "the customer asked for it"
    if matter.facts.private and channel.personal_data:
        yield "needs account data"
    if not moves(matter, channel.kind):
        yield "the customer stays where she wrote"
    if channel.kind in matter.came_back_from:
        yield "she came back from there before"
    if channel.kind is ChannelKind.ARTICLE and matter.article:
        yield f"answered in \u201c{matter.article}\u201d"
    if channel.kind is ChannelKind.MESSAGE and matter.private.closes_at is not None:
        yield f"private message open for {_span(matter.private.closes_at - matter.now)} more"
    if channel.hours.week is not None:
        yield f"open until {_clock(_closes(channel, matter.now), channel.hours, matter.now)}"
    if channel.queue is not None:
        yield f"{channel.queue} waiting there"
    if _preference(channel, policy):
        yield f"the rule {policy.rule} prefers it"
    yield _experience(matter.facts.topic, channel.kind, past)
    price = _price(matter, channel)
    if price:
        yield f"costs ${price / MICRO:.2f}"


def _experience(topic: Topic, kind: ChannelKind, past: Past) -> str:
    own = past.get((topic, kind), Experience())
    if own.tried >= ENOUGH:
        return f"settled {own.solved} of {own.tried} matters about {topic.value}"
    whole = sum((one for (_, known), one in past.items() if known is kind), start=Experience())
    if whole.tried:
        return f"settled {whole.solved} of {whole.tried} matters, {own.tried} about {topic.value}"
    return "not tried yet"


def _closes(channel: Channel, now: dt.datetime) -> dt.datetime:
    span = next(channel.hours.spans(now, now + dt.timedelta(days=30)))
    return span.ends_at


def _span(left: dt.timedelta) -> str:
    hours = left / dt.timedelta(hours=1)
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours:.0f} h" if hours >= 1 else f"{left / dt.timedelta(minutes=1):.0f} min"
