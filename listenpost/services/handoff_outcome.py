"""What came of a handoff: whoever opened the code writes it down, and may say that it is solved."""

from __future__ import annotations

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import BadInput, NotAllowed
from domain.ledger import Answer
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import case_actions, notes, waiting
from listenpost.services.app import App
from listenpost.services.border import home_of
from listenpost.services.handoff_opening import OPENS_NOTHING, visit_hash
from storage import cases, handoffs, users
from storage.models import Handoff, HandoffUse, User

SOLVED = "Solved here."


def note(app: App, actor: Actor, handoff_id: int, text: str, *, solved: bool) -> None:
    """A colleague writes down what happened; with `solved` the case is resolved.

    The note stays also where the case cannot be resolved (Conflict).
    """
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        row = session.get(Handoff, handoff_id)
        if row is None:
            raise BadInput(f"There is no handoff {handoff_id}.")
    case_id = home_of(app, row.case_id)
    notes.add(app, actor, case_id, _words(text, solved=solved))
    if solved:
        _resolve(app, actor, case_id)


def note_as_visitor(app: App, token: str, text: str, *, solved: bool) -> None:
    """Somebody who came with a PIN writes it down, under the name that she gave.

    The case is resolved on behalf of the agent who made her PIN.
    """
    words = _words(text, solved=solved)
    with app.database.write() as session:
        use = handoffs.visit(session, visit_hash(app, token), wall=app.clock.wall())
        if use is None:
            raise NotAllowed(OPENS_NOTHING)
        maker = _maker(session, use)
        case_id = use.case_id
    case_id = home_of(app, case_id)
    with app.database.write() as session:
        waiting.locked(session, case_id)
        detail = {"text": words, "who": use.who or ""}
        at, wall = app.clock.now(), app.clock.wall()
        cases.add_event(session, case_id, CaseEventKind.NOTED, at=at, detail=detail)
        users.audit(
            session,
            "handoff.noted",
            f"case:{case_id}",
            user_id=maker.id,
            wall=wall,
            who=use.who,
            solved=solved,
        )
    if solved:
        _resolve(app, maker, case_id)


def _words(text: str, *, solved: bool) -> str:
    words = clean(text).strip()
    if solved:
        words = f"{SOLVED} {words}".strip()
    if not words or len(words) > notes.LONGEST_NOTE:
        raise BadInput(f"Say what happened, in 1 to {notes.LONGEST_NOTE:,} characters.")
    return words


def _maker(session: Session, use: HandoffUse) -> Actor:
    user = session.get(User, use.user_id) if use.user_id else None
    if user is None or user.disabled_at is not None:
        raise NotAllowed("The account that made your PIN is gone: ask a colleague for another.")
    return Actor(
        id=use.user_id or 0, name=user.name, display_name=user.display_name, role=user.role
    )


def _resolve(app: App, actor: Actor, case_id: int) -> None:
    """Where no answer of ours is public, she was answered all the same: there."""
    with app.database.read() as session:
        case = cases.get(session, case_id)
        answered = case is not None and case.first_replied_at is not None
    answer = None if answered else Answer.NATIVELY
    case_actions.resolve(app, actor, case_id, answer=answer)
