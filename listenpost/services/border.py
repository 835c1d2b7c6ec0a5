"""What an agent sees of a case's border: merges and splits, posts to split off, colleagues."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseChangeKind, CaseStatus
from domain.role import Actor, Permission, require
from domain.text import one_line
from listenpost.services.app import App
from storage import cases, changes, users
from storage import standing as standings
from storage.ids import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A merge or a split of this case; `other_id` is the case at its other end."""

    id: int
    kind: CaseChangeKind
    other_id: int
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """`last` is what an undo would take back; `posts` are the customer's, by id, in a line each."""

    last: Change | None
    posts: dict[int, str]
    colleagues: dict[str, str]


def border(app: App, actor: Actor, case_id: int) -> Border:
    """What can be merged, split, undone and handed over here."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        found = changes.of_case(session, case_id)
        names = users.names(session)
        posts = standings.customer_posts(session, case_id)
        colleagues = {
            user.name: user.display_name
            for user in users.all_users(session)
            if user.disabled_at is None and user.id != actor.id
        }
    done = [
        Change(
            id=key(one.id),
            kind=one.kind,
            other_id=one.other_id if one.case_id == case_id else one.case_id,
            at=one.at,
            by=names.get(one.user_id, ""),
        )
        for one in found[-1:]
    ]
    return Border(
        last=done[0] if done else None,
        posts={key(post.id): one_line(post.text, 70) or "(no text)" for post in posts},
        colleagues=colleagues,
    )


def home_of(app: App, case_id: int) -> int:
    """The case itself, or the one that it was merged into."""
    with app.database.read() as session:
        return home_in(session, case_id)


def home_in(session: Session, case_id: int) -> int:
    """The same within a transaction."""
    seen: set[int] = set()
    while case_id not in seen:
        seen.add(case_id)
        case = cases.get(session, case_id)
        if case is None or case.status is not CaseStatus.MERGED:
            break
        last = changes.of_case(session, case_id)[-1:]
        ends = [end for one in last for end in (one.case_id, one.other_id) if end != case_id]
        case_id = ends[0] if ends else case_id
    return case_id
