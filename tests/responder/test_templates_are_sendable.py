"""Every reply template can be filled in and sent as it stands, in each language."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from domain.x_text import weighted_length

FOLDER = Path(__file__).parents[2] / "responder" / "templates"
LANGUAGES = (
    *("en", "nl", "sv", "de", "fr", "es", "ca", "it"),
    *("pt", "pl", "cs", "el", "da", "fi", "tr", "ar"),
)
TABLES = {
    *("safety", "outage", "money", "order", "account", "staff"),
    *("product", "question", "booking", "other", "follow_up", "follow_up_again"),
    *("incident_over", "known", "thanks"),
}
NAME = "Maximiliana-Eva"  # 15 characters
BRAND = "Kestrelia"
PUBLIC_LIMIT = 230
PRIVATE_LIMIT = 400
LINK = re.compile(r"https?:|www\.|\w\.(?:com|net|org|eu)\b", re.IGNORECASE)
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")

COMMENT = re.compile(
    r"comment|kommentar|comentari|comentário|komentarz|komentář|kommen[dt]ti|kommentis|yorum|σχόλι"
    r"|reactie|commento|تعليق|under the post|unter den beitrag|under opslaget|under inlägget",
    re.IGNORECASE,
)
NEUTRAL = {"staff", "follow_up", "follow_up_again", "incident_over", "known", "thanks"}
"""Their words name no comment."""
Templates = dict[str, dict[str, str]]


def load(language: str) -> Templates:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=LANGUAGES)
def templates(request: pytest.FixtureRequest) -> Templates:
    return load(request.param)


def texts(templates: Templates) -> list[tuple[str, str]]:
    return [
        (f"{table}.{kind}", text)
        for table, kinds in templates.items()
        for kind, text in kinds.items()
    ]


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def fill(text: str) -> str:
    return text.format(name=NAME, brand=BRAND)


def test_there_is_one_file_for_each_language_and_no_other() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{x}.toml" for x in LANGUAGES)


def test_each_language_has_the_same_tables_with_a_public_and_a_private_text(
    templates: Templates,
) -> None:
    assert set(templates) == TABLES
    for table, kinds in templates.items():
        assert set(kinds) - {"conversation"} == {"public", "private"}, table
    for where, text in texts(templates):
        assert isinstance(text, str), where
        assert text, where
        assert text == " ".join(text.split()), f"{where}: one line, single spaces"


def test_only_the_name_and_the_brand_are_filled_in(templates: Templates) -> None:
    for where, text in texts(templates):
        assert fields(text) <= {"name", "brand"}, where
        assert not set("{}") & set(fill(text)), where
        assert text.count("{name}") <= 1, where


def test_a_public_reply_fits_with_a_long_name(templates: Templates) -> None:
    assert len(NAME) == 15
    for table, kinds in templates.items():
        length = weighted_length(fill(kinds["public"]))
        assert length <= PUBLIC_LIMIT, f"{table}: {length}"


def test_who_wrote_in_private_is_not_thanked_for_a_comment(templates: Templates) -> None:
    varied = {table for table, kinds in templates.items() if "conversation" in kinds}
    assert varied >= TABLES - NEUTRAL
    for table, kinds in templates.items():
        words = kinds.get("conversation", kinds["private"])
        assert not COMMENT.search(words), f"{table}: {words}"
        assert words.endswith(" {brand}"), table
        assert len(words) <= len(kinds["private"]) + 5, table


def test_a_private_message_is_short_and_signed(templates: Templates) -> None:
    for table, kinds in templates.items():
        length = len(fill(kinds["private"]))
        assert length <= PRIVATE_LIMIT, f"{table}: {length}"
        assert kinds["private"].endswith(" {brand}"), table


def test_there_are_no_links_and_hardly_any_emoji(templates: Templates) -> None:
    for where, text in texts(templates):
        assert not LINK.search(fill(text)), where
        assert len(EMOJI.findall(text)) <= (1 if where.startswith("other.") else 0), where


def test_no_two_situations_get_the_same_words(templates: Templates) -> None:
    written = [text for _, text in texts(templates)]
    assert len(set(written)) == len(written)


def test_a_language_uses_the_name_in_every_text_or_in_none(templates: Templates) -> None:
    """Czech and Greek inflect a name in a greeting, so their greetings go without one."""
    assert len({"{name}" in text for _, text in texts(templates)}) == 1
