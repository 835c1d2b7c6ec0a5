"""One customer as people see her: accounts, why they are one, and what she wrote anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, or_, select

from domain.errors import BadInput
from domain.identity import LinkEventKind, LinkStatus
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import identities, users
from storage.ids import key
from storage.models import Author, Case, Customer, IdentityEvent, IdentityLink, Mention, Reply

TIMELINE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A customer in a list."""

    customer_id: int
    name: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link or a suggestion: to whom, why, how sure, and the event that can be undone."""

    link_id: int
    status: LinkStatus
    author_id: int
    other_id: int
    other: str
    other_platform: str
    confidence: float
    evidence: tuple[str, ...]
    mentions: frozenset[int]
    by: str
    at: dt.datetime
    newest_event: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One account; `via` is the link that brought it to this customer, None for the first."""

    author_id: int
    platform: str
    name: str
    handle: str | None
    followers: int | None
    via: LinkView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One post of the customer's, or an answer of ours to one.

    `via` says which link brought it, "" for the first account's; of our answers `account` is who
    wrote it, and `mention_id` the post that it answers.
    """

    mention_id: int
    author_id: int
    at: dt.datetime
    platform: str
    account: str
    text: str
    url: str
    case_id: int | None
    via: str
    deleted_at: dt.datetime | None = None
    by_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """Everything on the customer's page. `undoable` are the newest changes of her links."""

    customer_id: int
    name: str
    tier: str | None
    attributes: dict[str, Any]
    erased: bool
    accounts: tuple[AccountView, ...]
    suggestions: tuple[LinkView, ...]
    undoable: tuple[LinkView, ...]


def view(app: App, actor: Actor, customer_id: int) -> CustomerView:
    """Read one customer; raises BadInput if there is none with this number."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise BadInput(f"There is no customer {customer_id}.")
        authors = session.exec(
            select(Author).where(Author.customer_id == customer_id).order_by(col(Author.id))
        ).all()
        links = _Links(session, {key(author.id) for author in authors})
        return CustomerView(
            customer_id=customer_id,
            name=customer.name,
            tier=customer.tier,
            attributes=dict(customer.attributes),
            erased=customer.erased_at is not None,
            accounts=_accounts(session, authors, links),
            suggestions=links.views(LinkStatus.SUGGESTED),
            undoable=links.views(LinkStatus.UNLINKED, LinkStatus.REJECTED),
        )


def timeline(app: App, actor: Actor, customer_id: int) -> tuple[TimelineItem, ...]:
    """Her newest posts on all networks, each with why we think that it is hers, and our answers."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        authors = session.exec(
            select(Author).where(Author.customer_id == customer_id).order_by(col(Author.id))
        ).all()
        links = _Links(session, {key(author.id) for author in authors})
        return _timeline(session, _accounts(session, authors, links))


