"""Who is told something reads it in their language: each kind of notice, the weekly report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from gettext import NullTranslations

import pytest

from domain.errors import ReplyNotAllowed
from domain.incident import IncidentStatus
from domain.interface import ENGLISH, LANGUAGES
from domain.notice import ALERTS, Destination, NoticeKind
from domain.notice_message import Letter
from domain.silence import AlertKind
from listenpost.language import catalogues, tongue
from listenpost.language.tongue import _, speaking
from listenpost.services import notices, notifying, promises, weekly_page
from listenpost.services.watch import SHUT
from listenpost.settings.notifications import DestinationSettings, NotificationSettings
from storage.models import Incident, IncidentCase, ListenerAlert
from tests.fakes import Office, Post, raising
from tests.listenpost.services.test_notifying import BASE, BROKEN, CRITICAL, one_engine, told
from tests.listenpost.services.test_weekly_report import MONDAY, a_week
from tests.listenpost.services.test_weekly_report import told as reported

OWN = {
    "el": {
        NoticeKind.CRITICAL: "Κρίσιμη υπόθεση: Υπόθεση 3 στο X, θέμα ασφάλεια, γλώσσα: Αγγλικά",
        NoticeKind.INCIDENT: "Συμβάν 1, θέμα χρέωση, 1 υπόθεση",
        NoticeKind.SPIKE: "Αιχμή: χρέωση: Την τελευταία ώρα ήρθαν 12 αναρτήσεις με θέμα χρέωση",
        NoticeKind.STOPPED: "Ο ακροατής σταμάτησε: main: Ακούει μόνο μέσω webhook",
        NoticeKind.SILENCE: "Σιωπηλός ακροατής: main: Τίποτα νέο από 2026-03-01 09:00 UTC",
        NoticeKind.BREACHED: "Χαμένη προθεσμία: Υπόθεση 3 στο X",
        NoticeKind.REPLY: "Απάντηση που χρειάζεται άνθρωπο: Υπόθεση 1 στο X",
        NoticeKind.PROMISE: "Αθετημένη υπόσχεση: Υπόθεση 2 στο X",
        NoticeKind.AT_RISK: "Προθεσμία που κοντεύει να χαθεί: Υπόθεση ",
        NoticeKind.TOKEN: "Διακριτικό που λήγει σύντομα: main: Το διακριτικό λήγει στις",
        NoticeKind.BUDGET: "Προϋπολογισμός εξαντλημένος ή σχεδόν: main: Έχει χρησιμοποιηθεί το 92%",
    },
    "nl": {
        NoticeKind.CRITICAL: "Kritieke zaak: Zaak 3 op X, over veiligheid, ",
        NoticeKind.INCIDENT: "Incident 1, over facturatie, 1 zaak",
        NoticeKind.SPIKE: "Piek: facturatie: In het laatste uur kwamen 12 berichten over",
        NoticeKind.STOPPED: "Luisteraar gestopt: main: Deze luistert alleen via een webhook",
        NoticeKind.SILENCE: "Stille luisteraar: main: Niets nieuws sinds 2026-03-01 09:00 UTC",
        NoticeKind.BREACHED: "Termijn verstreken: Zaak 3 op X, over veiligheid, in het Engels",
        NoticeKind.REPLY: "Antwoord dat een mens nodig heeft: Zaak 1 op X",
        NoticeKind.PROMISE: "Toezegging niet nagekomen: Zaak 2 op X",
        NoticeKind.AT_RISK: "Termijn verstrijkt bijna: Zaak ",
        NoticeKind.TOKEN: "Token verloopt bijna: main: Het token verloopt op",
        NoticeKind.BUDGET: "Budget op of bijna op: main: 92% van het dagbudget",
    },
}
"""How each kind's title begins."""
ALERT = {
    AlertKind.SURGE: "12 posts about billing that want an answer came in the last hour, where "
    "about 3.5 are usual at this time of the week.",
    AlertKind.MISCONFIGURED: SHUT,
    AlertKind.SILENT: "Nothing new since 2026-03-01 09:00 UTC, where about 1,200 posts were due. "
    "Polls succeed: look on the platform whether posts come, and whether the account, the query "
    "and its permissions are what they were.",
    AlertKind.TOKEN_EXPIRES: "The token ends on 2026-03-05 12:00 UTC: make a new one on the "
    "platform and say when it ends: under Accounts, or in the settings.",
    AlertKind.FORECAST: "92% of the day's budget is used: polls become rarer until midnight UTC.",
}


