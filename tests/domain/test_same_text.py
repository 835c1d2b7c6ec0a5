"""A text that a network changed is known again; another text is not."""

from __future__ import annotations

import pytest

from domain.same_text import same_text

OURS = "Sorry & thanks: we <really> look into it, see https://help.kestrelia.com/a?x=1&y=2 tonight"


@pytest.mark.parametrize(
    "shown",
    [
        OURS,
        f"  {OURS}\n",
        OURS.replace(" ", "\n", 3),
        OURS.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        OURS.replace("https://help.kestrelia.com/a?x=1&y=2", "https://t.co/Ab12Cd"),
        OURS.replace("https://", ""),
        OURS.replace("?x=1&y=2", "/"),
        OURS.replace("look", "lo\u200bok"),
        OURS.upper(),
    ],
)
def test_what_networks_do_to_a_text_makes_no_difference(shown: str) -> None:
    assert same_text(OURS, shown)


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        (OURS, OURS.replace("tonight", "today")),
        (OURS, OURS + " Bye"),
        (OURS, OURS.replace("see https://help.kestrelia.com/a?x=1&y=2 ", "")),
        ("see https://a.com/1", "see https://a.com/2"),
        ("No. 4711 is on its way", "No. 4712 is on its way"),
        (OURS, None),
    ],
)
def test_other_words_are_another_text(ours: str, shown: object) -> None:
    assert not same_text(ours, shown)
