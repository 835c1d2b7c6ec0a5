"""Which accounts are one person: suggest, link, take apart, undo; and the audit of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.errors import BadInput, Conflict
from domain.identity import EvidenceKind, LinkEventKind, LinkStatus, confidence, may_link_itself
from domain.retelling import alike
from domain.role import Actor, Permission, require
from domain.text import one_line
from listenpost.services.app import App
from listenpost.services.separation import Change, rejoin, separate
from storage import identities, users
from storage.ids import key
from storage.models import Author, IdentityEvent, IdentityLink

_EVENT_OF = {
    LinkStatus.SUGGESTED: LinkEventKind.SUGGESTED,
    LinkStatus.LINKED: LinkEventKind.LINKED,
    LinkStatus.REJECTED: LinkEventKind.REJECTED,
    LinkStatus.UNLINKED: LinkEventKind.UNLINKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that speaks for a link: `text` says in our words what; `mention_id` where."""

    kind: EvidenceKind
    text: str
    mention_id: int | None = None


def observe(
    app: App, session: Session, one: int, other: int, evidence: Evidence, *, now: dt.datetime
) -> IdentityLink | None:
    """Write evidence down; a suggestion comes of it, and a link only where the settings say so.

    What a person has rejected comes back only with a new kind of evidence.
    """
    first, second = _pair(session, one, other)
    if first is None or second is None or first.customer_id == second.customer_id:
        return None
    identities.lock(session, (one, other))
    link = identities.link_of(session, one, other)
    if link is None:
        link = _new_link(session, first, second, now)
    elif not _adds(link, evidence):
        return link
    _add(link, evidence, now)
    known = link.status is LinkStatus.SUGGESTED
    kind = LinkEventKind.STRENGTHENED if known else LinkEventKind.SUGGESTED
    _log(session, link, kind, before=link.status, at=now)
    link.status = LinkStatus.SUGGESTED
    if may_link_itself(_kinds(link), threshold=app.identity.auto_link_confidence):
        _change(app, session, link, LinkStatus.LINKED, actor=None)
    return link


def link(app: App, actor: Actor, one: int, other: int, *, why: str = "") -> int:
    """Say that two accounts are one person's; returns the event, which can be undone."""
    require(actor.role, Permission.ANSWER)
    now = app.clock.now()
    with app.database.write() as session:
        first, second = _pair(session, one, other)
        if first is None or second is None:
            raise BadInput(f"There are no two accounts {one} and {other} to link.")
        identities.lock(session, (one, other))
        found = identities.link_of(session, one, other) or _new_link(session, first, second, now)
        if found.status is LinkStatus.LINKED:
            raise Conflict("These accounts are linked already.")
        text = f"{actor.display_name} said so" + (f": {one_line(why, 200)}" if why else "")
        _add(found, Evidence(kind=EvidenceKind.AGENT, text=text), now)
        return _change(app, session, found, LinkStatus.LINKED, actor=actor)


def merge(app: App, actor: Actor, customer_id: int, other_id: int, *, why: str = "") -> int:
    """Make two customers one, through one account of each; undone like any other link."""
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        ends = [
            session.exec(
                select(Author.id).where(Author.customer_id == number).order_by(col(Author.id))
            ).first()
            for number in (customer_id, other_id)
        ]
    if customer_id == other_id or None in ends:
        raise BadInput(f"There are no two customers {customer_id} and {other_id} with accounts.")
    return link(app, actor, key(ends[0]), key(ends[1]), why=why)


def accept(app: App, actor: Actor, link_id: int) -> int:
    """Follow a suggestion."""
    return _decide(app, actor, link_id, LinkStatus.LINKED, among=(LinkStatus.SUGGESTED,))


def reject(app: App, actor: Actor, link_id: int) -> int:
    """Say that they are two people; only a new kind of evidence brings the suggestion back."""
    return _decide(app, actor, link_id, LinkStatus.REJECTED, among=(LinkStatus.SUGGESTED,))


def unlink(app: App, actor: Actor, link_id: int) -> int:
    """Take one link away; what came since stays with the account that wrote it."""
    return _decide(app, actor, link_id, LinkStatus.UNLINKED, among=(LinkStatus.LINKED,))


def unlink_account(app: App, actor: Actor, author_id: int) -> list[int]:
    """Take every link of an account away, so that it stands alone; returns the events."""
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        standing = identities.links_at(session, (author_id,), LinkStatus.LINKED)
    return [unlink(app, actor, key(found.id)) for found in standing]


def stand_alone(app: App, session: Session, author_id: int) -> None:
    """Take every link of an account away without a person, before it is erased alone."""
    identities.lock(session, (author_id,))
    for found in identities.links_at(session, (author_id,), LinkStatus.LINKED):
        _change(app, session, found, LinkStatus.UNLINKED, actor=None)


