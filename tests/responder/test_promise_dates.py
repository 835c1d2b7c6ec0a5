"""Promises with a day of a month, a time with a dot or a number in words: twelve languages."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from responder import promise

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=BERLIN)
SAID: list[tuple[str, str, str | None]] = [
    ("en", "We will call you on 3 December.", "12-03 18:00"),
    ("en", "We'll call you on the 3rd of December at 9.30am.", "12-03 09:30"),
    ("en", "I'll get back to you by December 3rd.", "12-03 18:00"),
    ("en", "We will reply within twenty minutes.", "11-23 10:20"),
    ("en", "We'll call you at 9.30am.", "11-24 09:30"),
    ("en", "We'll call you on Thursday, 3 December 2026.", "12-03 18:00"),
    ("en", "We will look into your order of 3 October.", None),
    ("en", "We will call you before 2 January.", "01-02 18:00"),
    ("en", "We will look at the invoice placed on 3 October.", None),
    ("en", "We will reply within forty-five minutes", "11-23 10:45"),
    ("en", "We'll reply within a few hours", "11-23 13:00"),
    ("de", "Wir melden uns am 3. Dezember.", "12-03 18:00"),
    ("de", "Wir rufen Sie am Donnerstag, den 3. Dezember um 9.30 Uhr an.", "12-03 09:30"),
    ("de", "Wir melden uns innerhalb von zwanzig Minuten.", "11-23 10:20"),
    ("de", "Wir melden uns um 9.30 Uhr.", "11-24 09:30"),
    ("de", "Wir antworten bis zum 3. Dezember 2026. Danke.", "12-03 18:00"),
    ("fr", "Nous vous rappellerons le 3 décembre.", "12-03 18:00"),
    ("fr", "Nous vous rappellerons le 1er décembre à 9h30.", "12-01 09:30"),
    ("fr", "Nous vous rappellerons sous vingt minutes.", "11-23 10:20"),
    ("fr", "Nous vous rappellerons à 9h30.", "11-24 09:30"),
    ("fr", "Nous vous rappellerons le jeudi 3 décembre.", "12-03 18:00"),
    ("es", "Te llamaremos el 3 de diciembre.", "12-03 18:00"),
    ("es", "Le responderemos en veinte minutos.", "11-23 10:20"),
    ("es", "Te llamaremos a las 9.30.", "11-24 09:30"),
    ("es", "Le responderemos en cuarenta y cinco minutos.", "11-23 10:45"),
    ("es", "Te llamaremos antes del 3 de diciembre a las 9:30.", "12-03 09:30"),
    ("it", "La richiameremo il 3 dicembre.", "12-03 18:00"),
    ("it", "Ti risponderemo entro venti minuti.", "11-23 10:20"),
    ("it", "La richiameremo alle 9.30.", "11-24 09:30"),
    ("it", "La richiameremo entro il 3 dicembre alle 9.30.", "12-03 09:30"),
    ("it", "La richiameremo l'8 dicembre.", "12-08 18:00"),
    ("nl", "We bellen je op 3 december.", "12-03 18:00"),
    ("nl", "Wij reageren binnen twintig minuten.", "11-23 10:20"),
    ("nl", "We bellen je om 9.30 uur.", "11-24 09:30"),
    ("nl", "We bellen je op donderdag 3 december om 9.30 uur.", "12-03 09:30"),
    ("pt", "Vamos ligar no dia 3 de dezembro.", "12-03 18:00"),
    ("pt", "Responderemos dentro de vinte minutos.", "11-23 10:20"),
    ("pt", "Vamos ligar às 9h30.", "11-24 09:30"),
    ("pt", "Vamos ligar até 3 de dezembro.", "12-03 18:00"),
    ("sv", "Vi ringer dig den 3 december.", "12-03 18:00"),
    ("sv", "Vi återkommer inom tjugo minuter.", "11-23 10:20"),
    ("sv", "Vi ringer dig kl. 9.30.", "11-24 09:30"),
    ("sv", "Vi ringer dig den 3 december kl 9.30.", "12-03 09:30"),
    ("sv", "Vi ringer dig senast 3 december.", "12-03 18:00"),
    ("cs", "Zavoláme vám 3. prosince.", "12-03 18:00"),
    ("cs", "Odpovíme do dvaceti minut.", "11-23 10:20"),
    ("cs", "Zavoláme vám v 9.30.", "11-24 09:30"),
    ("cs", "Zavoláme vám ve čtvrtek 3. prosince v 9:30.", "12-03 09:30"),
    ("cs", "Prověříme objednávku z 3. října.", None),
    ("el", "Θα σας καλέσουμε στις 3 Δεκεμβρίου.", "12-03 18:00"),
    ("el", "Θα σας απαντήσουμε σε είκοσι λεπτά.", "11-23 10:20"),
    ("el", "Θα σας καλέσουμε στις 9.30 π.μ.", "11-24 09:30"),
    ("el", "Θα σας καλέσουμε την Πέμπτη 3 Δεκεμβρίου.", "12-03 18:00"),
    ("ca", "Et trucarem el 3 de desembre.", "12-03 18:00"),
    ("ca", "Et respondrem en vint minuts.", "11-23 10:20"),
    ("ca", "Et trucarem a les 9.30.", "11-24 09:30"),
    ("ca", "Et trucarem l'11 d'abril.", "04-11 18:00"),
    ("pl", "Zadzwonimy 3 grudnia.", "12-03 18:00"),
    ("pl", "Odpowiemy w ciągu dwudziestu minut.", "11-23 10:20"),
    ("pl", "Zadzwonimy o 9.30.", "11-24 09:30"),
    ("pl", "Zadzwonimy w czwartek 3 grudnia o 9:30.", "12-03 09:30"),
    ("pl", "Sprawdzimy zamówienie z 3 października.", None),
]


@pytest.mark.parametrize(("language", "text", "due"), SAID)
def test_days_times_and_numbers_are_read_as_they_are_written(
    language: str, text: str, due: str | None
) -> None:
    found = promise.promises_in(text, language, now=MONDAY, zone=BERLIN)
    told = [f"{one.due_at.astimezone(BERLIN):%m-%d %H:%M}" for one in found]
    assert told == ([due] if due else [])


def test_each_language_reads_all_three() -> None:
    assert {language for language, *_ in SAID} == promise.languages()


def test_what_is_kept_of_a_promise_is_written_as_it_was() -> None:
    text = "Danke! Wir melden uns am 3. Dezember. Bis dann."
    (found,) = promise.promises_in(text, "de", now=MONDAY, zone=BERLIN)
    assert found.words == "Wir melden uns am 3. Dezember."


@pytest.mark.parametrize("year", [2025, 2030])
def test_a_year_that_is_named_counts(year: int) -> None:
    assert not promise.promises_in(
        f"We will call you on 3 December {year}.", "en", now=MONDAY, zone=BERLIN
    )


def test_a_day_that_there_is_not_is_none() -> None:
    assert not promise.promises_in("We'll call you on 31 February.", "en", now=MONDAY, zone=BERLIN)
