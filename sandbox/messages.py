"""Private messages between the brand and its customers, on either network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.posts import Network

MINUTE = 60.0
DAY = 86_400.0
REPLY_WINDOW = DAY
HUMAN_WINDOW = 7 * DAY
PRIVATE_REPLY_WINDOW = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One private message; `to_external_id` is the post that a private reply answers.

    `created_at` is what the platform says (a clock may lie), `visible_at` when reads show it.
    """

    order: int
    external_id: str
    network: Network
    person: str
    by_brand: bool
    text: str
    at: float
    created_at: float
    visible_at: float
    to_external_id: str | None = None


class Mailbox:
    """Every conversation with every person, oldest message first."""

    def __init__(self) -> None:
        self._threads: dict[tuple[Network, str], list[Message]] = defaultdict(list)
        self._answered: set[str] = set()
        self.refusing: set[tuple[Network, str]] = set()
        """Who wants no message of ours any more."""

    def __iter__(self) -> Iterator[Message]:
        return (message for thread in self._threads.values() for message in thread)

    def add(self, message: Message) -> Message:
        self._threads[message.network, message.person].append(message)
        if message.to_external_id:
            self._answered.add(message.to_external_id)
        return message

    def answered(self, external_id: str) -> bool:
        """Whether this post or comment had its one private reply."""
        return external_id in self._answered

    def thread(self, network: Network, person: str) -> tuple[Message, ...]:
        return tuple(self._threads.get((network, person), ()))

    def threads(self, network: Network, *, now: float) -> list[tuple[str, tuple[Message, ...]]]:
        """Each person's thread as it is shown, the one with the newest message first."""
        shown = [
            (person, tuple(one for one in thread if one.visible_at <= now))
            for (where, person), thread in self._threads.items()
            if where is network
        ]
        found = [(person, thread) for person, thread in shown if thread]
        return sorted(found, key=lambda item: item[1][-1].order, reverse=True)

    def last_heard(self, network: Network, person: str) -> float | None:
        """When the person last wrote to us in private."""
        theirs = [m.at for m in self.thread(network, person) if not m.by_brand]
        return theirs[-1] if theirs else None
