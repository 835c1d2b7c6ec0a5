"""What customers say to each other is theirs, unless it is ours beyond doubt."""

from __future__ import annotations

import pytest

from domain.case import CaseStatus, needs_answer
from domain.classification import Urgency
from domain.relevance import is_for_others
from tests.domain.builders import judged


@pytest.mark.parametrize(
    ("to_another", "addressed", "text", "theirs"),
    [
        (True, False, "did you try turning it off?", True),
        (True, False, "KESTRELIA never answers", False),
        (True, True, "@otto @kestrelia me too", False),
        (False, False, "did you try turning it off?", False),
    ],
)
def test_a_post_under_anothers_that_does_not_name_us_is_for_others(
    to_another: bool, addressed: bool, text: str, theirs: bool
) -> None:
    found = is_for_others(
        to_another_customer=to_another, addressed=addressed, text=text, brand="Kestrelia"
    )
    assert found is theirs


@pytest.mark.parametrize(
    ("urgency", "owed", "answer"),
    [
        (Urgency.NORMAL, 0.89, False),
        (Urgency.NORMAL, 0.9, True),
        (Urgency.HIGH, 0.5, False),
        (Urgency.CRITICAL, 0.5, True),
        (Urgency.NONE, 0.95, False),
    ],
)
def test_an_answer_to_it_is_owed_only_where_the_model_is_sure_or_it_is_critical(
    urgency: Urgency, owed: float, answer: bool
) -> None:
    found = judged(urgency, owed=owed)
    assert needs_answer(found, under=None, text="x", for_others=True) is answer
    unsure = judged(urgency, owed=owed, abstained=True)
    alarm = urgency is Urgency.CRITICAL
    assert needs_answer(unsure, under=CaseStatus.OPEN, text="?", for_others=True) is alarm