def everything(office: Office, *languages: str) -> dict[str, dict[NoticeKind, Letter]]:
    """One of each kind happens; what the destinations of these languages are sent, by kind."""
    each = {
        f"{language}-{kind}": Destination(
            name=f"{language}-{kind}",
            address=f"json://{language}/{kind}",
            kinds=frozenset({kind}),
            gather=dt.timedelta(0),
            language=language,
        )
        for language in languages
        for kind in ALERTS
    }
    told(office, *each.values())
    letters: dict[str, dict[NoticeKind, Letter]] = {language: {} for language in languages}

    def post(address: str, letter: Letter) -> None:
        language, kind = address.removeprefix("json://").split("/")
        letters[language].setdefault(NoticeKind(kind), letter)

    ann = office.user("ann")
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("gone"))))
    office.send(ann, office.case_for("Otto", BROKEN))
    office.deliver()
    office.send(ann, office.case_for("Uwe", BROKEN), "We will call you tomorrow.")
    office.deliver()
    case_id = office.case_for("Zoe", CRITICAL)
    now = office.time.now
    with office.app.database.write() as session:
        for kind, detail in ALERT.items():
            name = "billing" if kind is AlertKind.SURGE else "main"
            session.add(ListenerAlert(listener=name, kind=kind, detail=detail, began_at=now))
        incident = Incident(
            title="Charged twice",
            anchor="surge:billing",
            status=IncidentStatus.OPEN,
            opened_at=now,
            last_post_at=now,
        )
        session.add(incident)
        session.flush()
        assert incident.id is not None
        session.add(IncidentCase(case_id=case_id, incident_id=incident.id, joined_at=now))
    for minutes in (0, *[30] * 20, 60 * 48):
        office.time.go(minutes=minutes)
        promises.sweep(office.app)
        notices.find(office.app)
        notifying.send_due(office.app, post=post)
    return letters


@one_engine
@pytest.mark.parametrize("language", OWN)
def test_each_kind_of_notice_is_in_the_destinations_language(office: Office, language: str) -> None:
    letters = everything(office, language, ENGLISH)
    assert set(letters[language]) == set(letters[ENGLISH]) == set(ALERTS)
    for kind, letter in letters[language].items():
        assert letter.title.startswith(OWN[language][kind]), letter.title
        english = letters[ENGLISH][kind]
        assert re.findall(r"https?://\S+", letter.text) == re.findall(r"https?://\S+", english.text)
        same = set(sentences(letter)) & set(sentences(english))
        assert not same, same


def sentences(letter: Letter) -> Iterator[str]:
    """What a letter says, without links."""
    for line in (letter.title, *letter.text.splitlines()):
        if line and not line.startswith(BASE):
            yield line


@one_engine
def test_in_greek_nothing_is_left_in_other_letters_but_names(office: Office) -> None:
    letters = everything(office, "el")["el"]
    for letter in letters.values():
        text = re.sub(
            r"https?://\S+|\S+_\S+|docs/\S+|[0-9a-f]{8}$", "", f"{letter.title} {letter.text}"
        )
        foreign = set(re.findall(r"[A-Za-z]{2,}", text))
        assert foreign <= {"main", "UTC", "webhook", "Meta"}, letter


@one_engine
def test_a_flood_is_counted_in_the_plural_forms_of_the_language(office: Office) -> None:
    kinds = frozenset({NoticeKind.CRITICAL})
    to = Destination(name="a", address="json://a", kinds=kinds, language="cs")
    told(office, to, replace(to, name="b", address="json://b", gather=dt.timedelta(0)))
    found: list[Letter] = []
    for number in range(3):
        office.case_for(f"C{number}", CRITICAL)
    notices.find(office.app)
    notifying.send_due(office.app, post=lambda _address, letter: found.append(letter))
    assert [letter.title for letter in found] == ["3 kritické případy"] * 2
    for number in range(5):
        office.case_for(f"D{number}", CRITICAL)
    notices.find(office.app)
    notifying.send_due(office.app, post=lambda _address, letter: found.append(letter))
    assert found[2].title == "5 kritických případů"
    assert f"A 2 další: {BASE}/go/inbox?urgency=critical" in found[2].text


