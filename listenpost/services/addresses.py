"""The same e-mail address at two accounts; it is kept as a keyed hash and never as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from domain.email_address import own_addresses
from domain.identity import EvidenceKind
from domain.mention import is_hidden
from domain.retelling import MOST_OWNERS
from listenpost.services import identity
from listenpost.services.app import App
from listenpost.services.identity import Evidence
from storage import addresses
from storage.ids import key
from storage.models import KnownAddress, Mention

WRITTEN, VERIFIED = (
    "both gave the same e-mail address",
    "both have the same verified e-mail address",
)
Shared = tuple[int, EvidenceKind, str]
"""Another account that gave the same address, and how sure of that we are."""


def heard(app: App, session: Session, posts: Sequence[Mention]) -> dict[int, list[Shared]]:
    """Post -> what private messages among them tell of other accounts; their hashes are kept.

    An address in public is anybody's: it is not looked at.
    """
    said = [
        (post, digest(app, one))
        for post in posts
        if app.tombstones.own_key.can_be_had and is_hidden(post.kind, post.raw)
        for one in sorted(own_addresses(post.text))
    ]
    if not said:
        return {}
    rows = [
        {"author_id": post.author_id, "mention_id": post.id, "digest": one, "at": app.clock.now()}
        for post, one in said
    ]
    addresses.note(session, rows)
    owners = addresses.owners(session, {one for _, one in said})
    found: dict[int, list[Shared]] = {}
    for post, one in said:
        found.setdefault(key(post.id), []).extend(_others(post.author_id, owners[one]))
    return found


def verified(app: App, session: Session, author_id: int, address: str) -> bool:
    """A system that checks addresses says that this is the account's; False if it was known."""
    one = digest(app, address)
    if one in addresses.verified(session, author_id):
        return False
    now = app.clock.now()
    addresses.replace_verified(session, KnownAddress(author_id=author_id, digest=one, at=now))
    session.flush()
    owners = addresses.owners(session, (one,))[one]
    for other, kind, text in _others(author_id, owners):
        identity.observe(app, session, author_id, other, Evidence(kind=kind, text=text), now=now)
        session.flush()
    return True


def digest(app: App, address: str) -> str:
    """What is kept of an address."""
    return app.tombstones.own_key.digest("e-mail address", address)


def _others(author_id: int, owners: dict[int, bool]) -> Iterator[Shared]:
    """An address of many is an office's or a family's; one is checked where both ends were."""
    if len(owners) > MOST_OWNERS:
        return
    for other, checked in sorted(owners.items()):
        if other != author_id:
            both = checked and owners[author_id]
            kind = EvidenceKind.VERIFIED_EMAIL if both else EvidenceKind.SAME_EMAIL
            yield other, kind, VERIFIED if both else WRITTEN
