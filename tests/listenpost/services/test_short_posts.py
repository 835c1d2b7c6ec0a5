"""Short follow-ups through triage with the shipped model, in seven languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.onnx import OnnxClassifier
from domain.case import CaseStatus
from domain.mention import IncomingMention
from tests.fakes import Office

MODEL = Path(__file__).parents[3] / "classifier" / "model"
pytestmark = pytest.mark.skipif(
    not (MODEL / "model.onnx").exists(), reason="classifier/model has no model.onnx"
)

SORTED = (
    "Sorted, thanks",
    "Hat sich erledigt, danke",
    "C'est réglé, merci",
    "Solucionado, gracias",
    "Resolvido, obrigado",
    "解決しました、ありがとうございます",
    "تم الحل، شكرا",
)
NOT_SORTED = (
    "Yes thanks, but it still does not work",
    "Danke, das hat leider nicht geholfen",
    "Oui merci, mais ça ne marche toujours pas",
    "Sí gracias, pero sigue sin funcionar",
    "Sim obrigado, mas continua sem funcionar",
    "ありがとうございます、でもまだ使えません",
    "شكرا، لكن ما زال لا يعمل",
)
NUDGES = ("?", "??", "Any news on this?", "Hallo??", "Des nouvelles ?", "¿Hola?", "؟")
OPENING = "my internet has been down since this morning and nobody answers, please help"


@pytest.fixture(scope="module")
def shipped() -> OnnxClassifier:
    return OnnxClassifier.load(MODEL, threads=1)


@pytest.fixture
def real(office: Office, shipped: OnnxClassifier) -> Office:
    """The office, with the model that is shipped."""
    office.app = replace(office.app, classifier=lambda: shipped, batch=50)
    return office


def follow_up(office: Office, texts: tuple[str, ...], *, answered: bool) -> list[tuple[int, float]]:
    """(case, its rank before) for each text, written under a case of its own."""
    first = [office.says(f"P{place}", OPENING) for place, _ in enumerate(texts)]
    office.arrive(*first)
    if answered:
        office.time.go(minutes=5)
        office.arrive(*[_answer(office, post) for post in first])
    office.time.go(minutes=5)
    cases = [office.mention(post).case_id or 0 for post in first]
    before = [(case_id, office.case(case_id).rank or 0) for case_id in cases]
    office.arrive(
        *[
            office.says(f"P{place}", text, under=post)
            for place, (text, post) in enumerate(zip(texts, first, strict=True))
        ]
    )
    return before


def _answer(office: Office, to: IncomingMention) -> IncomingMention:
    return office.says("Kestrelia", "A colleague looks into it.", under=to, by_brand=True)


@pytest.mark.parametrize("answered", [False, True])
def test_sorted_thanks_closes(real: Office, answered: bool) -> None:
    for case_id, _ in follow_up(real, SORTED, answered=answered):
        case = real.case(case_id)
        assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.RESOLVED, None, None)


@pytest.mark.parametrize("answered", [False, True])
def test_thanks_but_it_still_does_not_work_asks_again(real: Office, answered: bool) -> None:
    for case_id, _ in follow_up(real, NOT_SORTED, answered=answered):
        case = real.case(case_id)
        assert case.status is CaseStatus.OPEN
        assert case.waiting_since is not None


def test_a_bare_question_mark_raises_the_case(real: Office) -> None:
    for case_id, rank in follow_up(real, NUDGES, answered=False):
        case = real.case(case_id)
        assert case.status is CaseStatus.OPEN
        assert case.unanswered_posts == 2
        assert (case.rank or 0) > rank


def test_a_bare_question_mark_after_our_answer_opens_the_case_again(real: Office) -> None:
    for case_id, _ in follow_up(real, NUDGES, answered=True):
        assert real.case(case_id).status is CaseStatus.OPEN
        assert real.case(case_id).certainty == 1.0, "the rule is sure, whatever the model says"