def of_case(app: App, actor: Actor, case_id: int) -> int:
    """Whose case it is."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        case = session.get(Case, case_id)
        if case is None:
            raise BadInput(f"There is no case {case_id}.")
        return case.customer_id


def search(app: App, words: str, *, limit: int = 20) -> list[Found]:
    """Customers with an account whose name or handle has these words in it."""
    wanted = words.strip().lstrip("@").lower()
    with app.database.read() as session:
        ids = session.exec(
            select(Author.customer_id)
            .where(
                or_(
                    func.lower(col(Author.handle)).contains(wanted, autoescape=True),
                    func.lower(col(Author.display_name)).contains(wanted, autoescape=True),
                )
            )
            .distinct()
            .order_by(col(Author.customer_id))
            .limit(limit)
        ).all()
        return [_found(session, key(number)) for number in ids]


def _found(session: Session, customer_id: int) -> Found:
    accounts = session.exec(
        select(Author).where(Author.customer_id == customer_id).order_by(col(Author.id))
    ).all()
    return Found(
        customer_id=customer_id,
        name=session.get_one(Customer, customer_id).name,
        accounts=tuple(f"{one.platform} {one.handle or one.external_id}" for one in accounts),
    )


class _Links:
    """The links of some accounts, read once."""

    def __init__(self, session: Session, own: set[int]) -> None:
        self._own = own
        self._rows = identities.links_at(session, own) if own else []
        ends = {end for link in self._rows for end in (link.author_id, link.other_id)}
        self._authors = {
            key(author.id): author
            for author in session.exec(select(Author).where(col(Author.id).in_(ends))).all()
        }
        self._newest = _newest_events(session, [key(link.id) for link in self._rows])
        self._names = users.names(session) if self._rows else {}

    def views(self, *statuses: LinkStatus) -> tuple[LinkView, ...]:
        return tuple(
            self.view(link)
            for link in self._rows
            if link.status in statuses and not self._gone(link)
        )

    def _gone(self, link: IdentityLink) -> bool:
        ends = (self._authors[link.author_id], self._authors[link.other_id])
        return any(author.erased_at is not None for author in ends)

    def view(self, link: IdentityLink) -> LinkView:
        inside = link.author_id if link.author_id in self._own else link.other_id
        outside = link.other_id if inside == link.author_id else link.author_id
        other, event = self._authors[outside], self._newest.get(key(link.id))
        return LinkView(
            link_id=key(link.id),
            status=link.status,
            author_id=inside,
            other_id=outside,
            other=identities.name_of(other),
            other_platform=other.platform,
            confidence=link.confidence,
            evidence=tuple(str(item["text"]) for item in link.evidence),
            mentions=frozenset(item["mention"] for item in link.evidence if item.get("mention")),
            by=self._names.get((event.user_id if event else 0) or 0, ""),
            at=event.at if event else link.created_at,
            newest_event=event.id if event else None,
        )


def _newest_events(session: Session, link_ids: Sequence[int]) -> dict[int, IdentityEvent]:
    rows = session.exec(
        select(IdentityEvent)
        .where(col(IdentityEvent.link_id).in_(link_ids))
        .order_by(col(IdentityEvent.id))
    ).all()
    return {row.link_id: row for row in rows if row.kind is not LinkEventKind.STRENGTHENED}


def _accounts(
    session: Session, authors: Sequence[Author], links: _Links
) -> tuple[AccountView, ...]:
    """The first account, and the others each with the link that it was reached by."""
    if not authors:
        return ()
    reached = identities.connected(session, [key(authors[0].id)])
    return tuple(_account(author, reached.get(key(author.id)), links) for author in authors)


def _account(author: Author, link: IdentityLink | None, links: _Links) -> AccountView:
    return AccountView(
        author_id=key(author.id),
        platform=author.platform,
        name=identities.name_of(author),
        handle=author.handle,
        followers=author.followers,
        via=None if link is None else links.view(link),
    )


def _timeline(session: Session, accounts: Sequence[AccountView]) -> tuple[TimelineItem, ...]:
    by_id = {account.author_id: account for account in accounts}
    posts = session.exec(
        select(Mention)
        .where(col(Mention.author_id).in_(by_id))
        .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
        .limit(TIMELINE)
    ).all()
    names = users.names(session)
    items = [_item(post, by_id[post.author_id]) for post in posts]
    items += [_answer(reply, by_id[author], names) for reply, author in _answers(session, by_id)]
    return tuple(sorted(items, key=lambda item: item.at, reverse=True)[:TIMELINE])


def _answers(session: Session, author_ids: Iterable[int]) -> Sequence[tuple[Reply, int]]:
    """Our newest replies to posts of these accounts, with whose post it was."""
    return session.exec(
        select(Reply, Mention.author_id)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(col(Mention.author_id).in_(author_ids), col(Reply.status) == ReplyStatus.SENT)
        .order_by(col(Reply.id).desc())
        .limit(TIMELINE)
    ).all()


def _answer(reply: Reply, account: AccountView, names: dict[int, str]) -> TimelineItem:
    return TimelineItem(
        mention_id=reply.mention_id,
        author_id=account.author_id,
        at=reply.sent_at or reply.created_at,
        platform=account.platform,
        account=names.get(reply.drafted_by or reply.approved_by or 0, "Listenpost"),
        text=reply.text,
        url=reply.url or "",
        case_id=reply.case_id,
        via="",
        by_us=True,
    )


def _item(post: Mention, account: AccountView) -> TimelineItem:
    return TimelineItem(
        mention_id=key(post.id),
        author_id=post.author_id,
        at=post.published_at,
        platform=post.platform,
        account=account.handle or account.name,
        text=post.text,
        url=post.url,
        case_id=post.case_id,
        via="; ".join(account.via.evidence) if account.via else "",
        deleted_at=post.deleted_at,
    )
