"""What people take, as an admin sets it: written down, and never over another admin's."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest

from domain.errors import BadInput, Conflict, NotAllowed
from domain.role import Actor, Role
from listenpost.services import people, teams
from listenpost.services.teams import Standing
from storage.models import AuditEntry
from tests.fakes import MINUTE, Office

ALL = Standing(
    teams=("Bills", "Care"),
    languages=("de", "en"),
    skills=("billing",),
    capacity=4,
)


@pytest.fixture
def zoe(office: Office) -> Actor:
    """An agent with no duty yet, and two teams she could be in."""
    for name in ("Bills", "Care"):
        teams.add(office.app, name)
    return office.user("zoe")


def duty(office: Office, ada: Actor, who: Actor) -> Standing:
    return people.view(office.app, ada, who.id).duty


def test_an_admin_sets_all_of_it_and_the_audit_says_who_and_what_was_before(
    office: Office, ada: Actor, zoe: Actor
) -> None:
    away = office.time.wall + 60 * MINUTE
    people.set_duty(office.app, ada, zoe.id, ALL, seen=Standing())
    people.set_duty(
        office.app, ada, zoe.id, replace(ALL, teams=("Care",), away_until=away), seen=ALL
    )
    assert duty(office, ada, zoe) == replace(ALL, teams=("Care",), away_until=away)
    rows = [row for row in office.rows(AuditEntry) if row.action == "user.duty"]
    assert [(row.user_id, row.subject) for row in rows] == [(ada.id, "user:zoe")] * 2
    assert rows[0].detail["after"]["languages"] == ["de", "en"]
    assert rows[1].detail == {
        "before": {"teams": ["Bills", "Care"], "away_until": None},
        "after": {"teams": ["Care"], "away_until": away.isoformat()},
    }


def test_saving_what_stands_there_writes_nothing_down(
    office: Office, ada: Actor, zoe: Actor
) -> None:
    people.set_duty(office.app, ada, zoe.id, ALL, seen=Standing())
    before = len(office.rows(AuditEntry))
    people.set_duty(office.app, ada, zoe.id, ALL, seen=ALL)
    assert len(office.rows(AuditEntry)) == before


def test_what_another_admin_changed_meanwhile_is_not_overwritten(
    office: Office, ada: Actor, zoe: Actor
) -> None:
    bea = office.user("bea", Role.ADMIN)
    people.set_duty(office.app, bea, zoe.id, ALL, seen=Standing())
    with pytest.raises(Conflict, match="changed meanwhile"):
        people.set_duty(office.app, ada, zoe.id, Standing(capacity=9), seen=Standing())
    assert duty(office, ada, zoe) == ALL


def test_of_two_admins_at_once_the_second_is_told(office: Office, ada: Actor, zoe: Actor) -> None:
    """The first duty of somebody: there is no row yet that could be locked."""
    told: list[str] = []
    begin = threading.Barrier(2)

    def work(capacity: int) -> None:
        begin.wait(10)
        try:
            people.set_duty(office.app, ada, zoe.id, Standing(capacity=capacity), seen=Standing())
            told.append("set")
        except Conflict:
            told.append("told")

    both = [threading.Thread(target=work, args=(capacity,)) for capacity in (3, 5)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(told) == ["set", "told"]
    assert duty(office, ada, zoe).capacity in (3, 5)


def test_back_is_back_and_an_absence_that_is_over_stands_in_nobodys_way(
    office: Office, ada: Actor, zoe: Actor
) -> None:
    away = office.time.wall + 60 * MINUTE
    gone = replace(ALL, away_until=away)
    people.set_duty(office.app, ada, zoe.id, gone, seen=Standing())
    people.set_duty(office.app, ada, zoe.id, ALL, seen=gone)
    assert duty(office, ada, zoe).away_until is None
    people.set_duty(office.app, ada, zoe.id, gone, seen=ALL)
    office.time.go(hours=2)
    people.set_duty(office.app, ada, zoe.id, replace(gone, capacity=7), seen=gone)
    assert duty(office, ada, zoe) == replace(gone, capacity=7)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (Standing(teams=("Nowhere",)), "no team Nowhere"),
        (Standing(skills=("juggling",)), "no topic"),
        (Standing(capacity=1001), "0 to 1000"),
        (Standing(languages=("German!",)), "no language"),
        (Standing(away_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), "in the future"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    office: Office, ada: Actor, zoe: Actor, wrong: Standing, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        people.set_duty(office.app, ada, zoe.id, wrong, seen=Standing())
    assert duty(office, ada, zoe) == Standing()


def test_nobody_but_an_admin_sets_duties_or_adds_a_team(
    office: Office, lea: Actor, zoe: Actor
) -> None:
    rows = len(office.rows(AuditEntry))
    for actor in (lea, zoe):
        with pytest.raises(NotAllowed):
            people.set_duty(office.app, actor, actor.id, ALL, seen=Standing())
        with pytest.raises(NotAllowed):
            people.add_team(office.app, actor, "Ours")
        with pytest.raises(NotAllowed):
            people.team_rows(office.app, actor)
    assert len(office.rows(AuditEntry)) == rows


def test_an_admin_who_was_demoted_meanwhile_sets_nothing(
    office: Office, ada: Actor, zoe: Actor
) -> None:
    bea = office.user("bea", Role.ADMIN)
    people.change_role(office.app, bea, ada.id, Role.AGENT)
    with pytest.raises(NotAllowed):
        people.set_duty(office.app, ada, zoe.id, ALL, seen=Standing())
    with pytest.raises(NotAllowed):
        people.add_team(office.app, ada, "Ours")


def test_a_team_is_added_once_with_who_did_it(office: Office, ada: Actor, zoe: Actor) -> None:
    people.add_team(office.app, ada, " Returns ")
    people.set_duty(office.app, ada, zoe.id, Standing(teams=("Returns",)), seen=Standing())
    rows = {row.name: row.people for row in people.team_rows(office.app, ada)}
    assert rows == {"Bills": (), "Care": (), "Returns": ("zoe",)}
    assert [row.user_id for row in office.rows(AuditEntry) if row.subject == "team:Returns"] == [
        ada.id
    ]
    for name, why in (("Returns", "already"), ("a, b", "no comma"), (" ", "1 to 64")):
        with pytest.raises(BadInput, match=why):
            people.add_team(office.app, ada, name)
