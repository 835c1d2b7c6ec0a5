"""Saved replies: kept by leads, filled in for a case, refused where a field is unknown."""

from __future__ import annotations

import pytest

from domain.errors import BadInput, Conflict, NotAllowed, ReplyNotAllowed
from domain.role import Actor
from listenpost.services import case_view, macros, teams
from listenpost.services.teams import Duty
from storage.models import AuditEntry
from tests.fakes import Office


def filled(office: Office, actor: Actor, macro_id: int, case_id: int) -> str:
    seen = case_view.view(office.app, actor, case_id)
    return macros.fill(office.app, actor, macro_id, customer=seen.row.customer, said=seen.said)


def test_fields_are_filled_from_the_case_and_its_use_is_counted(
    office: Office, ann: Actor, lea: Actor
) -> None:
    text = "Hi {name}, {order_number} is on its way. {agent}, {brand}"
    number = macros.save(office.app, lea, name="Way", text=text)
    case_id = office.case_for("Otto", "my kettle is broken, order KE-40918")
    assert filled(office, ann, number, case_id) == "Hi Otto, KE-40918 is on its way. Ann, Kestrelia"
    assert [one.used for one in macros.listed(office.app, ann)] == [1]


def test_what_the_case_does_not_say_stays_a_field_and_cannot_be_sent(
    office: Office, ann: Actor, lea: Actor
) -> None:
    number = macros.save(office.app, lea, name="Way", text="Hi {name}, {order_number} is here.")
    case_id = office.case_for("Otto", "my kettle is broken")
    words = filled(office, ann, number, case_id)
    assert "{order_number}" in words
    with pytest.raises(ReplyNotAllowed, match="is not filled in"):
        office.send(ann, case_id, words)


@pytest.mark.parametrize("text", ["Hi {nobody}", "Hi {name", ""])
def test_words_that_nobody_can_fill_in_are_refused(office: Office, lea: Actor, text: str) -> None:
    with pytest.raises(BadInput):
        macros.save(office.app, lea, name="Bad", text=text)


def test_only_leads_keep_them(office: Office, ann: Actor, lea: Actor) -> None:
    with pytest.raises(NotAllowed):
        macros.save(office.app, ann, name="Mine", text="Hello")
    number = macros.save(office.app, lea, name="Ours", text="Hello")
    with pytest.raises(NotAllowed):
        macros.remove(office.app, ann, number)
    macros.save(office.app, lea, name="Ours", text="Good morning", macro_id=number)
    assert [one.text for one in macros.listed(office.app, ann)] == ["Good morning"]
    macros.remove(office.app, lea, number)
    assert macros.listed(office.app, ann) == []


def test_an_agent_is_offered_those_of_the_language_and_the_teams(
    office: Office, ann: Actor, lea: Actor
) -> None:
    teams.add(office.app, "billing")
    for name, language, team in (
        ("All", "", ""),
        ("German", "de", ""),
        ("English", "en", ""),
        ("Billing", "", "billing"),
    ):
        macros.save(office.app, lea, name=name, text="Hello", language=language, team=team)

    def offered() -> set[str]:
        return {one.name for one in macros.usable(office.app, ann, "en-GB")}

    assert offered() == {"All", "English"}
    teams.set_duty(office.app, name="ann", duty=Duty(teams=("billing",)))
    assert offered() == {"All", "English", "Billing"}


def test_the_audit_says_what_was_before_and_the_second_of_two_is_told(
    office: Office, lea: Actor
) -> None:
    number = macros.save(office.app, lea, name="Way", text="Hello")
    seen = macros.listed(office.app, lea)[0].changed_at
    office.time.go(minutes=1)
    macros.save(office.app, lea, name="Way out", text="Hello", macro_id=number, seen=seen)
    with pytest.raises(Conflict, match="changed meanwhile"):
        macros.save(office.app, lea, name="W", text="H", macro_id=number, seen=seen)
    macros.remove(office.app, lea, number)
    rows = [row for row in office.rows(AuditEntry) if row.subject == f"macro:{number}"]
    assert [row.action for row in rows] == ["macro.saved", "macro.saved", "macro.removed"]
    assert rows[0].detail["before"] == {}
    assert rows[0].detail["after"]["name"] == "Way"
    assert (rows[1].detail["before"], rows[1].detail["after"]) == (
        {"name": "Way"},
        {"name": "Way out"},
    )
    assert rows[2].detail["before"]["name"] == "Way out"
    assert "Hello" not in str([row.detail for row in rows])
