"""A context code that comes back from another account: only its customer was given it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from domain.handoff import CodeState, codes_in
from domain.identity import EvidenceKind
from domain.mention import is_hidden
from listenpost.services import handoff, identity
from listenpost.services.app import App
from listenpost.services.border import home_in
from listenpost.services.identity import Evidence
from storage import handoffs, identities
from storage.ids import key
from storage.models import Handoff, Mention

_PROVES = (CodeState.LIVE, CodeState.EXPIRED)
Quoted = tuple[int, EvidenceKind, str]
"""The account whose case the code is of, and that it was the same code."""


def heard(app: App, session: Session, posts: Sequence[Mention]) -> dict[int, list[Quoted]]:
    """Post -> whose code stands in it. One that stands in public proves nothing from then on."""
    told = {key(post.id): codes for post in posts if (codes := codes_in(post.text))}
    if not told or not handoffs.any_code(session):
        return {}
    hashes = {code: handoff.code_hash(app, code) for codes in told.values() for code in codes}
    rows = handoffs.by_hashes(session, set(hashes.values()))
    found: dict[int, list[Quoted]] = {}
    for post in posts:
        named = (rows.get(hashes[code]) for code in sorted(told.get(key(post.id), ())))
        for row in filter(None, named):
            owner = _owner(app, session, row)
            if owner not in (None, post.author_id):
                text = f"wrote the code that was given in case {row.case_id}"
                found.setdefault(key(post.id), []).append((owner, EvidenceKind.SAME_CODE, text))
            row.in_public = row.in_public or not is_hidden(post.kind, post.raw)
    return found


def opened_for(app: App, session: Session, row: Handoff, case_id: int) -> None:
    """A colleague opened a code that the customer of this case has told: both are one person."""
    owner, teller = _owner(app, session, row), _opener(session, case_id)
    if owner is None or teller is None:
        return
    text = f"told us in case {case_id} the code that was given in case {row.case_id}"
    evidence = Evidence(kind=EvidenceKind.SAME_CODE, text=text)
    identity.observe(app, session, teller, owner, evidence, now=app.clock.now())


def _owner(app: App, session: Session, row: Handoff) -> int | None:
    """Whose code it is; None where others may have it too, or she never got it."""
    if row.in_public or handoff.state_of(session, app, row) not in _PROVES:
        return None
    return _opener(session, row.case_id)


def _opener(session: Session, case_id: int) -> int | None:
    home = home_in(session, case_id)
    author = identities.openers_of(session, [home]).get(home)
    return None if author is None else key(author.id)
