"""How sure it is that a case is owed an answer, when it is put together anew."""

from __future__ import annotations

import pytest
from sqlmodel import select

from domain.case import CARRIES_ON_SURE
from domain.classification import Urgency
from listenpost.services import ranking
from storage.models import Classification, Mention
from tests.fakes import Office


@pytest.mark.parametrize(
    ("urgency", "abstained", "sure"),
    [
        (Urgency.NONE, False, CARRIES_ON_SURE),  # what she said to our answer
        (Urgency.NONE, True, 0.3),  # a person had to look, for the model was unsure
        (Urgency.NORMAL, False, 0.3),
    ],
)
def test_a_post_that_a_rule_found_keeps_the_certainty_of_the_rule(
    office: Office, urgency: Urgency, abstained: bool, sure: float
) -> None:
    office.case_for("Otto", "my kettle is broken")
    with office.app.database.write() as session:
        found = session.exec(select(Classification)).one()
        found.urgency, found.abstained = urgency, abstained
        found.scores = {"urgency": {Urgency.NONE: 0.7, Urgency.NORMAL: 0.3}}
    with office.app.database.read() as session:
        posts = session.exec(select(Mention)).all()
        assert ranking.certainty_of(session, posts) == pytest.approx(sure)
