"""People are told where they read: once, in their hours, with a way to the case and no names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from domain.errors import (
    BadInput,
    NotAllowed,
    PlatformUnavailable,
    ReplyNotAllowed,
)
from domain.notice import Destination, NoticeKind
from domain.notice_message import Letter
from domain.quiet_hours import QuietHours
from domain.role import Role
from domain.silence import AlertKind
from listenpost.services import (
    case_actions,
    doctor,
    erase,
    notices,
    notifying,
    promises,
    watch,
)
from listenpost.services.retention import purge
from listenpost.services.tombstones import Tombstones
from storage.models import AuditEntry, Case, ListenerAlert, Notice, Notification, Team
from tests.fakes import Office, Post, raising

one_engine = pytest.mark.parametrize("engine_name", ["sqlite"])
"""Where nothing is asked of the database that it is not asked elsewhere."""
BASE = "https://care.example.org"
TEAM = Destination(name="team", address="json://s3cret")
CRITICAL = "my kettle is on fire, somebody is hurt"
BROKEN = "my kettle is broken"


@dataclass(slots=True)
class Readers:
    """Who reads: what arrived, by address; an error of `trouble` comes instead of the next one."""

    letters: list[tuple[str, Letter]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)

    def post(self, address: str, letter: Letter) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.letters.append((address, letter))

    def look(self, office: Office) -> int:
        """What a worker's tick does."""
        notices.find(office.app)
        return notifying.send_due(office.app, post=self.post)

    @property
    def titles(self) -> list[str]:
        return [letter.title for _, letter in self.letters]


@pytest.fixture
def readers() -> Readers:
    return Readers()


def told(office: Office, *destinations: Destination) -> Office:
    office.app = replace(office.app, destinations=destinations or (TEAM,), base_url=BASE)
    return office


def only(*kinds: NoticeKind, **more: object) -> Destination:
    return replace(TEAM, kinds=frozenset(kinds), **more)  # type: ignore[arg-type]


def test_a_critical_case_is_told_once_with_its_link_and_without_a_name_or_a_word(
    office: Office, readers: Readers
) -> None:
    told(office, only(NoticeKind.CRITICAL))
    case_id = office.case_for("Zoe", CRITICAL)
    office.time.go(minutes=3)
    assert readers.look(office) == 1
    ((address, letter),) = readers.letters
    assert address == TEAM.address
    assert letter.title.startswith(f"Critical case: Case {case_id} on X")
    assert f"{BASE}/go/case/{case_id}" in letter.text
    assert "For 3 min, since Mon 2 Mar 09:00." in letter.text
    assert "it is due" in letter.text
    for word in ("Zoe", "zoe", "fire", "hurt", "kettle"):
        assert word not in letter.title + letter.text
    assert readers.look(office) == 0
    office.time.go(days=2)
    assert readers.look(office) == 0


@one_engine
def test_words_and_names_come_only_where_the_destination_allows_them_and_call_nobody(
    office: Office, readers: Readers
) -> None:
    told(office, replace(TEAM, words=True))
    office.case_for("Zoe", CRITICAL + " <!channel> @everyone [x](http://evil.example)")
    readers.look(office)
    text = readers.letters[0][1].text
    assert "Zoe: " in text
    assert "fire" in text
    for call in ("<!channel>", "@everyone", "[x]("):
        assert call not in text


@one_engine
def test_a_flood_is_the_first_alone_and_then_one_digest_with_the_top_three(
    office: Office, readers: Readers
) -> None:
    told(office)
    for number in range(6):
        office.case_for(f"C{number}", CRITICAL)
        readers.look(office)
        office.time.go(seconds=20)
    office.time.go(minutes=9)
    readers.look(office)
    assert len(readers.letters) == 2
    digest = readers.letters[1][1]
    assert digest.title == "5 critical cases"
    assert digest.text.count("/case/") == 3
    assert f"And 2 more: {BASE}/go/inbox?urgency=critical" in digest.text


def test_each_destination_hears_what_it_asked_for(office: Office, readers: Readers) -> None:
    fb = only(NoticeKind.CRITICAL, name="fb", address="a://fb", platforms=frozenset({"facebook"}))
    nl = only(NoticeKind.CRITICAL, name="nl", address="a://nl", languages=frozenset({"nl"}))
    care = only(NoticeKind.CRITICAL, name="care", address="a://t", teams=frozenset({"care"}))
    spikes = only(NoticeKind.SPIKE, name="spikes", address="a://s")
    on_x = replace(fb, name="x", address="a://x", platforms=frozenset({"x"}))
    english = replace(nl, name="en", address="a://en", languages=frozenset({"en"}))
    told(office, TEAM, fb, nl, care, spikes, on_x, english)
    case_id = office.case_for("Zoe", CRITICAL)
    readers.look(office)
    assert {address for address, _ in readers.letters} == {TEAM.address, "a://x", "a://en"}
    with office.app.database.write() as session:
        team = Team(name="care", created_at=office.time.wall)
        session.add(team)
        session.flush()
        session.get_one(Case, case_id).team_id = team.id
    readers.look(office)
    assert [address for address, _ in readers.letters][3:] == ["a://t"]


