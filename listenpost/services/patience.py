"""A poll in a thread of its own, with a limit: one that hangs never holds up its worker."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator

from domain.errors import PlatformUnavailable
from domain.mention import Page

Answer = tuple[Page | None, BaseException | None]


class Patience:
    """Waits for pages up to a limit for the whole poll, in real time.

    A poll that is given up goes on in its thread until its request ends, but what it brings is
    thrown away: pages are stored by whoever waits here. While it hangs, its listener is not polled
    again, so that at most one thread a listener is ever stuck.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._stuck: dict[str, threading.Thread] = {}

    def pages(
        self, name: str, walk: Callable[[], Iterator[Page]], *, seconds: float
    ) -> Iterator[Page]:
        """The pages of a walk; raises PlatformUnavailable when the time is over."""
        stuck = self._stuck.get(name)
        if stuck is not None and stuck.is_alive():
            raise PlatformUnavailable("The last poll still hangs; nothing new is begun beside it.")
        wanted: queue.SimpleQueue[bool] = queue.SimpleQueue()
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run, args=(_produce, walk, wanted, answers), name=name, daemon=True
        )
        thread.start()
        deadline = self._now() + seconds
        try:
            while True:
                wanted.put(True)
                page = self._next(name, thread, answers, deadline, seconds)
                if page is None:
                    return
                yield page
                if self._now() > deadline:  # a flood: the next poll goes on
                    return
        finally:
            wanted.put(False)

    def _next(
        self,
        name: str,
        thread: threading.Thread,
        answers: queue.SimpleQueue[Answer],
        deadline: float,
        seconds: float,
    ) -> Page | None:
        try:
            page, error = answers.get(timeout=max(deadline - self._now(), 0.001))
        except queue.Empty:
            self._stuck[name] = thread
            raise PlatformUnavailable(
                f"The poll did not end within {seconds:g} seconds; what it brought is kept, and "
                "the next one goes on from there."
            ) from None
        if error is not None:
            raise error
        return page


def _produce(
    walk: Callable[[], Iterator[Page]],
    wanted: queue.SimpleQueue[bool],
    answers: queue.SimpleQueue[Answer],
) -> None:
    """One page each time one is wanted: what is not wanted is not asked for."""
    try:
        pages = walk()
        while wanted.get():
            answers.put((next(pages, None), None))
    except BaseException as error:  # noqa: BLE001  it is raised where the pages are wanted
        answers.put((None, error))
