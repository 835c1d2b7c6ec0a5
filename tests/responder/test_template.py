"""Words by situation and way: a brand's own come first, and a way that nobody knows is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.reply import ReplyKind
from responder import template
from responder.template import CONVERSATION


def test_the_first_way_that_has_words_of_its_own_is_followed(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[order]\nphone = "Hi {name}, ring us."\n')
    template.check_folder(tmp_path)
    found = template.choose("en", "order", folder=tmp_path)

    def words(*ways: str) -> str:
        return found.render(ReplyKind.PRIVATE, name="Ann", brand="B", ways=ways)

    assert words("phone", CONVERSATION) == "Hi Ann, ring us."
    assert words("store", CONVERSATION) == words(CONVERSATION)
    assert words(CONVERSATION) != words() == words("store")


def test_a_way_that_nobody_knows_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text('[order]\nfax = "Hallo {name}"\n')
    with pytest.raises(ConfigurationError, match=r"\[order\] fax is no way .*conversation.*phone"):
        template.check_folder(tmp_path)
