"""The world: the posts, the people and the clock, and what happens when something is added."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial

from sandbox.agenda import Agenda
from sandbox.clock import Clock
from sandbox.composing import compose
from sandbox.credentials import credentials_of
from sandbox.faults import Effect, Faults
from sandbox.hooks import Hooks
from sandbox.journeys import BACK_AFTER, TELLS_AFTER, WAITS, Journeys, asks_again
from sandbox.library import Library
from sandbox.limits import HOUR, QUARTER, Limits
from sandbox.messages import Mailbox, Message
from sandbox.people import People
from sandbox.posts import BRAND, Kind, Network, PlannedPost, Post, Reaction
from sandbox.prices import Ledger
from sandbox.reactions import Scripts, planned_reaction
from sandbox.scenario import Scenario
from sandbox.snowflake import snowflake

_MESSAGE_IDS = {Network.X: "{}", Network.WHATSAPP: "wamid.P{}"}


class World(Library):
    """One run of a scenario; time passes with `advance`."""

    def __init__(
        self, scenario: Scenario, clock: Clock, *, seed: int = 0, journeys: bool = False
    ) -> None:
        super().__init__(scenario.brand.x_handle, clock.now())
        self.scenario, self.clock, self.seed = scenario, clock, seed
        self._go_where_sent = journeys
        self.people = People(scenario.people, scenario.brand)
        self.brand = self.people.brand
        self.credentials = credentials_of(self.brand)
        self.hooks = Hooks()
        self._begin()

    def reset(self) -> None:
        """Play the scenario again from its first moment."""
        self.clock.restart()
        self.empty(self.clock.now())
        self._begin()

    def advance(self) -> None:
        """Let everything happen that is due."""
        self.now = max(self.now, self.clock.now())
        self.agenda.run_until(self.now)

    def publish(
        self, planned: PlannedPost, *, late: float = 0.0, created_at: float | None = None
    ) -> Post | None:
        """Put a post on the network; None for a comment under something that is gone."""
        target = self.find(planned.reply_to) if planned.reply_to else None
        if target is None and planned.kind is Kind.COMMENT:
            return None
        quoted = self.find(planned.quotes) if planned.quotes else None
        order = self._next_order(planned.at)
        post = compose(planned, self.people, order=order, target=target, quoted=quoted)
        if not post.by_brand:
            post = self._indexed(post, late, created_at)
            self._scripts.extend(post, planned.reactions)
            self._change_later(post)
            self.hooks.posted(self.brand.facebook_id, post)
        self.keep(post)
        if post.visible_at <= self.now:
            self.show(post.external_id, post.visible_at)
        else:
            self.agenda.add(post.visible_at, partial(self.show, post.external_id))
        return post

    def write(self, network: Network, text: str, *, quotes: str | None = None) -> Post | None:
        """The brand posts something of its own."""
        return self._by_brand(network, Kind.OWN, text, quotes=quotes)

    def reply(self, to: Post, text: str, *, by_hand: bool = False) -> Post | None:
        """The brand answers in public; by hand, in the network's own app, or through its API."""
        kind = Kind.OWN if to.network is Network.X else Kind.COMMENT
        reply = self._by_brand(to.network, kind, text, reply_to=to.external_id, by_hand=by_hand)
        if reply is not None:
            self._answered(to, text, under=reply.external_id)
        return reply

    def write_private(
        self,
        network: Network,
        person: str,
        text: str,
        *,
        by_brand: bool,
        to: Post | None = None,
        to_external_id: str | None = None,
        late: float = 0,
        created_at: float | None = None,
    ) -> Message:
        """A private message; `to` is the post, `to_external_id` the message, that it answers."""
        order = self._next_order(self.now)
        if not by_brand:
            late += self.faults.delay(network)
            said = self.faults.stated(network, self.now)
            created_at = said if created_at is None else created_at
        message = Message(
            order=order,
            external_id=_MESSAGE_IDS.get(network, "m_{}").format(order),
            network=network,
            person=person,
            by_brand=by_brand,
            text=text,
            at=self.now,
            created_at=self.now if created_at is None else created_at,
            visible_at=self.now + late,
            to_external_id=to.external_id if to else to_external_id,
        )
        self.mailbox.add(message)
        if to is not None:
            self._answered(to, text, under=to.external_id, private=True)
        elif by_brand:
            self._answered_in_private(network, person)
        return message

    def _begin(self) -> None:
        self.mailbox = Mailbox()
        self.hooks.forget()
        self.journeys = Journeys(seed=self.seed, playing=self._go_where_sent)
        self.agenda = Agenda()
        self.requests: Counter[str] = Counter()
        self.ledger = Ledger()
        self.faults = Faults(self.seed)
        self.x_limits = Limits(QUARTER)
        self.graph_limits = Limits(HOUR)
        self._scripts = Scripts(seed=self.seed, improvise=self.scenario.improvise)
        self._made = 0
        for planned in self.scenario.posts:
            self.agenda.add(planned.at, partial(self._happen, planned))
        self.advance()

    def _by_brand(
        self,
        network: Network,
        kind: Kind,
        text: str,
        *,
        reply_to: str | None = None,
        quotes: str | None = None,
        by_hand: bool = False,
    ) -> Post | None:
        return self.publish(
            PlannedPost(
                person=BRAND,
                network=network,
                kind=kind,
                at=self.now,
                text=text,
                lang="en",
                reply_to=reply_to,
                quotes=quotes,
                by_hand=by_hand,
            )
        )

    def _happen(self, planned: PlannedPost, at: float) -> None:
        self.publish(planned)

    def _indexed(self, post: Post, late: float, created_at: float | None) -> Post:
        """As the platform shows it: perhaps late, perhaps with a wrong time."""
        delay = late + self.faults.delay(post.network)
        said = self.faults.stated(post.network, post.at) if created_at is None else created_at
        return replace(post, visible_at=post.at + delay, created_at=said)

    def _change_later(self, post: Post) -> None:
        """What a fault does to a post after it has become visible."""
        for effect, change in ((Effect.EDITED, self._edit), (Effect.DELETED, self._remove)):
            after = self.faults.after(effect, post.network)
            if after is not None:
                self.agenda.add(post.visible_at + after, partial(change, post.external_id))

    def _edit(self, external_id: str, at: float) -> None:
        post = self.posts[external_id]
        if post.deleted_at is None:
            self.rewrite(post, f"{post.text} (edited)")

    def _remove(self, external_id: str, at: float) -> None:
        self.delete(self.posts[external_id])

    def _answered(self, answered: Post, text: str, *, under: str, private: bool = False) -> None:
        """The customer reads our words, and goes where they send her or reacts on the spot."""
        move = self.journeys.judge(answered, text, private=private, at=self.now)
        if move is None or not self.journeys.playing:
            self._react(answered, under=under)
        elif not self.journeys.goes_along(answered, move):
            self._come_back(answered)
        elif move.how == "private":
            self.journeys.begin(answered)
            self._react_in_private(answered)
        elif move.how == "link":
            self.journeys.begin(answered)
            self._write_later(answered, answered.text, minutes=TELLS_AFTER)

    def _answered_in_private(self, network: Network, person: str) -> None:
        begun = self.journeys.of_thread(network, person)
        if begun is not None:
            self._react_in_private(begun)

    def _react_in_private(self, answered: Post) -> None:
        reaction = self._scripts.next(answered)
        if reaction is not None and reaction.text:
            asks = reaction.kind != "thank"
            self._write_later(answered, reaction.text, minutes=reaction.after_minutes, waits=asks)

    def _write_later(self, about: Post, text: str, *, minutes: float, waits: bool = True) -> None:
        """She writes in private; where she `waits` for an answer in vain, she comes back."""

        def write(at: float) -> None:
            self.write_private(about.network, about.person, text, by_brand=False)
            if waits:
                self.agenda.add(at + WAITS, partial(self._look, about, at), reaction=True)

        self.agenda.add(self.now + minutes * 60, write, reaction=True)

    def _look(self, about: Post, since: float, at: float) -> None:
        """Whether she was answered; after the scenario's end nobody works, and nobody waits."""
        story = self.scenario
        if story.starts_at < story.ends_at < at:
            return
        thread = self.mailbox.thread(about.network, about.person)
        if not any(message.by_brand and message.at >= since for message in thread):
            self._come_back(about)

    def _come_back(self, answered: Post) -> None:
        """She asks again where she had started."""
        text = asks_again(answered)
        at = self.now + BACK_AFTER * 60
        again = Reaction(kind="complain", after_minutes=BACK_AFTER, text=text)
        planned = planned_reaction(again, answered, to=answered.external_id, at=at)
        perform = partial(self._perform, planned, answered.external_id)
        self.agenda.add(at, perform, reaction=True)

    def _react(self, answered: Post, *, under: str) -> None:
        reaction = None if answered.by_brand else self._scripts.next(answered)
        if reaction is None or not reaction.text:
            return
        at = self.now + reaction.after_minutes * 60
        planned = planned_reaction(reaction, answered, to=under, at=at)
        perform = partial(self._perform, planned, answered.external_id)
        self.agenda.add(at, perform, reaction=True)

    def _perform(self, planned: PlannedPost, answered_id: str, at: float) -> None:
        """The reaction hangs under the reply, or where that is gone under what was answered."""
        to = planned.reply_to if planned.reply_to and self.get(planned.reply_to) else answered_id
        self.publish(replace(planned, reply_to=to))

    def _next_order(self, at: float) -> int:
        self._made += 1
        return snowflake(at, self._made)
