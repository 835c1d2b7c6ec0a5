"""Who may do what: the whole table."""

from __future__ import annotations

import pytest

from domain.errors import NotAllowed
from domain.role import Permission, Role, may, require

TABLE = {
    # one letter a permission, in the order of the class; a dot where the role lacks it
    Role.AGENT: "ca...........",
    Role.LEAD: "casrpvhte....",
    Role.MARKETING: "....p........",
    Role.MANAGER: "c...pvh.e....",
    Role.ADMIN: "casrpvhteunox",
}
CELLS = [
    (role, permission, letter != ".")
    for role, row in TABLE.items()
    for permission, letter in zip(Permission, row, strict=True)
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
