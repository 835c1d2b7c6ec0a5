"""The world: what is on the practice network, and what happens when something is added."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sandbox.agenda import Agenda
from sandbox.clock import Clock
from sandbox.credentials import credentials_of
from sandbox.handles import handles_in, with_handle
from sandbox.limits import HOUR, QUARTER, Limits
from sandbox.messages import Mailbox, Message
from sandbox.people import People
from sandbox.posts import BRAND, Kind, Network, PlannedPost, Post
from sandbox.prices import Ledger
from sandbox.reactions import Scripts, planned_reaction
from sandbox.scenario import Scenario
from sandbox.shelf import Shelf, ShelfName, of_children, of_thread, shelves_of
from sandbox.snowflake import snowflake

FIRST_FACEBOOK_NUMBER = 122_100_000_000_000


class World:
    """One run of a scenario. `now` is frozen between two calls of `advance`."""

    def __init__(self, scenario: Scenario, clock: Clock, *, seed: int = 0) -> None:
        self.scenario, self.clock, self.seed = scenario, clock, seed
        self.people = People(scenario.people, scenario.brand)
        self.brand = self.people.brand
        self.credentials = credentials_of(self.brand)
        self.posts: dict[str, Post] = {}
        self.mailbox = Mailbox()
        self.agenda = Agenda()
        self.requests: Counter[str] = Counter()
        self.ledger = Ledger()
        self.x_limits = Limits(QUARTER)
        self.graph_limits = Limits(HOUR)
        self.now = clock.now()
        self._scripts = Scripts(seed=seed, improvise=scenario.improvise)
        self._shelves: defaultdict[ShelfName, Shelf] = defaultdict(Shelf)
        self._by_order: dict[int, str] = {}
        self._named: dict[str, str] = {}
        self._updated: dict[str, float] = {}
        self._made = 0
        for planned in scenario.posts:
            self.agenda.add(planned.at, partial(self._happen, planned))
        self.advance()

    def advance(self) -> None:
        """Let everything happen that is due."""
        self.now = max(self.now, self.clock.now())
        self.agenda.run_until(self.now)

    # Reading

    def get(self, external_id: str) -> Post | None:
        """A post that can be read now."""
        post = self.posts.get(external_id)
        shown = post and post.deleted_at is None and post.visible_at <= self.now
        return post if shown else None

    def find(self, name: str) -> Post | None:
        """The same, by external id or by the scenario's own id."""
        return self.get(self._named.get(name, name))

    def newest(
        self, name: ShelfName, *, above: int = -1, below: int | None = None
    ) -> Iterator[Post]:
        orders = self._shelves[name].newest_first(above=above, below=below)
        return (self.posts[self._by_order[order]] for order in orders)

    def oldest(
        self, name: ShelfName, *, above: int = -1, below: int | None = None
    ) -> Iterator[Post]:
        orders = self._shelves[name].oldest_first(above=above, below=below)
        return (self.posts[self._by_order[order]] for order in orders)

    def count(self, name: ShelfName) -> int:
        return len(self._shelves[name])

    def updated_at(self, post: Post) -> float:
        """When a thread last moved."""
        return self._updated.get(post.external_id, post.created_at)

    # Writing

    def publish(
        self, planned: PlannedPost, *, late: float = 0.0, created_at: float | None = None
    ) -> Post | None:
        """Put a post on the network; None for a comment under something that is gone."""
        target = self.find(planned.reply_to) if planned.reply_to else None
        if target is None and planned.kind is Kind.COMMENT:
            return None
        post = self._made_from(planned, target)
        post = replace(
            post,
            visible_at=post.at + late,
            created_at=post.created_at if created_at is None else created_at,
        )
        self._keep(post, planned)
        return post

    def reply(self, to: Post, text: str) -> Post | None:
        """The brand answers in public."""
        kind = Kind.OWN if to.network is Network.X else Kind.COMMENT
        planned = PlannedPost(
            person=BRAND,
            network=to.network,
            kind=kind,
            at=self.now,
            text=text,
            reply_to=to.external_id,
        )
        reply = self.publish(planned)
        if reply is not None:
            self._react(to, under=reply.external_id)
        return reply

    def write_private(
        self, network: Network, person: str, text: str, *, by_brand: bool, to: Post | None = None
    ) -> Message:
        """A private message; `to` is the post that the brand answers with it."""
        order = self._next_order(self.now)
        message = Message(
            order=order,
            external_id=str(order) if network is Network.X else f"m_{order}",
            network=network,
            person=person,
            by_brand=by_brand,
            text=text,
            at=self.now,
            to_external_id=to.external_id if to else None,
        )
        if to is not None:
            self._react(to, under=to.external_id)
        return self.mailbox.add(message)

    def edit(self, post: Post, **changes: str | bool) -> Post:
        changed = replace(post, **changes)  # type: ignore[arg-type]
        self.posts[post.external_id] = changed
        return changed

    def delete(self, post: Post) -> None:
        """Take a post away, and on Facebook what hangs below it."""
        self.posts[post.external_id] = replace(post, deleted_at=self.now)
        for name in shelves_of(post, brand_handle=self.brand.handle):
            self._shelves[name].discard(post.order)
        if post.network is Network.FACEBOOK:
            below = of_thread if post.kind is not Kind.COMMENT else of_children
            for child in list(self.newest(below(post.external_id))):
                self.delete(child)

    # What happens by itself

    def _happen(self, planned: PlannedPost, at: float) -> None:
        self.publish(planned)

    def _made_from(self, planned: PlannedPost, target: Post | None) -> Post:
        order = self._next_order(planned.at)
        text = planned.text
        if planned.kind is Kind.MENTION:
            text = with_handle(text, self.brand.handle)
        external_id = self._external_id(planned, target, order)
        quoted = self.find(planned.quotes) if planned.quotes else None
        return Post(
            order=order,
            external_id=external_id,
            network=planned.network,
            kind=planned.kind,
            person=self.people.get(planned.person, lang=planned.lang).id,
            text=text,
            lang=planned.lang,
            at=planned.at,
            created_at=planned.at,
            visible_at=planned.at,
            root_id=target.root_id if target else external_id,
            parent_id=_parent_of(target) if target else None,
            answers_id=target.external_id if target else None,
            quotes_id=quoted.external_id if quoted else None,
            handles=handles_in(text) if planned.network is Network.X else frozenset(),
            post_id=planned.id,
            matter=planned.matter,
            key=planned.key,
            by_hand=planned.by_hand,
        )

    def _keep(self, post: Post, planned: PlannedPost) -> None:
        self.posts[post.external_id] = post
        self._by_order[post.order] = post.external_id
        if post.post_id:
            self._named[post.post_id] = post.external_id
        if not post.by_brand:
            self._scripts.extend(post, planned.reactions)
        if post.visible_at <= self.now:
            self._show(post.external_id, post.visible_at)
        else:
            self.agenda.add(post.visible_at, partial(self._show, post.external_id))

    def _show(self, external_id: str, at: float) -> None:
        post = self.posts[external_id]
        if post.deleted_at is not None:
            return
        for name in shelves_of(post, brand_handle=self.brand.handle):
            self._shelves[name].add(post.order)
        root = self.posts.get(post.root_id, post)
        self._updated[post.root_id] = max(self.updated_at(root), at)

    def _react(self, answered: Post, *, under: str) -> None:
        reaction = None if answered.by_brand else self._scripts.next(answered)
        if reaction is None or not reaction.text:
            return
        at = self.now + reaction.after_minutes * 60
        planned = planned_reaction(reaction, answered, to=under, at=at)
        perform = partial(self._perform, planned, answered.external_id)
        self.agenda.add(at, perform, reaction=True)

    def _perform(self, planned: PlannedPost, answered_id: str, at: float) -> None:
        to = planned.reply_to if planned.reply_to and self.get(planned.reply_to) else answered_id
        self.publish(replace(planned, reply_to=to))

    def _next_order(self, at: float) -> int:
        self._made += 1
        return snowflake(at, self._made)

    def _external_id(self, planned: PlannedPost, target: Post | None, order: int) -> str:
        if planned.network is Network.X:
            return str(order)
        number = FIRST_FACEBOOK_NUMBER + self._made
        if target is not None:
            return f"{target.root_id.split('_')[-1]}_{number}"
        owner = planned.person if planned.kind is Kind.TAGGED else BRAND
        return f"{self.people.get(owner).facebook_id}_{number}"


def _parent_of(target: Post) -> str:
    """Where an answer hangs: Facebook knows comments and answers to them, nothing deeper."""
    nested = target.parent_id is not None and target.parent_id != target.root_id
    if target.network is Network.FACEBOOK and nested and target.parent_id:
        return target.parent_id
    return target.external_id