def undo(app: App, actor: Actor, event_id: int) -> int:
    """Put back what was before an event, exactly; returns the event that did so.

    Only the newest event of a link can be undone, or the newest of those that still count. Where
    somebody has worked since on the cases that an unlinking took apart, the accounts are linked
    again and the cases stay as they are.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        event = session.get(IdentityEvent, event_id)
        if event is None:
            raise BadInput(f"There is no event {event_id} of a link.")
        found = _locked(session, event.link_id)
        if event_id not in _undoable(session, found):
            raise Conflict("The link has changed since: undo its newest change first.")
        before = event.before or LinkStatus.UNLINKED
        event.undone_by = _change(app, session, found, before, actor=actor, put_back=event.changes)
        return event.undone_by


def _decide(
    app: App, actor: Actor, link_id: int, wanted: LinkStatus, *, among: Collection[LinkStatus]
) -> int:
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        found = _locked(session, link_id)
        if found.status not in among:
            raise Conflict(f"This link is {found.status.value} by now: reload.")
        return _change(app, session, found, wanted, actor=actor)


def _locked(session: Session, link_id: int) -> IdentityLink:
    found = session.get(IdentityLink, link_id)
    if found is None:
        raise BadInput(f"There is no link {link_id}.")
    first, second = _pair(session, found.author_id, found.other_id)
    if first is None or second is None:
        raise BadInput("One of the two accounts was erased: nothing links them any more.")
    identities.lock(session, (found.author_id, found.other_id))
    session.refresh(found)
    return found


def _pair(session: Session, one: int, other: int) -> tuple[Author | None, Author | None]:
    """The two accounts; None for one that is not there, was erased, or is the same as the other."""
    found = [session.get(Author, number) for number in (one, other)]
    first, second = (a if a and a.erased_at is None and one != other else None for a in found)
    return first, second


def _new_link(session: Session, first: Author, second: Author, now: dt.datetime) -> IdentityLink:
    one, other = sorted((key(first.id), key(second.id)))
    link = IdentityLink(
        author_id=one,
        other_id=other,
        status=LinkStatus.UNLINKED,
        confidence=0.0,
        created_at=now,
    )
    if alike((first.display_name, first.handle), (second.display_name, second.handle)):
        _add(link, Evidence(kind=EvidenceKind.SIMILAR_PROFILE, text="alike names"), now)
    session.add(link)
    session.flush()
    return link


def _kinds(link: IdentityLink) -> list[EvidenceKind]:
    return [EvidenceKind(item["kind"]) for item in link.evidence]


def _adds(link: IdentityLink, evidence: Evidence) -> bool:
    if link.status is LinkStatus.SUGGESTED:
        return not any(
            (item["kind"], item["text"]) == (evidence.kind, evidence.text) for item in link.evidence
        )
    return link.status is not LinkStatus.LINKED and evidence.kind not in _kinds(link)


def _add(link: IdentityLink, evidence: Evidence, now: dt.datetime) -> None:
    item = {
        "kind": evidence.kind.value,
        "text": evidence.text,
        "mention": evidence.mention_id,
        "at": now.isoformat(),
    }
    link.evidence = [*link.evidence, item]
    link.confidence = confidence(_kinds(link))


def _change(
    app: App,
    session: Session,
    link: IdentityLink,
    status: LinkStatus,
    *,
    actor: Actor | None,
    put_back: Sequence[Change] = (),
) -> int:
    """The link's new status and all that follows from it, its event and its audit row."""
    now, before = app.clock.now(), link.status
    link.status = status
    ends = (link.author_id, link.other_id)
    changes: list[Change] = []
    if LinkStatus.LINKED in (before, status):
        for change in put_back:
            rejoin(app, session, change)
        looked_at = identities.settle(session, ends)
        changes = separate(app, session, looked_at)
    event = _log(session, link, _EVENT_OF[status], before=before, at=now, actor=actor)
    event.changes = changes
    session.flush()
    users.audit(
        session,
        f"identity.{status.value}",
        f"link:{key(link.id)}",
        user_id=actor.id if actor else None,
        wall=app.clock.wall(),
        accounts=list(ends),
    )
    return key(event.id)


def _log(
    session: Session,
    link: IdentityLink,
    kind: LinkEventKind,
    *,
    before: LinkStatus,
    at: dt.datetime,
    actor: Actor | None = None,
) -> IdentityEvent:
    event = IdentityEvent(
        link_id=key(link.id),
        kind=kind,
        at=at,
        user_id=actor.id if actor else None,
        before=before,
    )
    session.add(event)
    session.flush()
    return event


def _undoable(session: Session, link: IdentityLink) -> set[int]:
    """The newest event, and the newest that neither was undone nor undid another."""
    events = session.exec(
        select(IdentityEvent)
        .where(IdentityEvent.link_id == link.id)
        .order_by(col(IdentityEvent.id))
    ).all()
    undoing = {event.undone_by for event in events}
    counting = [event for event in events if event.undone_by is None and event.id not in undoing]
    return {key(event.id) for event in (*events[-1:], *counting[-1:])}
