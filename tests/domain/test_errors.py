"""The tree of errors, as it is drawn and as it is."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import re

import pytest

from domain import errors
from domain.errors import ListenpostError, RetryLater

DRAWN = re.compile(r"^( *)([*x+]) (\w+)", re.MULTILINE)
CLASSES = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
]


def drawn() -> dict[str, str]:
    """Name -> name of the parent, as the docstring draws it."""
    above = ["Exception"]
    parents = {}
    for indent, _, name in DRAWN.findall(errors.__doc__ or ""):
        depth = len(indent) // 2
        parents[name] = above[depth]
        above[depth + 1 :] = [name]
    return parents


def test_the_tree_that_is_drawn_is_the_tree_that_is() -> None:
    assert drawn() == {kind.__name__: kind.__base__.__name__ for kind in CLASSES if kind.__base__}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_says_when_it_is_raised_and_carries_its_message(
    kind: type[ListenpostError],
) -> None:
    assert kind.__doc__
    assert str(kind("in words")) == "in words"


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if issubclass(kind, RetryLater)])
def test_the_time_to_try_again_survives_a_copy(kind: type[RetryLater]) -> None:
    at = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    error = kind("slow down", retry_at=at)
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  our own
        assert (str(twin), twin.retry_at) == ("slow down", at)
    assert kind("slow down").retry_at is None
