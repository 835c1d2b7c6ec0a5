"""What is dear is made once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from listenpost.once import once


def test_threads_that_come_at_the_same_moment_get_the_same_one() -> None:
    made: list[object] = []

    def slowly() -> object:
        time.sleep(0.02)
        made.append(object())
        return made[-1]

    get = once(slowly)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: get(), range(8)))
    assert len(made) == 1
    assert set(map(id, got)) == {id(made[0])}


def test_what_could_not_be_made_is_tried_again() -> None:
    tries: list[int] = []

    def second_time() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the disk was away")
        return 7

    get = once(second_time)
    with pytest.raises(OSError, match="away"):
        get()
    assert (get(), get(), len(tries)) == (7, 7, 2)
