"""Something dear that is made once, however many threads ask for it first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """What `make` gave at its first call, to every caller; a call that raised is made again.

    `functools.cache` lets threads that come at the same moment each make one: of a model that is
    four times its memory.
    """
    made: list[T] = []
    making = Lock()

    def get() -> T:
        with making:
            if not made:
                made.append(make())
            return made[0]

    return get
