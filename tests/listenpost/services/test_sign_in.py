"""Guessing is slowed down from every side; nobody's own browser is shut out; nothing is told."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from domain.client import Client
from domain.role import Role
from listenpost.services import accounts, sessions, sign_in
from listenpost.services.sign_in import Entered, Refused
from storage.models import AuditEntry, KnownBrowser, SignInCount, User, UserSession
from tests.fakes import MINUTE, Office

pytestmark = pytest.mark.usefixtures("quick_hashes")

PASSWORD = "correct horse battery"
HOME = Client(address="192.0.2.1", browser="Firefox on Linux")
THIEF = Client(address="198.51.100.9", browser="curl/8.0")


@pytest.fixture(autouse=True)
def people(office: Office) -> None:
    for name in ("ann", "ben"):
        accounts.add_user(office.app, name=name, password=PASSWORD, role=Role.AGENT)


def enter(
    office: Office, name: str = "ann", *, password: str = PASSWORD, client: Client = HOME
) -> Entered | Refused:
    lasts = dt.timedelta(hours=8)
    return sign_in.sign_in(office.app, name=name, password=password, lasts=lasts, client=client)


def comes_in(office: Office, name: str = "ann", *, client: Client = HOME) -> bool:
    return isinstance(enter(office, name, client=client), Entered)


def guess(
    office: Office, times: int, name: str = "ann", *, client: Client = THIEF
) -> list[Entered | Refused]:
    return [
        enter(office, name, password=f"wrong password {number}", client=client)
        for number in range(times)
    ]


def audited(office: Office, action: str) -> list[tuple[str, str | None]]:
    return [
        (row.subject, row.detail.get("where"))
        for row in office.rows(AuditEntry)
        if row.action == action
    ]


def from_many(office: Office, times: int, name: str = "ann") -> None:
    """Wrong tries, each from another machine."""
    for number in range(times):
        guess(office, 1, name, client=Client(address=f"203.0.113.{number}"))


def test_five_wrong_ones_make_this_place_wait_five_minutes_and_no_other(office: Office) -> None:
    assert guess(office, 5) == [Refused()] * 5
    assert not comes_in(office, client=THIEF)
    assert comes_in(office, client=HOME)
    office.time.wall += 4 * MINUTE
    assert not comes_in(office, client=THIEF)
    office.time.wall += MINUTE
    assert comes_in(office, client=THIEF)


def test_the_right_password_forgets_the_wrong_ones(office: Office) -> None:
    for _ in range(3):
        guess(office, 4, client=HOME)
        assert comes_in(office)


def test_one_account_that_waits_makes_no_other_wait(office: Office) -> None:
    guess(office, 5)
    assert comes_in(office, "ben", client=THIEF)


def test_an_address_that_tries_many_accounts_waits_with_all_of_them(office: Office) -> None:
    for number in range(20):
        assert guess(office, 1, f"nobody{number}") == [Refused()]
    for name in ("ann", "ben", "nobody"):
        found = enter(office, name, client=THIEF)
        assert found == Refused(wait=5 * MINUTE)
    assert comes_in(office, client=HOME)
    assert audited(office, "sign_in.locked") == [("sign-in", THIEF.address)]
    office.time.wall += 5 * MINUTE
    assert comes_in(office, client=THIEF)


def test_many_machines_that_guess_one_account_are_stopped_together(office: Office) -> None:
    from_many(office, 20)
    assert not comes_in(office, client=Client(address="192.0.2.77"))
    assert audited(office, "sign_in.locked") == [("user:ann", "everywhere")]
    office.time.wall += 15 * MINUTE
    assert comes_in(office, client=Client(address="192.0.2.77"))


def test_a_browser_that_was_signed_in_before_comes_in_whatever_strangers_do(
    office: Office,
) -> None:
    first = enter(office)
    assert isinstance(first, Entered)
    known = Client(address=THIEF.address, browser=HOME.browser, known=first.browser)
    from_many(office, 20)
    guess(office, 20, "nobody")
    assert not comes_in(office, client=THIEF)
    assert comes_in(office, client=known)


def test_a_known_browser_is_known_for_its_own_account_alone(office: Office) -> None:
    first = enter(office, "ben")
    assert isinstance(first, Entered)
    from_many(office, 20)
    borrowed = Client(address="192.0.2.50", known=first.browser)
    assert not comes_in(office, client=borrowed)


def test_a_known_browser_that_guesses_is_known_no_more(office: Office) -> None:
    first = enter(office)
    assert isinstance(first, Entered)
    stolen = Client(address=THIEF.address, known=first.browser)
    guess(office, 5, client=stolen)
    assert office.rows(KnownBrowser) == []
    guess(office, 5, client=stolen)
    assert not comes_in(office, client=stolen)


def test_a_browser_keeps_the_token_by_which_it_is_known(office: Office) -> None:
    first = enter(office)
    assert isinstance(first, Entered)
    again = enter(office, client=Client(address=HOME.address, known=first.browser))
    assert isinstance(again, Entered)
    assert again.browser == first.browser
    assert again.token != first.token
    assert first.browser not in str([row.model_dump() for row in office.rows(KnownBrowser)])


def test_the_pauses_grow_and_end_in_a_day_without_wrong_ones(office: Office) -> None:
    for minutes in (5, 10, 20):
        guess(office, 5)
        office.time.wall += (minutes - 1) * MINUTE
        assert not comes_in(office, client=THIEF)
        office.time.wall += MINUTE
    office.time.wall += dt.timedelta(days=1)
    guess(office, 4)
    assert comes_in(office, client=THIEF)


def test_tries_during_a_pause_make_it_no_longer(office: Office) -> None:
    guess(office, 12)
    office.time.wall += 5 * MINUTE
    assert comes_in(office, client=THIEF)


def test_known_and_unknown_names_are_counted_and_written_down_alike(office: Office) -> None:
    """The same answer, and as many rows: nothing but the subject tells that there is an account."""
    before = len(office.rows(AuditEntry))
    for name in ("ann", "nobody", "my secret password"):
        assert guess(office, 1, name) == [Refused()]
    rows = office.rows(AuditEntry)[before:]
    assert [(row.action, row.subject) for row in rows] == [
        ("sign_in.failed", "user:ann"),
        ("sign_in.failed", "sign-in"),
        ("sign_in.failed", "sign-in"),
    ]
    assert "secret" not in str([row.model_dump() for row in rows])
    address = next(row for row in office.rows(SignInCount) if row.user_id is None)
    assert address.wrong == 3


def test_guessing_in_parallel_is_counted_too(office: Office) -> None:
    barrier = threading.Barrier(5, timeout=30)

    def one() -> None:
        barrier.wait()
        guess(office, 1)

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not comes_in(office, client=THIEF)
    (ann,) = [row for row in office.rows(User) if row.name == "ann"]
    assert ann.failed_sign_ins == 5


def test_a_session_tells_where_it_was_begun(office: Office) -> None:
    enter(office)
    (session,) = office.rows(UserSession)
    assert (session.address, session.browser) == (HOME.address, HOME.browser)


def test_a_new_session_takes_the_place_of_the_one_that_this_browser_had(office: Office) -> None:
    first, elsewhere = enter(office, "ben"), enter(office)
    assert isinstance(first, Entered)
    assert isinstance(elsewhere, Entered)
    same = Client(address=HOME.address, session=first.token)
    wrong = enter(office, password="wrong password", client=same)
    assert wrong == Refused()
    assert sessions.who(office.app, first.token) is not None
    enter(office, client=same)
    assert sessions.who(office.app, first.token) is None
    assert sessions.who(office.app, elsewhere.token) is not None


def test_an_account_that_is_off_is_refused_like_any_other_and_not_after_switching_on(
    office: Office,
) -> None:
    accounts.disable(office.app, name="ann")
    assert enter(office) == Refused()
    accounts.enable(office.app, name="ann")
    assert comes_in(office)
