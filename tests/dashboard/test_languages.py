"""The dashboard in six languages: nothing is left out, and nothing is broken on the way."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard import tongue, words
from dashboard.tongue import N_, Table, _
from domain.case import CaseStatus
from domain.interface import ENGLISH, LANGUAGES, chosen
from listenpost.language import catalogues, figures, spoken_for
from listenpost.language.sentences import SENTENCES
from scripts import texts
from tests.dashboard import shown_texts

TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]
NOW = dt.datetime(2026, 3, 3, 22, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """What one test speaks, the next one does not."""
    yield
    tongue.speak(ENGLISH)


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    """Every text that the code shows."""
    return texts.template()


@pytest.fixture(scope="module", params=TRANSLATED)
def known(request: pytest.FixtureRequest) -> Catalog:
    """A language's file, as it is committed."""
    language: str = request.param
    with catalogues.file_of(language).open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def said_by_rules() -> str:
    """The code of the rules, the services and what puts them together; long texts in one."""
    files = [
        file
        for folder in ("domain", "listenpost", "listeners", "platforms", "dashboard/components")
        for file in (shown_texts.ROOT / folder).rglob("*.py")
        if file.parent.name != "language"  # where the sentences themselves stand
    ]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r'"\s+f?"', "", code)


# --- the code


@pytest.mark.parametrize("file", shown_texts.pages(), ids=lambda file: file.stem)
def test_every_text_that_is_shown_can_be_translated(file: Path) -> None:
    left = [f"{node.lineno}: {text}" for node, text in shown_texts.shown(file)]
    assert not left, f"wrap these in _() (dashboard/tongue.py): {left}"


@pytest.mark.parametrize("file", shown_texts.pages(), ids=lambda file: file.stem)
def test_every_mark_is_one_that_make_texts_finds(file: Path) -> None:
    assert not (file.stem != "tongue" and shown_texts.unseen_by_make_texts(file))


@pytest.mark.parametrize("file", shown_texts.pages(), ids=lambda file: file.stem)
def test_no_figure_is_written_as_english_does(file: Path) -> None:
    if file.stem != "figures":
        left = shown_texts.english_figures(file)
        assert not left, f"lines {left}: words.count, words.percent, words.decimal"


def test_a_figure_that_was_forgotten_is_found(tmp_path: Path) -> None:
    code = "a = f'{posts:,}'\nb = f'{share:.0%}'\nc = f'width:{share:.0f}%'\nd = f'{at:%H:%M}'\n"
    (tmp_path / "page.py").write_text(code, encoding="utf-8")
    assert shown_texts.english_figures(tmp_path / "page.py") == [1, 2]


@pytest.mark.parametrize(
    "code",
    [
        'st.button("Take the next")',
        'st.caption(f"Page {page}")',
        'flash("Saved.")',
        'plain.badge("private", "violet")',
        'st.selectbox(label, names, placeholder="A colleague")',
        'st.html("<p>Nothing yet.</p>")',
        'NAMES = {Kind.A: "On its way"}',
        'st.warning(plain.markdown(f"{who} has to wait"))',
    ],
)
def test_a_text_that_was_forgotten_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "page.py").write_text(code, encoding="utf-8")
    assert list(shown_texts.shown(tmp_path / "page.py"))


# --- which language somebody gets


def test_the_first_wish_that_we_speak_is_taken() -> None:
    assert chosen("el", "nl", asked="sv") == "el"
    assert chosen(None, "xx", "cs", asked="sv") == "cs"


def test_a_browser_asks_in_its_own_order() -> None:
    assert chosen(asked="de-DE,de;q=0.9,ca;q=0.4,nl-BE;q=0.7") == "nl"
    assert chosen(asked="de, fr", otherwise="sv") == "sv"
    assert chosen(asked="nl;q=0, el;q=broken, *;q=0.1") == ENGLISH


# --- what is said


def test_what_means_two_things_in_other_languages_is_told_apart_and_english_stays() -> None:
    assert _(N_("Open", "status")) == _("Open", "status") == _("Open") == "Open"


def test_a_table_speaks_the_language_of_whoever_looks() -> None:
    table = Table({1: (N_("Open", "status"), "blue")})
    assert table[1] == ("Open", "blue")
    assert words.STATUSES[CaseStatus.OPEN] == ("Open", "blue")


def test_numbers_and_times_are_written_as_the_language_does() -> None:
    told = {}
    for language in LANGUAGES:
        tongue.speak(language)
        told[language] = (figures.count(1200), figures.percent(0.125, 1), figures.day(NOW))
    assert told["en"] == ("1,200", "12.5%", "Tue 3 Mar")
    assert told["nl"] == ("1.200", "12,5%", "di 3 mrt")
    assert told["cs"] == ("1\xa0200", "12,5\xa0%", "út 3. 3.")
    assert told["el"][2] == "Τρί 3 Μαρ"


