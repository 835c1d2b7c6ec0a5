"""The books compared: what the practice network published and received, and what we stored.

Every figure about answers comes from the network's books, never from ours.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select

from domain.classification import Urgency
from domain.mention import MentionKind
from domain.sla import SlaPolicy
from listenpost.services.app import App
from storage.models import Case, Mention, Poll, SkippedItem

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Our side of the comparison."""

    mentions: frozenset[str]
    rows: int
    skipped: frozenset[str]
    needing: frozenset[str]
    case_of: Mapping[str, int]
    cases: int
    listeners: Mapping[str, Mapping[str, Any]]


def read_stored(app: App) -> Stored:
    """What our database holds of public posts, named platform:external_id."""
    with app.database.read() as session:
        rows = session.exec(
            select(
                Mention.platform, Mention.external_id, Mention.case_id, Mention.needs_answer
            ).where(col(Mention.by_brand).is_(False), col(Mention.kind) != MentionKind.MESSAGE)
        ).all()
        names = [f"{platform}:{external_id}" for platform, external_id, _, _ in rows]
        return Stored(
            mentions=frozenset(names),
            rows=len(names),
            skipped=frozenset(session.exec(select(SkippedItem.external_id)).all()),
            needing=frozenset(name for name, row in zip(names, rows, strict=True) if row[3]),
            case_of={
                name: row[2] for name, row in zip(names, rows, strict=True) if row[2] is not None
            },
            cases=session.exec(select(func.count()).select_from(Case)).one(),
            listeners={
                poll.listener: {
                    "state": poll.state.value,
                    "polls": poll.polls,
                    "stored": poll.stored,
                    "skipped": poll.skipped,
                    "failures": poll.failures,
                }
                for poll in session.exec(select(Poll)).all()
            },
        )


def summarise(
    books: Mapping[str, Any], stored: Stored, policy: SlaPolicy, *, ends_at: float, seconds: float
) -> dict[str, Any]:
    """The summary that `listenpost demo --headless --json` prints."""
    published = [entry for entry in books["published"] if _was_visible(entry)]
    lost = [
        name_of(entry)
        for entry in published
        if name_of(entry) not in stored.mentions and entry["external_id"] not in stored.skipped
    ]
    needing = [entry for entry in published if _needs_answer(entry, stored)]
    by_person: dict[str | None, list[Entry]] = defaultdict(list)
    for reply in books["replies"]:
        by_person[reply["person"]].append(reply)
    answered_at = {name_of(e): _answered_at(e, by_person[e["person"]]) for e in needing}
    waits = _first_waits(needing, answered_at)
    moved, returns, carried = _hops(books, needing)
    hops = len(moved)
    wrong = wrong_cases(published, stored.case_of)
    asked = {(e["person"], e["matter"]) for e in needing if answered_at[name_of(e)] is not None}
    answered = sum(at is not None for at in answered_at.values())
    return {
        "published": len(published),
        "stored": stored.rows,
        "lost": len(lost),
        "lost_examples": lost[:5],
        "duplicates": stored.rows - len(stored.mentions),
        "needing_answer": len(needing),
        "answered": answered,
        "ignored_share": _share(_ignored(needing, answered_at, policy, ends_at), len(needing)),
        "urgent_on_time_share": _urgent_on_time(needing, answered_at, policy),
        "replies_sent": len(books["replies"]),
        "double_replies": double_replies(books["replies"], books.get("messages", ())),
        "cases": stored.cases,
        "wrong_cases": len(wrong),
        "wrong_examples": wrong,
        "first_response_p50_s": _percentile(waits, 50),
        "first_response_p90_s": _percentile(waits, 90),
        "hops": hops,
        "escalation_rate": _share(len(asked & moved.keys()), len(asked)),
        "return_rate": _share(returns, hops),
        "context_carried_rate": _share(carried, hops),
        "listeners": dict(stored.listeners),
        "seconds": round(seconds, 1),
    }


def name_of(entry: Entry) -> str:
    """platform:external_id"""
    return f"{entry['network']}:{entry['external_id']}"


def _was_visible(entry: Entry) -> bool:
    deleted, visible = entry["deleted_at"], entry["visible_at"]
    return visible is not None and (deleted is None or deleted > visible)


def _needs_answer(entry: Entry, stored: Stored) -> bool:
    """By the scenario's key; where a replay has none, by the classifier."""
    if entry["key"]:
        return bool(entry["key"].get("needs_answer"))
    return name_of(entry) in stored.needing


