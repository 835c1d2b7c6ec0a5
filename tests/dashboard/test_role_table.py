"""Each role times each page, each permission and each use case, by two committed tables."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard.shell import PLACES, places
from domain import role as roles
from domain.errors import BadInput, NotAllowed
from domain.role import Actor, Permission, Role, may
from listenpost import services
from tests.role_table import OWN, SERVICES

ROOT = Path(__file__).parents[2]
BY_NAME = {name: wanted for wanted, names in SERVICES.items() for name in names.split()}
USER = Actor(id=1, name="ann", display_name="Ann", role=Role.AGENT)


@cache
def _tables() -> dict[str, dict[str, frozenset[Role]]]:
    """The tables of docs/access.md: first word of the head -> row -> the roles with a yes."""
    found: dict[str, dict[str, frozenset[Role]]] = {}
    for block in (ROOT / "docs" / "access.md").read_text(encoding="utf-8").split("\n\n"):
        head, *rows = [_cells(line) for line in block.splitlines() if line.startswith("|")] or [[]]
        if head[1:] == [role.value for role in Role]:
            found[head[0]] = {
                row[0].strip("`"): frozenset(
                    role for role, cell in zip(Role, row[1:], strict=True) if cell == "yes"
                )
                for row in rows[1:]
            }
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_the_permissions_of_the_table(role: Role) -> None:
    table = _tables()["permission"]
    assert set(table) == {permission.value for permission in Permission}
    for permission in Permission:
        assert may(role, permission) is (role in table[permission.value]), permission


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_the_pages_of_the_table(role: Role) -> None:
    table = _tables()["page"]
    assert set(table) == {place.title for place in PLACES.values()}
    assert {place.title for place in places(role)} == {
        title for title, allowed in table.items() if role in allowed
    }


def _use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    """What the services do for a person: functions of an app and an actor."""
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, found in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(found):
                continue
            ours = found.__module__ == loaded.__name__
            if ours and list(inspect.signature(found).parameters)[:2] == ["app", "actor"]:
                yield f"{module.name}.{name}", found


USE_CASES = dict(_use_cases())


def test_every_use_case_stands_in_the_table_once() -> None:
    assert len(BY_NAME) == sum(len(names.split()) for names in SERVICES.values())
    assert not set(BY_NAME) & set(OWN)
    assert set(USE_CASES) == set(BY_NAME) | set(OWN), "a line in tests/role_table.py"


def refused(call: Callable[..., Any], actor: Actor) -> bool:
    """Whether the role is refused before anything is looked at: there is no app, and no input."""
    given = {
        name: None
        for name, one in inspect.signature(call).parameters.items()
        if name not in ("app", "actor") and one.default is one.empty
    }
    try:
        call(None, actor, **given)
    except NotAllowed:
        return True
    except (AttributeError, TypeError, KeyError, BadInput):
        return False
    return False


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_use_case_is_refused_to_every_role_that_lacks_its_permission(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, call = BY_NAME[name], USE_CASES[name]
    for role in Role:
        actor = Actor(id=1, name="ann", display_name="Ann", role=role)
        assert refused(call, actor) is not may(role, wanted), role
    monkeypatch.setitem(roles._GRANTED, Role.AGENT, frozenset(Permission) - {wanted})
    assert refused(call, USER), "every other permission is not enough"
    monkeypatch.setitem(roles._GRANTED, Role.AGENT, frozenset({wanted}))
    assert not refused(call, USER), "this permission is enough"


@pytest.mark.parametrize("name", sorted(OWN))
def test_what_everybody_may_is_refused_to_nobody(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles._GRANTED, Role.AGENT, frozenset())
    assert not refused(USE_CASES[name], USER)