# --- the files


def test_every_text_has_its_translation_in_every_form_and_nothing_old_is_kept(
    wanted: Catalog, known: Catalog
) -> None:
    asked = {(text.context, text.id) for text in wanted if text.id}
    there = {(text.context, text.id) for text in known if text.id}
    assert asked == there, "run `make texts`, then translate what is new"
    empty = [text.id for text in known if not all(_forms(text))]
    assert not empty
    wrong = [
        text.id for text in known if text.pluralizable and len(_forms(text)) != known.num_plurals
    ]
    assert not wrong


def test_what_is_filled_in_is_the_same_in_every_language(known: Catalog) -> None:
    for text in known:
        own = text.id if isinstance(text.id, str) else text.id[1]
        for form in _forms(text):
            assert set(_holes(form)) <= set(_holes(own)), form
        if not text.pluralizable:
            assert _holes(_forms(text)[0]) == _holes(own), own


def test_no_translation_brings_markup_or_other_blanks_at_its_ends(known: Catalog) -> None:
    for text in known:
        for form in _forms(text) if text.id else ():
            assert form == form.strip()
            assert not set(form) & set("<>"), form


def test_the_files_are_as_make_texts_writes_them(wanted: Catalog, known: Catalog) -> None:
    language = str(known.locale)
    file = catalogues.file_of(language)
    assert texts.written(texts.updated(language, wanted)) == file.read_bytes()


def test_another_language_is_spoken_when_it_is_wanted() -> None:
    tongue.speak("nl")
    assert words.STATUSES[CaseStatus.SNOOZED][0] == "Uitgesteld"
    assert words.counted(1, "{number} row", "{number} rows")
    tongue.speak("cs")
    forms = [words.counted(n, "{number} day", "{number} days") for n in (1, 2, 5, 1200)]
    assert forms == ["1 den", "2 dny", "5 dní", "1\xa0200 dní"]


# --- what the rules say


def test_a_reason_of_the_rules_is_said_in_the_visitors_language_with_its_parts() -> None:
    tongue.speak("nl")
    assert spoken_for.said("overdue by 2 h 5 min") == "2 u 5 min te laat"
    assert spoken_for.said("past its deadline, high urgency") == "over de termijn, urgentie hoog"
    assert spoken_for.said("Somebody wrote {this} <b>") == "Somebody wrote {this} <b>"
    tongue.speak(ENGLISH)
    assert spoken_for.said("overdue by 2 h 5 min") == "overdue by 2 h 5 min"


def test_no_two_reasons_become_a_question_in_greek() -> None:
    reasons = ["part of an incident", "waiting 2 h"]
    assert ";" in spoken_for.whys(reasons)
    tongue.speak("el")
    said = spoken_for.whys(reasons)
    assert ";" not in said
    assert "· " in said


def test_why_two_accounts_are_one_person_and_what_was_refused_is_said_too() -> None:
    tongue.speak("nl")
    assert spoken_for.said("both named KB-20318842") == "beide noemden KB-20318842"
    assert spoken_for.said("Zoe said so: both named it") == "Zoe heeft het gezegd: both named it"
    assert spoken_for.said("This was decided already: it is granted.") == (
        "Dit is al beslist: toegekend."
    )
    assert spoken_for.said("The customer got 3 of 3 messages a day, on all channels.") == (
        "De klant kreeg 3 van 3 berichten per dag, over alle kanalen."
    )
    surge = spoken_for.said(
        "1200 posts about order that want an answer came in the last hour, where about 3.5 are "
        "usual at this time of the week."
    )
    assert "1.200 berichten over bestelling" in surge
    assert "ongeveer 3,5" in surge


@settings(max_examples=30)
@given(name=st.text(min_size=1, max_size=40))
def test_no_name_breaks_a_sentence(name: str) -> None:
    tongue.speak("el")
    assume(spoken_for.said(name) == name)  # "customer" is a word of ours, and is translated
    told = spoken_for.said(f"{name} returned the reply: {name}")
    assert told.count(name) >= 2


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_is_still_said_somewhere(sentence: str, said_by_rules: str) -> None:
    for piece in re.split(r"\{\w+\}", sentence):
        assert piece.strip(" ;:,.\u201c\u201d") in said_by_rules


def _forms(text: Message) -> tuple[str, ...]:
    return (text.string,) if isinstance(text.string, str) else tuple(text.string or ())


def _holes(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})
