"""An installation that makes context codes, and a customer who was moved with one."""

from __future__ import annotations

from dataclasses import replace

from domain.handoff import HandoffChannel, HandoffRules
from listenpost.services import handoff
from listenpost.services.handoff import Made
from listenpost.services.tombstones import Tombstones
from tests.fakes import Office

PHONE = HandoffChannel.PHONE
ADDRESS = "203.0.113.9"


def with_codes(office: Office) -> Office:
    """The same office; four wrong codes each and nine by strangers together are too many."""
    office.app = replace(
        office.app,
        tombstones=Tombstones(secret="s" * 16),
        handoff=HandoffRules(
            tries_each=4,
            tries_all=9,
            public_url="https://care.example.org",
            places={PHONE: "+30 210 1234567"},
        ),
    )
    return office


def moved(office: Office, text: str = "my parcel is late", **more: bool) -> tuple[int, Made]:
    """Somebody wrote and was sent to the phone; returns the case and the code."""
    case_id = office.case_for("Zoe", text)
    made = handoff.make_as(office.app, case_id, to=PHONE, user_id=None, **more)
    return case_id, made
