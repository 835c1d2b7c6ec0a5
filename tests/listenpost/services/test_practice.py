"""Practice is switched on and off, and this installation keeps who did it and nothing else."""

from __future__ import annotations

from pathlib import Path

from domain.role import Role
from listenpost.services import practice
from listenpost.services.practice import Entrance, Room
from storage.models import AuditEntry
from tests.fakes import Office

ROOM = Room(
    address="http://127.0.0.1:8503",
    entrances=tuple(
        Entrance(role=role, name=role.value, password=f"of-{role.value}")
        for role in (Role.AGENT, Role.LEAD, Role.MARKETING, Role.MANAGER)
    ),
)


def test_it_is_as_it_was_switched_last_and_each_switch_is_written_down_once(office: Office) -> None:
    ada = office.user("ada", Role.ADMIN)
    assert not practice.is_on(office.app)
    for _ in range(2):
        practice.switch_on(office.app, ada)
        assert practice.is_on(office.app)
    practice.switch_here(office.app, on=False)
    practice.switch_off(office.app, ada)
    assert not practice.is_on(office.app)
    found = [row for row in office.rows(AuditEntry) if row.subject == "practice"]
    assert [(row.action, row.user_id, row.detail) for row in found] == [
        ("practice.on", ada.id, {}),
        ("practice.off", None, {}),
    ]


def test_a_room_is_told_to_this_user_of_the_machine_alone(tmp_path: Path) -> None:
    assert practice.opened(tmp_path / "none") is None
    practice.tell(tmp_path, ROOM)
    assert practice.opened(tmp_path) == ROOM
    assert (tmp_path / practice.FACTS).stat().st_mode & 0o077 == 0
    assert "of-agent" not in repr(ROOM)


def test_each_role_comes_in_as_itself_and_an_admin_as_any() -> None:
    assert [one.name for one in ROOM.for_role(Role.MARKETING)] == ["marketing"]
    assert len(ROOM.for_role(Role.ADMIN)) == 4
    assert Role.ADMIN not in {one.role for one in ROOM.entrances}
