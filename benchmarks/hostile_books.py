"""What the practice network published against what was stored, after a hostile run."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select

from domain.coverage import HoleState
from listenpost.services import coverage_report
from listenpost.services.app import App
from storage.models import Mention, MentionRevision, SkippedItem

Entry = Mapping[str, Any]
EDITED = "(edited)"
"""What the practice network puts behind the words of a post that it edits."""


@dataclass(frozen=True, slots=True)
class Tally:
    """When the comparison is made."""

    now: dt.datetime


def compare(app: App, books: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    """The figures of the run; a post that was gone before a poll could see it is no loss."""
    stored, rows = _stored(app)
    skipped = _skipped(app)
    holes = [hole for row in coverage_report.read(app) for hole in row.holes]
    reported = [hole for hole in holes if hole.state is HoleState.REPORTED]
    visible = [one for one in books["published"] if _seen(one)]
    missing = [one for one in visible if _name(one) not in stored and _id(one) not in skipped]
    gone = [one for one in missing if one["deleted_at"] is not None]
    left = [one for one in missing if one["deleted_at"] is None]
    covered = [one for one in left if any(_inside(one, hole) for hole in reported)]
    changed = _changed(app, visible)
    delays = [stored[_name(one)] - one["visible_at"] for one in visible if _name(one) in stored]
    return {
        "published": len(visible) - len(gone),
        "stored": sum(_name(one) in stored for one in visible),
        "lost": len(left) - len(covered),
        "lost_examples": [_name(one) for one in left if one not in covered][:5],
        "lost_in_reported_holes": len(covered),
        "gone_before_seen": len(gone),
        "duplicates": rows - len(stored),
        "holes_open": sum(hole.state is HoleState.OPEN for hole in holes),
        "holes_visible": len(reported),
        "hole_reasons": sorted(
            {hole.reason for hole in holes if hole.state is not HoleState.CLOSED}
        ),
        "holes_closed": sum(hole.state is HoleState.CLOSED for hole in holes),
        "edits_kept": _count(app, MentionRevision),
        **changed,
        "requests": sum(n for name, n in books["requests"].items() if " fault " not in name),
        "faults": sum(n for name, n in books["requests"].items() if " fault " in name),
        "delay_p50_s": _percentile(delays, 50),
        "delay_p95_s": _percentile(delays, 95),
        "delay_max_s": round(max(delays, default=0.0), 1),
        "cost_usd": books["cost"]["spent"],
    }


def _stored(app: App) -> tuple[dict[str, float], int]:
    """platform:external_id -> when it was stored; and how many rows there are."""
    with app.database.read() as session:
        rows = session.exec(
            select(Mention.platform, Mention.external_id, Mention.stored_at).where(
                col(Mention.by_brand).is_(False)
            )
        ).all()
    return {f"{row[0]}:{row[1]}": row[2].timestamp() for row in rows}, len(rows)


def _changed(app: App, visible: Sequence[Entry]) -> dict[str, int]:
    """Of what is stored: words that were deleted or edited on the network and are still here."""
    with app.database.read() as session:
        rows = session.exec(
            select(Mention.platform, Mention.external_id, Mention.text).where(
                col(Mention.by_brand).is_(False)
            )
        ).all()
    words = {f"{row[0]}:{row[1]}": row[2] for row in rows}
    known = [one for one in visible if _name(one) in words]
    deleted = [one for one in known if one["deleted_at"] is not None]
    there = [one for one in known if one["deleted_at"] is None]
    edited = [one for one in there if one["text"].endswith(EDITED)]
    return {
        "deleted_after_stored": len(deleted),
        "deleted_words_left": sum(words[_name(one)] != "" for one in deleted),
        "wrongly_emptied": sum(words[_name(one)] == "" for one in there),
        "edited": len(edited),
        "edits_missed": sum(not words[_name(one)].endswith(EDITED) for one in edited),
    }


def _skipped(app: App) -> set[str]:
    with app.database.read() as session:
        return set(session.exec(select(SkippedItem.external_id)).all())


def _count(app: App, table: type[MentionRevision]) -> int:
    with app.database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _seen(entry: Entry) -> bool:
    deleted, visible = entry["deleted_at"], entry["visible_at"]
    return visible is not None and (deleted is None or deleted > visible)


def _name(entry: Entry) -> str:
    return f"{entry['network']}:{entry['external_id']}"


def _id(entry: Entry) -> str:
    return str(entry["external_id"])


def _inside(entry: Entry, hole: coverage_report.Hole) -> bool:
    at = float(entry["at"])
    return hole.since.timestamp() <= at <= hole.until.timestamp()


def _percentile(values: Sequence[float], percent: int) -> float | None:
    if len(values) < 2:
        return None
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)
