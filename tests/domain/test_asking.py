"""What a customer asks."""

from __future__ import annotations

import pytest

from domain.asking import chosen, question


@pytest.mark.parametrize(
    ("posts", "place"),
    [
        (["my light has been red since noon"], 0),
        (["any news??", "my light has been red since noon"], 1),
        (["@kestrelia https://x.example/a/b/c/d", "help me", "hi"], 1),
        (["still waiting here, please help", "my light is red"], 0),
        ([], None),
        (["😡😡 @kestrelia", ""], 0),
        (["https://x.example/a", "@kestrelia"], None),
    ],
)
def test_the_newest_post_that_says_something_is_meant(posts: list[str], place: int | None) -> None:
    assert chosen(posts) == place


def test_handles_and_addresses_are_not_part_of_the_question() -> None:
    assert question("@kestrelia my  card www.a.example is\nlost") == "my card is lost"
