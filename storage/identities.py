"""Links between accounts, and everything about a customer that follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from sqlmodel import Session, col, or_, select

from domain.case import CaseEventKind
from domain.identity import LinkStatus, components
from storage.ids import key
from storage.models import Author, Case, CaseEvent, Customer, CustomerFact, IdentityLink, Mention


def link_of(session: Session, one: int, other: int) -> IdentityLink | None:
    """The link between two accounts, whichever way round."""
    first, second = sorted((one, other))
    return session.exec(
        select(IdentityLink).where(IdentityLink.author_id == first, IdentityLink.other_id == second)
    ).first()


def links_at(
    session: Session, author_ids: Collection[int], *statuses: LinkStatus
) -> Sequence[IdentityLink]:
    """The links with one of these accounts at an end, in one of these states if any are given."""
    touching = or_(
        col(IdentityLink.author_id).in_(author_ids), col(IdentityLink.other_id).in_(author_ids)
    )
    statement = select(IdentityLink).where(touching).order_by(col(IdentityLink.id))
    if statuses:
        statement = statement.where(col(IdentityLink.status).in_(statuses))
    return session.exec(statement).all()


def connected(session: Session, author_ids: Iterable[int]) -> dict[int, IdentityLink | None]:
    """Every account that standing links reach from these, with one link that it was reached by."""
    found: dict[int, IdentityLink | None] = dict.fromkeys(author_ids)
    border = set(found)
    while border:
        reached: dict[int, IdentityLink | None] = {}
        for link in links_at(session, border, LinkStatus.LINKED):
            for end in (link.author_id, link.other_id):
                if end not in found:
                    reached[end] = link
        found |= reached
        border = set(reached)
    return found


def lock(session: Session, author_ids: Iterable[int]) -> None:
    """Hold these accounts' customers, in one order, so that two changes of links never cross."""
    members = list(connected(session, author_ids))
    wanted = select(Author.home_customer_id).where(col(Author.id).in_(members))
    session.exec(
        select(Customer.id)
        .where(col(Customer.id).in_(wanted))
        .order_by(col(Customer.id))
        .with_for_update(key_share=True)
    ).all()


def settle(session: Session, author_ids: Iterable[int]) -> list[int]:
    """Make customers and cases what the links say; returns the accounts that were looked at.

    The oldest of the customers that linked accounts began as owns them all. It is a function of the
    standing links alone: taking a link away gives back exactly what was before it.
    """
    session.flush()
    members = sorted(connected(session, author_ids))
    links = links_at(session, members, LinkStatus.LINKED)
    authors = {
        key(author.id): author
        for author in session.exec(select(Author).where(col(Author.id).in_(members))).all()
    }
    customers = {_home(author) for author in authors.values()}
    customers |= {author.customer_id or 0 for author in authors.values()}
    for group in components(authors, [(link.author_id, link.other_id) for link in links]):
        owner = min(_home(authors[member]) for member in group)
        for member in group:
            authors[member].customer_id = owner
    session.flush()
    _settle_cases(session, customers)
    for customer_id in sorted(customers):
        refresh(session, customer_id)
    session.flush()
    return members


def _home(author: Author) -> int:
    return key(author.home_customer_id)


def _settle_cases(session: Session, customers: Collection[int]) -> None:
    """A case belongs to the customer of the account that opened it."""
    cases = session.exec(select(Case).where(col(Case.customer_id).in_(customers))).all()
    openers = openers_of(session, [key(case.id) for case in cases])
    for case in cases:
        opener = openers.get(key(case.id))
        if opener is not None and opener.customer_id is not None:
            case.customer_id = opener.customer_id


def openers_of(session: Session, case_ids: Collection[int]) -> dict[int, Author]:
    """Case -> the account whose post opened it, by its first event; else that of its first post."""
    opened = session.exec(
        select(CaseEvent.case_id, Author)
        .join(Mention, col(Mention.id) == col(CaseEvent.mention_id))
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(col(CaseEvent.case_id).in_(case_ids), CaseEvent.kind == CaseEventKind.OPENED)
        .order_by(col(CaseEvent.id).desc())
    ).all()
    found = dict(opened)
    rest = [case_id for case_id in case_ids if case_id not in found]
    if rest:
        posts = session.exec(
            select(Mention.case_id, Author)
            .join(Author, col(Author.id) == col(Mention.author_id))
            .where(col(Mention.case_id).in_(rest), col(Mention.by_brand).is_(False))
            .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
        ).all()
        found |= {key(case_id): author for case_id, author in posts}
    return found


def refresh(session: Session, customer_id: int) -> None:
    """Name, tier and attributes, from the accounts and from what is known of them."""
    customer = session.get_one(Customer, customer_id)
    accounts = session.exec(select(Author).where(Author.customer_id == customer_id)).all()
    if not accounts:  # it belongs to another customer's while the links stand
        accounts = session.exec(select(Author).where(Author.home_customer_id == customer_id)).all()
    newest = max(accounts, key=_age, default=None)
    if newest is not None and customer.erased_at is None:
        customer.name = name_of(newest)[:200]
    facts = session.exec(
        select(CustomerFact)
        .where(col(CustomerFact.author_id).in_([key(account.id) for account in accounts]))
        .order_by(col(CustomerFact.updated_at), col(CustomerFact.author_id))
    ).all()
    customer.tier = next((fact.tier for fact in reversed(facts) if fact.tier), None)
    customer.attributes = {name: value for fact in facts for name, value in fact.attributes.items()}


def _age(author: Author) -> tuple[object, int]:
    return author.profile_at or author.created_at, key(author.id)


class Named(Protocol):
    """Something with the names of an account."""

    @property
    def platform(self) -> str: ...
    @property
    def external_id(self) -> str: ...
    @property
    def handle(self) -> str | None: ...
    @property
    def display_name(self) -> str | None: ...


def name_of(author: Named) -> str:
    """How an account is called."""
    return author.display_name or author.handle or f"{author.platform} {author.external_id}"
