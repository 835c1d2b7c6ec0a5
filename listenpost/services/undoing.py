"""Taking a merge or a split back: exactly where nothing happened since, else by the posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from domain.case import CaseChangeKind, CaseEventKind, CaseStatus
from domain.errors import BadInput, Conflict
from domain.role import Actor, Permission, require
from listenpost.services import regrouping
from listenpost.services.app import App
from listenpost.services.case_actions import note_standing
from listenpost.services.case_state import note_taken_back
from storage import changes
from storage.ids import key
from storage.models import Case, CaseChange, Mention, SlaClock

Asks = Mapping[int, Mapping[str, Any]]


def undo(app: App, actor: Actor, change_id: int) -> None:
    """Give everything that was moved back, and make both cases what they were.

    Where nothing has happened to them since, they are exactly what they were. Else what came later
    goes with its thread, and who waits is worked out anew from the posts and answers of each.
    Raises Conflict for a change that was undone, or on which a later one was built.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        change = changes.get(session, change_id)
        if change is None:
            raise BadInput(f"There is no merge or split {change_id}.")
        _require_last(session, change)
        case, other = regrouping.both(session, change.case_id, change.other_id)
        merged = change.kind is CaseChangeKind.MERGE
        for part in (case,) if merged else (case, other):
            regrouping.require_still(app, actor, part)
        if merged:
            asks = _part(session, app, change, kept=case, other=other)
        else:
            asks = _rejoin(session, app, change, case=case, own=other)
        change.undone_at, change.undone_by = app.clock.now(), actor.id
        for part in (case, other):
            _note(session, app, actor, change, part, asks)


def _note(
    session: Session, app: App, actor: Actor, change: CaseChange, case: Case, asks: Asks | None
) -> None:
    """In the case's history: what it is now, and whether that is what it was."""
    more: Mapping[str, Any] = (asks or {}).get(key(case.id), {})
    if asks is None and case.status is not CaseStatus.MERGED:
        more = note_taken_back(key(changes.event_of(session, change, key(case.id)).id))
    note_standing(session, app, actor, case, CaseEventKind.UNDONE, {"change": str(change.id)}, more)


def _require_last(session: Session, change: CaseChange) -> None:
    if change.undone_at is not None:
        raise Conflict("This was undone already.")
    later = [
        one
        for case_id in (change.case_id, change.other_id)
        for one in changes.of_case(session, case_id)
        if key(one.id) > key(change.id)
    ]
    if later:
        raise Conflict("A later merge or split builds on this one: undo that first.")


def _part(
    session: Session, app: App, change: CaseChange, *, kept: Case, other: Case
) -> Asks | None:
    """Undo a merge: what came since in the other case's threads goes to it too.

    None if both are exactly what they were; else what their clocks are to run for.
    """
    moved: dict[str, list[int]] = change.moved
    came = changes.came_after(session, change, moved["mention"], to=key(kept.id))
    posts = [session.get_one(Mention, number) for number in (*moved["mention"], *came)]
    since = changes.with_answers(session, key(kept.id), posts)
    changes.move(session, _both_of(moved, since), to=key(other.id))
    closed = kept.status if kept.status in regrouping.CLOSED else None
    if _as_before(session, change, kept, other) and not came:
        _drop_new_clocks(session, change)
        return None
    was = other.status if other.status in regrouping.CLOSED and not came else None
    return {
        key(part.id): regrouping.stand_anew(session, app, part, settled=settled)
        for part, settled in ((kept, closed), (other, closed or was))
    }


def _rejoin(
    session: Session, app: App, change: CaseChange, *, case: Case, own: Case
) -> Asks | None:
    """Undo a split: everything that the case of its own has by now goes back.

    None if the first case is exactly what it was; else what its clocks are to run for.
    """
    posts_before = len(change.moved["mention"])
    moved = changes.all_of(session, key(own.id), beside=key(case.id))
    alike = _is_untouched(own, change.after["case"][str(own.id)])
    changes.move(session, _both_of(change.moved, moved), to=key(case.id))
    closed = case.status if case.status in regrouping.CLOSED else None
    regrouping.empty(own)
    if _as_before(session, change, case) and alike and len(moved["mention"]) == posts_before:
        _drop_new_clocks(session, change)
        return None
    return {key(case.id): regrouping.stand_anew(session, app, case, settled=closed)}


def _drop_new_clocks(session: Session, change: CaseChange) -> None:
    """Clocks that ran only because of what is taken back."""
    for number in change.after["sla_clock"].keys() - change.before["sla_clock"].keys():
        session.delete(session.get_one(SlaClock, int(number)))
    session.flush()


def _is_untouched(own: Case, after: dict[str, object]) -> bool:
    """Whether nothing has happened to a new case that would matter to the one it came from."""
    now = changes.picture(own)
    return all(now[name] == after[name] for name in ("status", "waiting_since", "first_replied_at"))


def _as_before(session: Session, change: CaseChange, *parts: Case) -> bool:
    """Put back what the change had set; False where something was set otherwise since."""
    session.flush()
    rows: list[Case | SlaClock] = list(parts)
    rows += [session.get_one(SlaClock, int(number)) for number in change.before["sla_clock"]]
    exact = True
    for row in rows:
        table = "case" if isinstance(row, Case) else "sla_clock"
        before = change.before[table].get(str(row.id))
        if before is not None:
            exact &= changes.put_back(row, before, change.after[table][str(row.id)])
    for case in parts:
        case.version += 1
    return exact


def _both_of(
    one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    return {name: sorted({*ids, *other.get(name, ())}) for name, ids in one.items()}
