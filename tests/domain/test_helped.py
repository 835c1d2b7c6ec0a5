"""To whom thanks in a thread were said."""

from __future__ import annotations

import pytest

from domain.helped import ThreadPost, helper
from tests.domain.builders import HOUR, NOW

ASKER, BOB, CY = 1, 2, 3
ASKED = ThreadPost(external_id="asked", person=ASKER, published_at=NOW, asks=True)
TIP = ThreadPost(
    external_id="tip", person=BOB, published_at=NOW + HOUR, names=("@bob", "Bob the Builder")
)
OTHER = ThreadPost(external_id="other", person=CY, published_at=NOW + 2 * HOUR, names=("@cy",))
SAME = ThreadPost(external_id="same", person=CY, published_at=NOW + 2 * HOUR, asks=True)
OURS = ThreadPost(external_id="ours", person=9, published_at=NOW + 3 * HOUR, by_brand=True)
THANKS = ThreadPost(external_id="thanks", person=ASKER, published_at=NOW + 4 * HOUR)


@pytest.mark.parametrize(
    ("text", "above", "around", "helped_by"),
    [
        ("thanks, that did it", TIP, (TIP,), "tip"),
        ("thanks, that did it", TIP, (TIP, OURS), "tip"),
        ("no idea", TIP, (TIP,), None),
        ("thanks", OURS, (TIP, OURS), None),
        ("thanks, you too", SAME, (SAME,), None),
        ("sorted, thanks", ASKED, (TIP,), "tip"),
        ("sorted, thanks", None, (TIP,), "tip"),
        ("sorted, thanks", ASKED, (), None),
        ("sorted, thanks", ASKED, (TIP, SAME), "tip"),
        ("sorted, thanks", ASKED, (TIP, OTHER), "other"),
        ("sorted, thanks @Bob", ASKED, (TIP, OTHER), "tip"),
        ("solved by bob the builder", ASKED, (TIP, OURS), "tip"),
        ("sorted, thanks", ASKED, (TIP, OURS), None),
        ("never mind, found it", ASKED, (TIP,), None),
    ],
)
def test_the_thread_shows_who_was_thanked(
    text: str, above: ThreadPost | None, around: tuple[ThreadPost, ...], helped_by: str | None
) -> None:
    assert helper(THANKS, text, above=above, around=around) == helped_by


IRA = ThreadPost(external_id="ira", person=BOB, published_at=NOW + HOUR, names=("Ira",))
LI = ThreadPost(external_id="li", person=BOB, published_at=NOW + HOUR, names=("李雷",))
NAMED = ThreadPost(
    external_id="ours", person=9, published_at=NOW + HOUR, by_brand=True, names=("@kestrelia_nl",)
)


@pytest.mark.parametrize(
    ("text", "around", "helped_by"),
    [
        ("found it myself on your miracle page", (IRA, OURS), None),
        ("sorted, Ira was right", (IRA, OURS), "ira"),
        ("solved by ira!", (IRA, OURS), "ira"),
        ("好了谢谢李雷", (LI, OURS), "li"),
        ("thanks kestrelia, works now", (NAMED, OTHER), None),
        ("thanks @kestrelia_nl, works now", (NAMED, OTHER), None),
        ("thanks Ira and Kestrelia", (IRA,), None),
    ],
)
def test_a_name_is_a_word_of_its_own_and_ours_comes_first(
    text: str, around: tuple[ThreadPost, ...], helped_by: str | None
) -> None:
    found = helper(THANKS, text, above=ASKED, around=around, ours=("Kestrelia",))
    assert found == helped_by


def test_what_came_after_the_thanks_did_not_help() -> None:
    late = ThreadPost(external_id="late", person=BOB, published_at=NOW + 5 * HOUR)
    assert helper(THANKS, "sorted, thanks", above=ASKED, around=[late]) is None
