"""Everything that is stored about one customer, found by following the references to her records.

A table that is added later is found without a word here, as long as it refers to what it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, or_, select

from storage.ids import key
from storage.models import AuditEntry, Author, Case, IdentityLink, Mention, Reply

Holdings = dict[str, list[SQLModel]]
"""Table -> its records about the customer, by key."""
_EXPANDED = ("customer", "author", "conversation", "mention", "case", "reply", "identity_link")
"""What belongs to the customer itself; what refers to one of these is about her too."""


def of_customer(session: Session, customer_id: int) -> Holdings:
    """What is stored about all accounts of a customer."""
    authors = session.exec(select(Author.id).where(Author.customer_id == customer_id)).all()
    return of_authors(session, [key(author) for author in authors], customers=(customer_id,))


def of_authors(
    session: Session, author_ids: Collection[int], *, customers: Collection[int] = ()
) -> Holdings:
    """What is stored about these accounts, and about customers that have no other account."""
    ids: dict[str, set[int]] = defaultdict(set)
    homes = select(Author.home_customer_id).where(col(Author.id).in_(author_ids))
    ids["customer"] = {*customers, *(key(home) for home in session.exec(homes).all())}
    ids["author"] = set(author_ids)
    ids["case"] = _all(session, select(Case.id).where(col(Case.customer_id).in_(ids["customer"])))
    own = _all(session, select(Mention.id).where(col(Mention.author_id).in_(author_ids)))
    ids["mention"] = own | _our_answers(session, own, ids["case"])
    ids["reply"] = _all(
        session,
        select(Reply.id).where(
            or_(col(Reply.case_id).in_(ids["case"]), col(Reply.mention_id).in_(own))
        ),
    )
    ids["conversation"] = _own_threads(session, own, ids["mention"])
    ids["identity_link"] = _all(
        session,
        select(IdentityLink.id).where(
            or_(
                col(IdentityLink.author_id).in_(author_ids),
                col(IdentityLink.other_id).in_(author_ids),
            )
        ),
    )
    return _records(session, ids)


def _all(session: Session, statement: Any) -> set[int]:
    return {key(found) for found in session.exec(statement).all()}


def _our_answers(session: Session, own: set[int], cases: set[int]) -> set[int]:
    """Posts of the brand's that speak to this customer: they name her, and quote her."""
    names = select(Mention.external_id).where(col(Mention.id).in_(own))
    return _all(
        session,
        select(Mention.id).where(
            col(Mention.by_brand).is_(True),
            or_(col(Mention.case_id).in_(cases), col(Mention.in_reply_to).in_(names)),
        ),
    )


def _own_threads(session: Session, own: set[int], about: set[int]) -> set[int]:
    """Threads in which there is nothing but her posts and our answers to them."""
    threads = _all(session, select(Mention.conversation_id).where(col(Mention.id).in_(own)))
    others = _all(
        session,
        select(Mention.conversation_id).where(
            col(Mention.conversation_id).in_(threads), col(Mention.id).not_in(about)
        ),
    )
    return threads - others


def _records(session: Session, ids: dict[str, set[int]]) -> Holdings:
    found: Holdings = {}
    for model in models():
        table = table_of(model)
        conditions = [
            sa.and_(column.in_(ids[target]))
            for column, target in _references(table)
            if ids.get(target)
        ]
        if table.name in _EXPANDED:
            conditions = [table.c.id.in_(ids[table.name])]
        elif model is AuditEntry:
            conditions = [table.c.subject.in_(_subjects(ids))]
        if conditions:
            order = list(table.primary_key)
            rows = session.exec(select(model).where(sa.or_(*conditions)).order_by(*order)).all()
            if rows:
                found[table.name] = list(rows)
    return found


def models() -> list[type[SQLModel]]:
    """Every kind of record, by the name of its table."""
    registry: Any = SQLModel._sa_registry
    found = [mapper.class_ for mapper in registry.mappers]
    return sorted(found, key=lambda model: table_of(model).name)


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a kind of record."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


def _references(table: sa.Table) -> list[tuple[sa.Column[Any], str]]:
    """By which columns a record is about a customer.

    What stands with one reply goes where the reply goes, whichever case it was written in: accounts
    that were linked by mistake may have shared that case.
    """
    found = [
        (column, reference.column.table.name)
        for column in table.columns
        for reference in column.foreign_keys
        if reference.column.table.name in _EXPANDED
        and reference.column.table.name != "conversation"
    ]
    with_reply = [one for one in found if one[1] == "reply" and not one[0].nullable]
    return with_reply or found


def _subjects(ids: dict[str, set[int]]) -> list[str]:
    named = ("customer", "author", "case", "mention", "reply")
    found = [f"{table}:{number}" for table in named for number in ids[table]]
    return [*found, *(f"link:{number}" for number in ids["identity_link"])]
