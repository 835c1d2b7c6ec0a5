"""Who may do what: the whole table."""

from __future__ import annotations

import pytest

from domain.errors import NotAllowed
from domain.role import Permission, Role, may, require

TABLE = {
    # read_cases, answer, statements, replies, read_reports, read_health, topics, erase,
    # manage_users, manage_accounts, manage_settings, audit
    Role.AGENT: (True, True, False, False, False, False, False, False, False, False, False, False),
    Role.LEAD: (True, True, True, True, True, True, True, True, False, False, False, False),
    Role.MARKETING: (
        True,
        False,
        False,
        False,
        True,
        False,
        False,
        False,
        False,
        False,
        False,
        False,
    ),
    Role.MANAGER: (True, False, False, False, True, True, False, True, False, False, False, False),
    Role.ADMIN: (True, True, True, True, True, True, True, True, True, True, True, True),
}
CELLS = [
    (role, permission, granted)
    for role, row in TABLE.items()
    for permission, granted in zip(Permission, row, strict=True)
]


def test_the_table_has_every_role() -> None:
    assert set(TABLE) == set(Role)


@pytest.mark.parametrize(("role", "permission", "granted"), CELLS)
def test_a_role_may_what_the_table_says(role: Role, permission: Permission, granted: bool) -> None:
    assert may(role, permission) is granted


@pytest.mark.parametrize(("role", "permission", "granted"), CELLS)
def test_what_a_role_may_not_do_is_refused_in_words(
    role: Role, permission: Permission, granted: bool
) -> None:
    if granted:
        require(role, permission)
        return
    with pytest.raises(NotAllowed, match=f"{role} may not {permission.replace('_', ' ')}"):
        require(role, permission)


def test_only_an_admin_manages_users() -> None:
    assert [role for role in Role if may(role, Permission.MANAGE_USERS)] == [Role.ADMIN]
