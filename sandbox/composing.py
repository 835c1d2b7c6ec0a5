"""Making a post of what was planned: its ids, its place in a thread, its text."""

from __future__ import annotations

from sandbox.handles import handles_in, named_first, with_handle
from sandbox.people import People
from sandbox.posts import BRAND, Kind, Network, PlannedPost, Post

FIRST_FACEBOOK_NUMBER = 122_100_000_000_000
FIRST_INSTAGRAM_NUMBER = 17_850_000_000_000_000


def compose(
    planned: PlannedPost, people: People, *, order: int, target: Post | None, quoted: Post | None
) -> Post:
    """The post, as true as it is planned: visible at once, and with its real time."""
    external_id = _external_id(planned, people, order, target)
    text = planned.text
    if planned.kind is Kind.MENTION:
        text = with_handle(text, people.brand.handle)
    on_x = planned.network is Network.X
    to_handle = _to_handle(planned, people, target) if on_x else None
    named = handles_in(text) if on_x else frozenset()
    return Post(
        order=order,
        external_id=external_id,
        network=planned.network,
        kind=planned.kind,
        person=people.get(planned.person, lang=planned.lang).id,
        text=text,
        lang=planned.lang,
        at=planned.at,
        created_at=planned.at,
        visible_at=planned.at,
        root_id=target.root_id if target else external_id,
        parent_id=_parent_of(target) if target else None,
        answers_id=target.external_id if target else None,
        quotes_id=quoted.external_id if quoted else None,
        to_handle=to_handle,
        handles=named | {to_handle.lower()} if to_handle else named,
        photo=not on_x and (planned.photo or not text),
        post_id=planned.id,
        matter=planned.matter,
        key=planned.key,
        by_hand=planned.by_hand,
    )


def _to_handle(planned: PlannedPost, people: People, target: Post | None) -> str | None:
    """Whom X names in front of the brand's reply, unless its text begins with them."""
    if planned.person != BRAND or target is None or target.by_brand:
        return None
    handle = people.get(target.person).handle
    return None if handle.lower() in named_first(planned.text) else handle


def _external_id(planned: PlannedPost, people: People, order: int, target: Post | None) -> str:
    """X: the snowflake. Facebook: OWNER_POST for posts, POST_COMMENT for comments."""
    if planned.network is Network.X:
        return str(order)
    if planned.network is Network.INSTAGRAM:
        return str(FIRST_INSTAGRAM_NUMBER + order % (1 << 22))
    number = FIRST_FACEBOOK_NUMBER + order % (1 << 22)
    if target is not None:
        return f"{target.root_id.split('_')[-1]}_{number}"
    owner = planned.person if planned.kind is Kind.TAGGED else BRAND
    return f"{people.get(owner).facebook_id}_{number}"


def _parent_of(target: Post) -> str:
    """Where an answer hangs: Meta knows comments and answers to them, nothing deeper."""
    nested = target.parent_id is not None and target.parent_id != target.root_id
    if target.network is not Network.X and nested and target.parent_id:
        return target.parent_id
    return target.external_id