@one_engine
def test_the_night_waits_for_the_morning_on_the_readers_clock(
    office: Office, readers: Readers
) -> None:
    office.time.now = office.time.now.replace(hour=23)
    quiet = QuietHours(begins=dt.time(22), ends=dt.time(7))
    told(office, replace(TEAM, quiet=quiet, critical_any_time=False))
    office.case_for("Zoe", CRITICAL)
    office.case_for("Otto", CRITICAL)
    assert readers.look(office) == 0
    assert notifying.places(office.app)[0].standing.waiting == 2
    office.time.go(hours=8)
    assert readers.look(office) == 1
    assert readers.titles[0].startswith("2 critical cases")


def test_a_message_that_failed_by_day_waits_for_the_morning_and_a_critical_case_does_not(
    office: Office, readers: Readers
) -> None:
    office.time.now = office.time.now.replace(hour=21, minute=59)
    told(office, replace(TEAM, quiet=QuietHours(begins=dt.time(22), ends=dt.time(7))))
    with office.app.database.write() as session:
        spike = ListenerAlert(
            listener="order", kind=AlertKind.SURGE, detail="9 posts.", began_at=office.time.now
        )
        session.add(spike)
    readers.trouble = [PlatformUnavailable("error=500")]
    readers.look(office)
    office.time.go(hours=1)
    office.case_for("Zoe", CRITICAL)
    for _ in range(2):
        readers.look(office)
    assert [title.split(":")[0] for title in readers.titles] == ["Critical case"]
    office.time.go(hours=8, minutes=2)
    readers.look(office)
    assert "Spike: order: 9 posts" in "\n".join(readers.titles[1:])


@one_engine
def test_what_was_settled_in_the_night_is_told_as_settled(office: Office, readers: Readers) -> None:
    office.time.now = office.time.now.replace(hour=23)
    quiet = QuietHours(begins=dt.time(22), ends=dt.time(7))
    told(office, only(NoticeKind.CRITICAL, quiet=quiet, critical_any_time=False))
    case_id = office.case_for("Zoe", CRITICAL)
    readers.look(office)
    ann = office.user()
    case_actions.claim(office.app, ann, case_id)
    case_actions.resolve(office.app, ann, case_id)
    office.time.go(hours=8)
    readers.look(office)
    assert "Resolved since then." in readers.letters[0][1].text


@one_engine
def test_a_failure_is_shown_tried_again_and_lost_by_nobody(
    office: Office, readers: Readers
) -> None:
    told(office)
    office.case_for("Zoe", CRITICAL)
    readers.trouble = [PlatformUnavailable("error=403"), PlatformUnavailable("error=500")]
    assert readers.look(office) == 0
    assert readers.look(office) == 0, "it is not tried again at once"
    (place,) = notifying.places(office.app)
    assert (place.standing.failing, place.standing.error) == (True, "error=403")
    (finding,) = [one for one in doctor.examine_app(office.app) if one.about == "destination"]
    assert not finding.ok
    office.time.go(minutes=2)
    readers.look(office)
    office.time.go(minutes=30)
    assert readers.look(office) == 1
    (place,) = notifying.places(office.app)
    assert not place.standing.failing
    assert place.standing.error == "error=500"
    assert len(readers.letters) == 1


@one_engine
def test_a_worker_that_dies_while_it_tells_is_followed_by_one_that_tells_with_the_same_name(
    office: Office, readers: Readers
) -> None:
    told(office)
    office.case_for("Zoe", CRITICAL)
    seen: list[str] = []

    def dies(_address: str, letter: Letter) -> None:
        seen.append(letter.text)
        raise KeyboardInterrupt

    notices.find(office.app)
    with pytest.raises(KeyboardInterrupt):
        notifying.send_due(office.app, post=dies)
    assert readers.look(office) == 0, "it is leased"
    office.time.wall += dt.timedelta(minutes=10)
    assert readers.look(office) == 1
    assert readers.letters[0][1].text.splitlines()[-1] == seen[0].splitlines()[-1]


