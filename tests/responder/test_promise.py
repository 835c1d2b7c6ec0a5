"""Promises in replies: hand-labelled sentences of twelve languages, and when each falls due.

The sentences were written for this test: they say what must be found and what must not, not how
often real agents promise anything. For that see docs/promises.md.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder import promise, template

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC)  # a Wednesday, ten o'clock in Berlin
RECALL, PRECISION = 0.9, 0.95
PROMISES: dict[str, tuple[str, ...]] = {
    "en": (
        "We will call you tomorrow.",
        "You'll hear from us by Friday.",
        "We'll get back to you within 24 hours.",
        "A colleague will contact you this afternoon.",
        "I'll send you the new contract by 5pm.",
        "Our team will reach out in the next 2-3 business days.",
        "You will receive a refund within five days.",
        "We're going to fix this by the end of the day.",
        "Someone will be in touch tonight.",
    ),
    "de": (
        "Wir melden uns morgen bei Ihnen.",
        "Wir antworten innerhalb von 24 Stunden.",
        "Ein Kollege ruft Sie bis Freitag an.",
        "Sie hören heute noch von uns.",
        "Ich schicke dir die Rechnung bis 17 Uhr.",
        "Wir werden das diese Woche klären.",
    ),
    "fr": (
        "Nous vous rappellerons demain matin.",
        "Nous reviendrons vers vous sous 48 heures.",
        "Un conseiller vous contactera vendredi.",
        "Vous recevrez une réponse aujourd'hui.",
        "Je vous envoie ça, nous allons vous rappeler ce soir.",
    ),
    "es": (
        "Te llamaremos mañana por la mañana.",
        "Le responderemos en 24 horas.",
        "Nos pondremos en contacto contigo el viernes.",
        "Recibirás una respuesta hoy.",
        "Un compañero te llamará esta tarde.",
    ),
    "it": (
        "La richiameremo entro venerdì.",
        "Ti risponderemo entro 24 ore.",
        "Un collega ti contatterà domani.",
        "Riceverai una risposta oggi.",
    ),
    "nl": (
        "We bellen je morgen.",
        "Je hoort vrijdag van ons.",
        "Wij reageren binnen 24 uur.",
        "Een collega neemt vandaag contact met je op.",
    ),
    "pt": (
        "Vamos ligar amanhã.",
        "Responderemos dentro de 24 horas.",
        "Um colega vai contactá-lo na sexta-feira.",
        "Receberá uma resposta hoje.",
    ),
    "sv": (
        "Vi återkommer inom 24 timmar.",
        "Vi ringer dig imorgon.",
        "En kollega kontaktar dig på fredag.",
        "Du får svar idag.",
    ),
    "cs": (
        "Zavoláme vám zítra.",
        "Odpovíme do 24 hodin.",
        "Kolega se vám ozve v pátek.",
        "Dostanete odpověď dnes.",
    ),
    "el": (
        "Θα σας καλέσουμε αύριο.",
        "Θα σας απαντήσουμε εντός 24 ωρών.",
        "Θα επικοινωνήσουμε μαζί σας την Παρασκευή.",
        "Θα έχετε απάντηση σήμερα.",
    ),
    "ca": (
        "Us trucarem demà.",
        "Et respondrem en 24 hores.",
        "Ens posarem en contacte divendres.",
        "Tindràs una resposta avui.",
    ),
    "pl": (
        "Oddzwonimy do piątku.",
        "Odpowiemy w ciągu 24 godzin.",
        "Konsultant zadzwoni jutro.",
        "Otrzymasz odpowiedź dzisiaj.",
    ),
}
OTHERS: dict[str, tuple[str, ...]] = {
    "en": (
        "If you send us your number, we will call you tomorrow.",
        "Please DM us and we'll reply within 24 hours.",
        "Can we call you tomorrow?",
        "We called you yesterday.",
        "We'll look into it.",
        "Our shop is open tomorrow from 9.",
        "Your parcel was delivered today.",
        "Once you reply we will fix it today.",
        "We won't be able to call you today.",
        "Thanks for your message, have a nice day!",
        "The outage began at 5pm and lasted two hours.",
    ),
    "de": (
        "Wenn Sie uns schreiben, antworten wir heute.",
        "Können wir Sie morgen anrufen?",
        "Guten Morgen, was ist passiert?",
        "Unser Laden ist morgen offen.",
        "Das war heute leider nicht möglich.",
    ),
    "fr": (
        "Si vous nous écrivez, nous répondrons demain.",
        "Le magasin est ouvert demain.",
        "Nous sommes désolés pour hier.",
    ),
    "es": ("Si nos escribes, te llamaremos hoy.", "La tienda abre mañana.", "Lo sentimos mucho."),
    "it": ("Se ci scrivi, risponderemo oggi.", "Il negozio apre domani."),
    "nl": ("Als je ons mailt, bellen we je morgen.", "Goedemorgen, wat is er gebeurd?"),
    "pt": ("Se nos escrever, responderemos hoje.", "A loja abre amanhã."),
    "sv": ("Om du mejlar oss ringer vi idag.", "Butiken öppnar imorgon."),
    "cs": ("Pokud nám napíšete, odpovíme dnes.", "Prodejna má zítra otevřeno."),
    "el": ("Αν μας γράψετε, θα απαντήσουμε σήμερα.", "Το κατάστημα είναι ανοιχτό αύριο."),
    "ca": ("Si ens escrius, et respondrem avui.", "La botiga obre demà."),
    "pl": ("Jeśli napiszesz, odpowiemy dzisiaj.", "Sklep jest jutro otwarty."),
}
LABELLED = [(language, text) for language, texts in PROMISES.items() for text in texts]


def due(text: str, language: str = "en", *, now: dt.datetime = NOW) -> dt.datetime | None:
    found = promise.promises_in(text, language, now=now, zone=BERLIN)
    return found[0].due_at.astimezone(BERLIN) if found else None


@pytest.mark.parametrize("language", sorted(PROMISES))
def test_promises_are_found_and_little_else(language: str) -> None:
    hits = [text for text in PROMISES[language] if due(text, language)]
    false = [text for text in OTHERS[language] if due(text, language)]
    recall = len(hits) / len(PROMISES[language])
    precision = len(hits) / (len(hits) + len(false))
    missed = set(PROMISES[language]) - set(hits)
    assert recall >= RECALL, missed
    assert precision >= PRECISION, false


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We will call you tomorrow.", "2026-03-05 18:00"),
        ("We will call you tomorrow morning.", "2026-03-05 12:00"),
        ("You'll hear from us by Friday.", "2026-03-06 18:00"),
        ("You'll hear from us by Friday at 5pm.", "2026-03-06 17:00"),
        ("You'll hear from us on Wednesday.", "2026-03-11 18:00"),
        ("We'll reply within 24 hours.", "2026-03-05 10:00"),
        ("We'll reply within 24-48 hours.", "2026-03-06 10:00"),
        ("We'll reply in an hour.", "2026-03-04 11:00"),
        ("We'll reply in three working days.", "2026-03-09 18:00"),
        ("We'll fix it by the end of the day.", "2026-03-04 18:00"),
        ("We'll call you at 09:30.", "2026-03-05 09:30"),
        ("We'll fix it this week.", "2026-03-06 18:00"),
        ("We'll fix it next week.", "2026-03-13 18:00"),
        ("We'll be in touch the day after tomorrow.", "2026-03-06 18:00"),
    ],
)
def test_a_time_is_meant_on_the_brands_own_clock(text: str, wanted: str) -> None:
    found = due(text)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == wanted


def test_what_is_promised_today_after_closing_is_due_by_midnight() -> None:
    late = dt.datetime(2026, 3, 4, 19, tzinfo=dt.UTC)
    found = due("We'll call you today.", now=late)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == "2026-03-04 23:59"


def test_hours_are_counted_through_the_change_of_clocks() -> None:
    before = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
    found = due("We'll reply within 24 hours.", now=before)
    assert found == before + dt.timedelta(hours=24)


def test_each_sentence_is_its_own_promise() -> None:
    text = "We will call you tomorrow. Sorry again! You'll get your refund within five days."
    found = promise.promises_in(text, "en", now=NOW, zone=BERLIN)
    assert [one.words for one in found] == [
        "We will call you tomorrow.",
        "You'll get your refund within five days.",
    ]


def test_a_language_without_phrases_promises_nothing() -> None:
    assert promise.promises_in("We will call you tomorrow.", "xx", now=NOW, zone=BERLIN) == ()
    assert promise.promises_in("We will call you tomorrow.", None, now=NOW, zone=BERLIN) == ()


def test_no_template_of_ours_promises_a_time() -> None:
    """What is suggested must not bind anybody before a person has read it."""
    for language in sorted(promise.languages()):
        for situation in ("order", "billing", "outage", "product", "safety", "other"):
            found = template.choose(language, situation)
            for words in (found.public, found.private):
                assert promise.promises_in(words, language, now=NOW, zone=BERLIN) == ()


@given(
    text=st.text(max_size=300) | st.sampled_from([text for _, text in LABELLED]),
    language=st.sampled_from(sorted(PROMISES)),
    now=st.integers(min_value=0, max_value=100 * 365 * 24 * 60),
)
def test_whatever_is_written_a_promise_is_due_later(text: str, language: str, now: int) -> None:
    aware = dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=now)
    for one in promise.promises_in(text, language, now=aware, zone=BERLIN):
        assert one.due_at > aware - dt.timedelta(minutes=1)
        assert one.words.strip()


MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("en", "Good morning Ann, we will call you tomorrow.", "24 18:00"),
        ("de", "Guten Morgen, wir melden uns heute bei Ihnen.", "23 18:00"),
        ("nl", "Goede morgen, we bellen u vandaag.", "23 18:00"),
        ("cs", "Dobré ráno, zavoláme vám zítra.", "24 18:00"),
        ("ca", "Bon dia, us trucarem demà al matí.", "24 12:00"),
        ("en", "We'll call you tomorrow at 5.", "24 17:00"),
        ("en", "We will call you at 3.", "23 15:00"),
        ("en", "We'll call you tomorrow morning at 7", "24 07:00"),
        ("en", "We'll call you tomorrow at 5 am", "24 05:00"),
        ("en", "We'll call you tomorrow at 05:00", "24 05:00"),
        ("en", "We'll call you tomorrow evening at 8", "24 20:00"),
        ("en", "We'll call you tomorrow at 9", "24 09:00"),
        ("en", "We'll get back to you by 12 am.", "24 00:00"),
        ("en", "We'll get back to you by 12 pm.", "23 12:00"),
        ("en", "I will call you in a couple of days", "25 18:00"),
        ("en", "I will call you in a few days", "26 18:00"),
        ("en", "We will call you in half an hour.", "23 10:30"),
        ("en", "We will call you within the hour.", "23 11:00"),
        ("de", "Ich melde mich in einer halben Stunde.", "23 10:30"),
        ("fr", "Nous vous rappelons demain.", "24 18:00"),
        ("pt", "Ligamos amanhã.", "24 18:00"),
        ("en", "We'll not call you tomorrow.", None),
        ("en", "We will never call you tomorrow.", None),
    ],
)
def test_times_are_read_as_people_mean_them(language: str, text: str, due: str | None) -> None:
    found = promise.promises_in(text, language, now=MONDAY, zone=BERLIN)
    told = [f"{one.due_at.astimezone(BERLIN):%d %H:%M}" for one in found]
    assert told == ([due] if due else [])


@pytest.mark.parametrize(
    ("language", "words", "kept"),
    [
        ("en", "We will get back to you tomorrow.", True),
        ("en", "You'll hear from us by Friday.", True),
        ("en", "We'll send you an update at 14:00", True),
        ("en", "We'll send you a new kettle this week.", False),
        ("en", "We will call you tomorrow.", False),
        ("en", "You will receive a refund within five days.", False),
        ("de", "Wir melden uns morgen bei Ihnen.", True),
        ("de", "Wir rufen Sie morgen an.", False),
        ("de", "Wir senden Ihnen heute eine Nachricht.", True),
        ("de", "Wir schicken Ihnen heute ein neues Gerät.", False),
        ("fr", "Vous recevrez une réponse aujourd'hui.", True),
        ("fr", "Nous vous rappelons demain.", False),
        ("es", "Le responderemos en 24 horas.", True),
        ("es", "Te llamaremos mañana.", False),
        ("it", "Ti risponderemo entro 24 ore.", True),
        ("it", "La richiameremo entro venerdì.", False),
        ("nl", "Wij reageren binnen 24 uur.", True),
        ("nl", "We bellen je morgen.", False),
        ("pt", "Responderemos dentro de 24 horas.", True),
        ("pt", "Vamos ligar amanhã.", False),
        ("sv", "Vi återkommer inom 24 timmar.", True),
        ("sv", "Vi ringer dig imorgon.", False),
        ("cs", "Odpovíme vám do 24 hodin.", True),
        ("cs", "Zavoláme vám zítra.", False),
        ("el", "Θα σας απαντήσουμε αύριο.", True),
        ("el", "Θα σας καλέσουμε αύριο.", False),
        ("ca", "Us respondrem demà.", True),
        ("ca", "Us trucarem demà.", False),
        ("pl", "Odpowiemy jutro.", True),
        ("pl", "Zadzwonimy do Pana jutro.", False),
        ("en", "", False),
        ("xx", "We will get back to you tomorrow.", False),
        (None, "We will get back to you tomorrow.", False),
    ],
)
def test_words_keep_words_and_a_person_says_that_a_deed_was_done(
    language: str | None, words: str, kept: bool
) -> None:
    assert promise.kept_by_answer(words, language) is kept
