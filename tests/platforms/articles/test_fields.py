"""What a page says of addresses may be no address."""

from __future__ import annotations

import pytest

from platforms.articles import fields


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/returns", "https://help.test/returns"),
        ("https://other.test/1", "https://other.test/1"),
        ("https://]]help.test/1", ""),
        ("mailto:help@help.test", ""),
    ],
)
def test_an_address_is_joined_or_there_is_none(said: str, meant: str) -> None:
    assert fields.joined("https://help.test/a/b", said) == meant