def _answered_at(entry: Entry, replies: Sequence[Entry]) -> float | None:
    """When the first of the person's replies came that answers this post, or its matter later."""
    times = [
        reply["at"]
        for reply in replies
        if reply["at"] >= entry["at"]
        and (
            reply["to_external_id"] == entry["external_id"]
            or (entry["matter"] is not None and reply["matter"] == entry["matter"])
        )
    ]
    return min(times) if times else None


def double_replies(replies: Sequence[Entry], messages: Sequence[Entry] = ()) -> int:
    """Public effects beyond the first with the same words to the same post.

    In a private conversation nothing says what is answered: there it is the same words twice with
    nothing of the customer's (`messages`) in between.
    """
    effects = Counter(
        (r["network"], r["kind"], r["to_external_id"] or _turn(r, messages), r["text"])
        for r in replies
    )
    return sum(number - 1 for number in effects.values())


def _turn(reply: Entry, messages: Sequence[Entry]) -> tuple[str, int]:
    """Whom it is to, and after how many of her messages."""
    person = reply["person"]
    before = sum(one["person"] == person and one["at"] < reply["at"] for one in messages)
    return person, before


def wrong_cases(published: Sequence[Entry], case_of: Mapping[str, int]) -> list[str]:
    """By the key: cases that mix persons or matters, and each further case of one matter.

    Each is told by the scenario's names, which are the same in every run.
    """
    people: dict[int, set[str]] = defaultdict(set)
    matters: dict[int, set[str]] = defaultdict(set)
    cases: dict[str, set[int]] = defaultdict(set)
    for entry in published:
        case = case_of.get(name_of(entry))
        if case is None:
            continue
        people[case].add(entry["person"])
        if entry["matter"] is not None:
            matters[case].add(entry["matter"])
            cases[entry["matter"]].add(case)
    mixed = (
        sorted(many)
        for case in people
        for many in [people[case] if len(people[case]) > 1 else matters[case]]
        if len(many) > 1
    )
    parted = (matter for matter, found in cases.items() for _ in range(len(found) - 1))
    return sorted(
        ["mixed: " + " + ".join(many) for many in mixed] + [f"parted: {m}" for m in parted]
    )


def _deadline(entry: Entry, policy: SlaPolicy) -> float | None:
    """Epoch seconds; None for a replay's post, which has no key."""
    urgency = Urgency(entry["key"]["urgency"]) if entry["key"] else Urgency.NORMAL
    target = policy.targets.get(urgency)
    return None if target is None else float(entry["at"]) + target.total_seconds()


def _ignored(
    needing: Sequence[Entry],
    answered_at: Mapping[str, float | None],
    policy: SlaPolicy,
    ends_at: float,
) -> int:
    count = 0
    for entry in needing:
        deadline = _deadline(entry, policy)
        if answered_at[name_of(entry)] is None and deadline is not None and deadline < ends_at:
            count += 1
    return count


def _urgent_on_time(
    needing: Sequence[Entry], answered_at: Mapping[str, float | None], policy: SlaPolicy
) -> float | None:
    urgent = [e for e in needing if e["key"] and e["key"]["urgency"] in ("critical", "high")]
    on_time = 0
    for entry in urgent:
        deadline, at = _deadline(entry, policy), answered_at[name_of(entry)]
        on_time += at is not None and deadline is not None and at <= deadline
    return _share(on_time, len(urgent))


def _first_waits(needing: Sequence[Entry], answered_at: Mapping[str, float | None]) -> list[float]:
    """Seconds from each matter's first request to its first answer."""
    first: dict[str, Entry] = {}
    for entry in sorted(needing, key=lambda e: float(e["at"])):
        first.setdefault(entry["matter"] or name_of(entry), entry)
    found = ((entry, answered_at[name_of(entry)]) for entry in first.values())
    return [at - float(entry["at"]) for entry, at in found if at is not None]


Matter = tuple[str, str | None]
"""A person and her matter."""


def _hops(
    books: Mapping[str, Any], needing: Sequence[Entry]
) -> tuple[Mapping[Matter, float], int, int]:
    """(customers who were sent elsewhere, and when; how many of them asked in public again;
    with how many of the moves the story went along), as the network itself judges it.
    """
    moved: dict[Matter, float] = {}
    carried: dict[Matter, bool] = {}
    for move in books.get("moves", ()):
        matter = (move["person"], move["matter"])
        moved.setdefault(matter, move["at"])
        carried[matter] = carried.get(matter, True) and move["carried"]
    returned = {
        (entry["person"], entry["matter"])
        for entry in needing
        if (entry["person"], entry["matter"]) in moved
        and entry["at"] > moved[entry["person"], entry["matter"]]
    }
    return moved, len(returned), sum(carried.values())


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _percentile(values: Sequence[float], percent: int) -> float | None:
    if not values:
        return None
    if len(values) == 1:
        return round(values[0], 1)
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)
