"""The ledger beside the practice network's books: one row a mention, worked out twice.

The books know every public and private reply, every answer by hand and every deletion. Ours are
asked only what the books cannot know: which case a mention is in, and was before accounts were
linked, when we had judged it, when an agent had approved a reply, when we heard of an answer by
hand. From both, this file says where each mention must stand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from domain.ledger import Settlement
from domain.whereabouts import Moves
from listenpost.demo.summary import name_of
from listenpost.services.app import App
from storage import ledger_story
from storage.ids import key
from storage.models import LedgerEntry, Mention, Reply

Entry = Mapping[str, Any]
BY_BOOKS = (Settlement.ANSWERED_HERE, Settlement.ANSWERED_NATIVELY, Settlement.WITHDRAWN)
"""What the books prove; every other row is for requests to which nobody of the brand answered."""
BY_CUSTOMERS = (Settlement.SELF_RESOLVED, Settlement.ANSWERED_BY_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mention as our database has it; times in epoch seconds."""

    id: int
    name: str
    case_id: int | None
    at: float
    judged_at: float
    deleted_at: float | None
    needs_answer: bool
    settlement: Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What only we know: every judged mention of a customer's; by its name, when each reply of ours
    was approved and when we heard of each answer by hand; what moved between cases, by case."""

    rows: Sequence[Row]
    approved: Mapping[str, dt.datetime]
    heard: Mapping[str, dt.datetime]
    moves: Mapping[int, Moves]

    def together(self, row: Row, other: Row, at: dt.datetime | None) -> bool:
        """Whether both stood in one case then; who heard nothing of it looks at this moment."""
        return at is None or self._stood_in(row, at) == self._stood_in(other, at)

    def _stood_in(self, row: Row, at: dt.datetime) -> int | None:
        if row.case_id is None:
            return None
        return self.moves[row.case_id].post_stood_in(row.id, now_in=row.case_id, at=at)


def read_ours(app: App) -> Ours:
    """Everything that was judged by now."""
    with app.database.read() as session:
        found = session.exec(
            select(Mention, LedgerEntry)
            .join(LedgerEntry, col(LedgerEntry.mention_id) == col(Mention.id), isouter=True)
            .where(col(Mention.by_brand).is_(False), col(Mention.triaged_at).is_not(None))
        ).all()
        replies = session.exec(
            select(Reply.external_id, Reply.approved_at).where(col(Reply.external_id).is_not(None))
        ).all()
        heard = session.exec(
            select(Mention.external_id, Mention.stored_at).where(col(Mention.by_brand).is_(True))
        ).all()
        rows = [_row(mention, entry) for mention, entry in found]
        cases = {row.case_id for row in rows if row.case_id is not None}
        moves = {case_id: ledger_story.moves_around(session, case_id) for case_id in cases}
    return Ours(
        rows=rows,
        approved={name: at for name, at in replies if name is not None and at is not None},
        heard=dict(heard),
        moves=moves,
    )


def audible(app: App, books: Mapping[str, Any]) -> dict[str, Any]:
    """The books without answers by hand that were gone before any listener could hear them."""
    with app.database.read() as session:
        heard = set(
            session.exec(select(Mention.external_id).where(col(Mention.by_brand).is_(True))).all()
        )
    there = [
        reply
        for reply in books["replies"]
        if not reply["by_hand"] or reply["deleted_at"] is None or reply["external_id"] in heard
    ]
    return {**books, "replies": there, "gone_unheard": len(books["replies"]) - len(there)}


def _row(mention: Mention, entry: LedgerEntry | None) -> Row:
    name = f"{mention.platform}:{mention.external_id}"
    if entry is None:
        raise AssertionError(f"{name} was judged and has no row in the ledger")
    return Row(
        id=key(mention.id),
        name=name,
        case_id=mention.case_id,
        at=mention.published_at.timestamp(),
        judged_at=entry.judged_at.timestamp(),
        deleted_at=_gone_at(mention, entry),
        needs_answer=bool(mention.needs_answer) or entry.edited_away_at is not None,
        settlement=entry.settlement,
    )


def _gone_at(mention: Mention, entry: LedgerEntry) -> float | None:
    """When it was deleted, or edited so that it asks nothing."""
    away = None if mention.needs_answer else entry.edited_away_at
    moments = [at.timestamp() for at in (mention.deleted_at, away) if at is not None]
    return min(moments, default=None)


def compare(books: Mapping[str, Any], ours: Ours) -> dict[str, Any]:
    """Both sums side by side, and the mentions in which they differ."""
    rows = ours.rows
    needed = [row for row in rows if row.settlement is not Settlement.NOT_NEEDED]
    answers, posts = _answers(books, rows), _posts(books)
    wanted = {
        row.name: by_books(row, answers[row.case_id], ours, posts.get(row.name, ()))
        for row in needed
    }
    differ = [
        f"{row.name}: books {wanted[row.name]}, ledger {row.settlement.value}; "
        + "; ".join(_story(row, answers[row.case_id], ours))
        for row in needed
        if wanted[row.name] != (row.settlement.value if row.settlement in BY_BOOKS else "nobody")
    ]
    told = Counter(row.settlement.value for row in needed)
    stored = {row.name for row in rows}
    unknown = [
        reply["external_id"]
        for reply in books["replies"]
        if not reply["by_hand"] and reply["external_id"] not in ours.approved
    ]
    figures = {
        name.value: {"books": sum(w == name for w in wanted.values()), "ledger": told[name.value]}
        for name in BY_BOOKS
    }
    left = sum(number for name, number in told.items() if name not in figures)
    figures["nobody"] = {"books": Counter(wanted.values())["nobody"], "ledger": left}
    figures["needing_answer"] = {
        "books": len(needed),
        "ledger": sum(told.values()),
        "mentions": sum(row.needs_answer for row in rows) + told[Settlement.CORRECTED.value],
    }
    direct = [
        row
        for row in needed
        if any(f"{r['network']}:{r['to_external_id']}" == row.name for r in books["replies"])
    ]
    answered = {Settlement.ANSWERED_HERE, Settlement.ANSWERED_NATIVELY}
    return {
        "rows": figures,
        "others": {name: number for name, number in sorted(told.items()) if name not in figures},
        "answered_directly_by_books": len(direct),
        "answered_directly_of_them_settled_before": sum(
            row.settlement not in answered for row in direct
        ),
        "stored_not_published": sorted(stored - {name_of(entry) for entry in books["published"]}),
        "replies_unknown_to_us": unknown,
        "answers_by_hand_gone_unheard": books["gone_unheard"],
        "differences": len(differ),
        "differing": differ[:10],
    }


def _story(row: Row, answers: Sequence[Entry], ours: Ours) -> Iterator[str]:
    """What one must know to see who is right; times in seconds after the post."""
    yield f"judged {row.judged_at - row.at:.1f}"
    if row.deleted_at is not None:
        yield f"deleted {row.deleted_at - row.at:.1f}"
    for one in answers:
        name, target = one["external_id"], one["target"]
        seen_at = ours.heard.get(name) if one["by_hand"] else ours.approved.get(name)
        how = "by hand, heard" if one["by_hand"] else "approved"
        when = "never" if seen_at is None else f"{seen_at.timestamp() - row.at:.1f}"
        case = "in its case" if ours.together(row, target, seen_at) else "in another case"
        yield f"answer {name} to {target.name} {one['at'] - row.at:.1f}, {how} {when}, {case}"


def agrees(found: Mapping[str, Any]) -> bool:
    """Whether every row is the same on both sides, to the mention."""
    alike = all(len(set(figures.values())) == 1 for figures in found["rows"].values())
    odd = found["stored_not_published"] or found["replies_unknown_to_us"] or found["differences"]
    return alike and not odd


def by_books(row: Row, answers: Sequence[Entry], ours: Ours, later: Sequence[float]) -> str:
    """Where the mention must stand: what came first of an answer and its deletion, or nobody.

    Where the ledger says that the customer settled it, the books must hold a later post of that
    customer's from before the first answer: only then nobody of the brand was first.
    """
    found = [
        (float(one["at"]), place, what.value)
        for one in answers
        for place, what in _what(row, one, ours)
    ]
    if row.deleted_at is not None:
        found.append((row.deleted_at, 2, Settlement.WITHDRAWN.value))
    if not found:
        return "nobody"
    first = min(found)
    if row.settlement in BY_CUSTOMERS and any(at <= first[0] for at in later):
        return "nobody"
    return first[2]


def _posts(books: Mapping[str, Any]) -> dict[str, list[float]]:
    """When the author of each post wrote again."""
    by_person: dict[str, list[Entry]] = defaultdict(list)
    for entry in books["published"]:
        by_person[entry["person"]].append(entry)
    return {
        name_of(entry): [
            float(o["at"]) for o in by_person[entry["person"]] if o["at"] > entry["at"]
        ]
        for entry in books["published"]
    }


def _what(row: Row, answer: Entry, ours: Ours) -> Iterator[tuple[int, Settlement]]:
    """An answer to the mention itself, or to the case in which it stood then."""
    name, target = answer["external_id"], answer["target"]
    approved = ours.approved.get(name)
    seen_at = ours.heard.get(name) if answer["by_hand"] else approved
    if target.name != row.name and not ours.together(row, target, seen_at):
        return
    if answer["by_hand"]:
        if target.name == row.name or row.at <= answer["at"]:
            yield 1, Settlement.ANSWERED_NATIVELY
        return
    judged = approved is not None and row.judged_at <= approved.timestamp()
    if target.name == row.name or (judged and row.at <= target.at):
        yield 0, Settlement.ANSWERED_HERE


def _answers(books: Mapping[str, Any], rows: Sequence[Row]) -> dict[int | None, list[Entry]]:
    """The brand's replies by the case of the post that they answer."""
    known = {row.name: row for row in rows}
    found: dict[int | None, list[Entry]] = defaultdict(list)
    ours = {reply["external_id"]: reply for reply in books["replies"]}
    for reply in books["replies"]:
        target = known.get(_target(reply, ours))
        if target is not None and target.case_id is not None:
            found[target.case_id].append({**reply, "target": target})
    return found


def _target(reply: Entry, known: Mapping[str, Entry]) -> str:
    """What a listener can know of it: Facebook shows an answer by hand under the first comment.

    Where that is the brand's own, the answer belongs with what that one answers.
    """
    under = str(reply["hangs_under"] or "") if reply["by_hand"] else ""
    if under in known:
        return _target(known[under], known)
    return f"{reply['network']}:{under or reply['to_external_id']}"