@one_engine
def test_what_a_customer_wrote_calls_nobody_in_any_language(office: Office) -> None:
    to = Destination(name="a", address="json://a", words=True, language="el")
    told(office, to)
    office.case_for("Zoe", CRITICAL + " <!channel> @everyone [x](http://evil.example) {number}")
    found: list[Letter] = []
    notices.find(office.app)
    notifying.send_due(office.app, post=lambda _address, letter: found.append(letter))
    text = found[0].text
    assert "Zoe: " in text
    assert "{number}" in text, "her braces are hers"
    for call in ("<!channel>", "@everyone", "[x]("):
        assert call not in text


@one_engine
def test_a_test_message_is_in_the_destinations_language(office: Office) -> None:
    told(office, Destination(name="a", address="json://a", language="sv"))
    found: list[Letter] = []
    notifying.try_out(office.app, "a", post=lambda _address, letter: found.append(letter))
    assert found[0].title == "Listenpost: ett test"


@one_engine
def test_the_weekly_report_is_in_the_destinations_language_with_its_plural_forms(
    office: Office,
) -> None:
    boss = Destination(name="boss", address="mailto://b", language="cs", words=True)
    reported(office, boss)
    ignored, promised = a_week(office)
    letter = weekly_page.letter(office.app, boss, at=MONDAY)
    assert letter.title.endswith(": týden po 2. 3. až ne 8. 3. 2026")
    for words in (
        "Vyžadovalo odpověď: 3, předchozí týden 0",
        "Opomenuté: 2 (67\xa0%), předchozí týden 0",
        f"Případ {ignored}: X, vysoká, stáří 7 d",
        f"Nedodržený v případu {promised}: termín ",
        "Nedodržené: 1",
        "obor 84\xa0%",
        f"{BASE}/go/case/{ignored}",
    ):
        assert words in letter.text, letter.text
    html = letter.html or ""
    assert '<html lang="cs">' in html
    assert "<b>is broken" not in html
    assert "ignored" not in letter.text.replace("/go/ignored", "").lower()
    assert tongue.spoken() == ENGLISH, "what comes after it is not in Czech"


@one_engine
def test_where_there_is_no_translation_it_is_said_in_english(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogues.catalogue("el")

    class Half(NullTranslations):
        """Greek without one of its texts."""

        def gettext(self, message: str) -> str:
            return message if message == "Critical case" else known.gettext(message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return known.ngettext(msgid1, msgid2, n)

    monkeypatch.setattr(catalogues, "catalogue", lambda _language: Half())
    told(office, Destination(name="a", address="json://a", language="el"))
    office.case_for("Zoe", CRITICAL)
    found: list[Letter] = []
    notices.find(office.app)
    notifying.send_due(office.app, post=lambda _address, letter: found.append(letter))
    assert found[0].title.startswith("Critical case: Υπόθεση 1 στο X")


def test_a_destination_without_a_language_has_the_dashboards() -> None:
    own = DestinationSettings(address="json://a", language="nl")
    none = DestinationSettings(address="json://b")
    found = NotificationSettings(destinations={"a": own, "b": none}).all(otherwise="ca")
    assert [(one.name, one.language) for one in found] == [("a", "nl"), ("b", "ca")]


def test_what_is_spoken_inside_ends_there_and_unknown_languages_are_english() -> None:
    with speaking("nl"):
        assert _("Critical case") == "Kritieke zaak"
        with speaking("xx"):
            assert _("Critical case") == "Critical case"
        assert _("Critical case") == "Kritieke zaak"
    assert _("Critical case") == "Critical case"
    assert set(LANGUAGES) >= set(OWN)