def test_two_workers_tell_it_once(office: Office, readers: Readers) -> None:
    told(office)
    office.case_for("Zoe", CRITICAL)
    notices.find(office.app)
    notices.find(office.another_worker())
    during: list[int] = []

    def slow(address: str, letter: Letter) -> None:
        during.append(notifying.send_due(office.another_worker(), post=readers.post))
        readers.post(address, letter)

    assert notifying.send_due(office.app, post=slow) == 1
    assert during == [0]
    assert len(readers.letters) == 1


@one_engine
def test_a_destination_that_fails_holds_up_no_other(office: Office, readers: Readers) -> None:
    told(office, TEAM, replace(TEAM, name="other", address="a://other"))
    office.case_for("Zoe", CRITICAL)

    def post(address: str, letter: Letter) -> None:
        if address == TEAM.address:
            raise PlatformUnavailable("no")
        readers.post(address, letter)

    notices.find(office.app)
    assert notifying.send_due(office.app, post=post) == 1


def test_deadlines_replies_promises_and_listeners_are_told_each_in_its_words(
    office: Office, readers: Readers
) -> None:
    told(office, replace(TEAM, gather=dt.timedelta(0), kinds=frozenset(NoticeKind)))
    ann = office.user("ann")
    refused = office.case_for("Otto", BROKEN)
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("gone"))))
    office.send(ann, refused)
    office.deliver()
    kept = office.case_for("Uwe", BROKEN)
    office.send(ann, kept, "We will call you tomorrow.")
    office.deliver()
    office.case_for("Ida", BROKEN)
    for hours in (0, 3, 20):
        office.time.go(hours=hours)
        readers.look(office)
    office.time.go(days=2)
    promises.sweep(office.app)
    watch.look(office.app)
    readers.look(office)
    said = "\n".join(f"{one.title}\n{one.text}" for _, one in readers.letters)
    for words in ("deadline", "about to be missed", "reply", "promise", "Silent listener: main"):
        assert words in said, readers.titles
    for word in ("Otto", "Uwe", "Ida", "kettle", "call you"):
        assert word not in said


@one_engine
def test_an_erased_customer_is_in_no_message_that_goes_out_afterwards(
    office: Office, readers: Readers, tmp_path: Path
) -> None:
    told(office, replace(TEAM, words=True))
    office.app = replace(office.app, tombstones=Tombstones(file=tmp_path / "erased.jsonl"))
    case_id = office.case_for("Zoe", CRITICAL)
    notices.find(office.app)
    lea = office.user("lea", Role.LEAD)
    erase.erase(office.app, lea, office.case(case_id).customer_id)
    readers.look(office)
    for _, letter in readers.letters:
        assert "Zoe" not in letter.text
        assert "kettle" not in letter.text


@one_engine
def test_a_test_message_is_audited_says_what_stands_in_the_way_and_hurries_what_waits(
    office: Office, readers: Readers
) -> None:
    told(office)
    office.case_for("Zoe", CRITICAL)
    readers.trouble = [PlatformUnavailable("error=403"), PlatformUnavailable("error=401")]
    readers.look(office)
    adam = office.user("adam", Role.ADMIN)
    with pytest.raises(PlatformUnavailable, match="401"):
        notifying.try_out_as(office.app, adam, "team", post=readers.post)
    notifying.try_out_as(office.app, adam, "team", post=readers.post)
    assert readers.look(office) == 1
    found = [one for one in office.rows(AuditEntry) if one.action == "notify.tested"]
    assert [(one.user_id, one.detail["ok"]) for one in found] == [(adam.id, False), (adam.id, True)]
    with pytest.raises(BadInput, match="known are: team"):
        notifying.try_out(office.app, "tema", post=readers.post)
    with pytest.raises(NotAllowed):
        notifying.try_out_as(office.app, office.user("bob"), "team", post=readers.post)


def test_old_messages_are_forgotten_and_nothing_is_told_again(
    office: Office, readers: Readers
) -> None:
    gone = only(NoticeKind.CRITICAL, name="gone", address="a://gone", per_hour=1)
    told(office, only(NoticeKind.CRITICAL), gone)
    for name in ("Zoe", "Otto"):
        office.case_for(name, CRITICAL)
        readers.look(office)
    told(office, only(NoticeKind.CRITICAL))
    office.time.go(hours=1)
    readers.look(office)
    office.time.go(days=70)
    with office.app.database.write() as session:
        purge(office.app, session, now=office.time.now)
    assert readers.look(office) == 0
    assert [address for address, _ in readers.letters].count(TEAM.address) == 2
    assert office.rows(Notice) == []
    assert office.rows(Notification) == []
