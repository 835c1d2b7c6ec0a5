"""Accounts that admins connect: sealed, followed at once, never in the way of others."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text
from structlog.typing import EventDict

from domain.errors import BadInput, ConfigurationError, NotAllowed
from domain.mention import MASTODON, X
from domain.role import Actor, Role
from listenpost.services import (
    backup,
    connectable,
    connected_list,
    connecting,
    health,
    ingest,
    rotating,
    trying,
)
from listenpost.services.secret_keys import SecretKeys
from platforms.sealing import new_key
from storage.models import ConnectedAccount, Poll
from tests.fakes import Office
from tests.listenpost.services.connected import INSIDE, MENTIONS, TOKEN, audited, keys_in, wanted
from tests.listenpost.services.connected import connectable as connectable_office

HEARD = "brand.mastodon_mentions"
OWN = "mastodon_own_posts"


BOTH = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test is about how it is stored."""
    name: str = getattr(request, "param", "sqlite")
    return name


@pytest.fixture
def keys(tmp_path: Path) -> SecretKeys:
    return keys_in(tmp_path)


@pytest.fixture
def place(office: Office, keys: SecretKeys) -> Office:
    return connectable_office(office, keys)


def spoil(place: Office, column: str, value: str) -> None:
    """Somebody writes to the database past Listenpost."""
    with place.app.database.engine.begin() as connection:
        change = text(f"UPDATE connected_account SET {column} = :value")  # noqa: S608
        connection.execute(change, {"value": value})


# Connected, changed, paused, removed


@BOTH
def test_what_is_connected_is_listened_to_and_answered_with_at_once(
    place: Office, ada: Actor
) -> None:
    connecting.connect(place.app, ada, wanted())
    assert list(place.app.listeners) == [HEARD]
    assert list(place.app.responders) == [MASTODON]
    assert ingest.due_listeners(place.app) == [HEARD]
    report = ingest.poll(place.app, HEARD)
    assert report is not None
    assert report.error, "nobody answers there"


def test_another_process_follows_at_its_next_look(
    place: Office, office: Office, keys: SecretKeys, ada: Actor
) -> None:
    worker = connectable_office(office, keys)
    connecting.connect(place.app, ada, wanted())
    assert not worker.app.listeners
    for deed, heard in (
        (lambda: None, [HEARD]),
        (lambda: connecting.pause(place.app, ada, "brand"), []),
        (lambda: connecting.go_on(place.app, ada, "brand"), [HEARD]),
        (lambda: connecting.remove(place.app, ada, "brand"), []),
    ):
        deed()  # type: ignore[no-untyped-call]
        worker.app.connections.refresh(worker.app.database)
        assert list(worker.app.listeners) == heard
        assert list(worker.app.responders) == ([MASTODON] if heard else [])


def test_what_an_earlier_look_found_never_takes_the_place_of_a_later_ones(
    place: Office, office: Office, keys: SecretKeys, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page of the dashboard looks, in a thread of its own."""
    connecting.connect(place.app, ada, wanted())
    other = connectable_office(office, keys).app
    seen, go_on = Event(), Event()

    def slowly(*given: Any, **more: Any) -> Any:
        seen.set()
        go_on.wait(10)
        return ready(*given, **more)

    ready = connectable.ready
    monkeypatch.setattr(connectable, "ready", slowly)
    looks = [Thread(target=other.connections.refresh, args=[other.database]) for _ in range(2)]
    looks[0].start()
    assert seen.wait(10)
    connecting.remove(place.app, ada, "brand")
    looks[1].start()
    looks[1].join(0.3)  # as long as the first takes, it has its turn
    go_on.set()
    for one in looks:
        one.join(10)
    assert not other.listeners


def test_an_account_that_another_process_removed_is_not_taken_for_connected(
    place: Office, office: Office, keys: SecretKeys, ada: Actor
) -> None:
    dashboard = connectable_office(office, keys).app
    connecting.connect(place.app, ada, wanted())
    assert not connected_list.nothing_yet(dashboard, ada)
    assert dashboard.listeners
    connecting.remove(place.app, ada, "brand")
    assert connected_list.nothing_yet(dashboard, ada)


def test_what_has_not_changed_keeps_its_client_and_what_has_gets_another(
    place: Office, ada: Actor
) -> None:
    connecting.connect(place.app, ada, wanted())
    first = place.app.listeners[HEARD]
    place.app.connections.refresh(place.app.database)
    assert place.app.listeners[HEARD] is first
    connecting.change(place.app, ada, wanted(account={"timeout": "5"}))
    assert place.app.listeners[HEARD] is not first


def test_a_secret_that_is_left_empty_is_kept_and_one_that_is_forgotten_is_gone(
    place: Office, ada: Actor
) -> None:
    four = {name: f"{name}-given" for name in ("consumer_key", "consumer_secret")}
    four |= {"access_token": "1-given", "access_token_secret": "given-too"}
    entered = {"handle": "brand", **four}
    made = connecting.Wanted(
        name="x", platform="x", account=entered, listeners={"x_mentions": {"poll_every": "90"}}
    )
    connecting.connect(place.app, ada, made)
    assert place.app.listeners["x.x_mentions"].poll_every.total_seconds() == 90
    empty = dict.fromkeys(four, "")
    kept = connecting.Wanted(
        name="x", platform="x", account={"handle": "brand", **empty}, listeners={"x_mentions": {}}
    )
    connecting.change(place.app, ada, kept)
    assert connected_list.view(place.app, ada, "x").kept == tuple(sorted(four))
    bearer = connecting.Wanted(
        name="x",
        platform="x",
        account={"handle": "brand", "bearer_token": "b"},
        listeners={"x_mentions": {}},
        forget=tuple(four),
    )
    connecting.change(place.app, ada, bearer)
    assert connected_list.view(place.app, ada, "x").kept == ("bearer_token",)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        (wanted("Brand X"), "small letters"),
        (wanted(listeners={}), "at least one thing"),
        (wanted(account={"handle": "no spaces here"}), "handle: String should match"),
        (wanted(account={"access_token": ""}), "Enter what is missing: access token"),
        (wanted(listeners={"x_mentions": {}}), "does not listen on mastodon"),
        (wanted(listeners={"nonsense": {}}), "nothing called 'nonsense'"),
        (wanted(listeners={"mastodon_search": {}}), "Enter what is missing: include"),
        (wanted(account={"base_url": "https://10.0.0.1"}), "inside your own network"),
        (wanted(account={"base_url": "http://example.com"}), "must be named as https://"),
        (wanted(account={"base_url": "https://a:b@example.com"}), "without a name or password"),
        (wanted(account={"base_url": "https://[::1]"}), "inside your own network"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    place: Office, ada: Actor, entered: connecting.Wanted, said: str
) -> None:
    for deed in (connecting.connect, trying.try_out):
        with pytest.raises((BadInput, ConfigurationError), match=said) as caught:
            deed(place.app, ada, entered)
        assert TOKEN not in str(caught.value)
    assert not connected_list.every(place.app)
    assert not place.app.listeners


def test_no_name_is_given_twice_not_even_after_a_removal(place: Office, ada: Actor) -> None:
    connecting.connect(place.app, ada, wanted())
    with pytest.raises(BadInput, match="brand-2"):
        connecting.connect(place.app, ada, wanted())
    connecting.remove(place.app, ada, "brand")
    with pytest.raises(BadInput, match="perhaps another one"):
        connecting.connect(place.app, ada, wanted())


def test_which_account_it_is_cannot_be_changed(place: Office, ada: Actor) -> None:
    connecting.connect(place.app, ada, wanted())
    with pytest.raises(BadInput, match="handle says which account this is"):
        connecting.change(place.app, ada, wanted(account={"handle": "another"}))


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMIN])
def test_nobody_but_an_admin_connects_or_looks(place: Office, role: Role) -> None:
    actor = place.user("bob", role)
    for deed in (
        lambda: connecting.connect(place.app, actor, wanted()),
        lambda: connecting.remove(place.app, actor, "brand"),
        lambda: connected_list.listed(place.app, actor),
        lambda: trying.try_out(place.app, actor, wanted()),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_file_wins_and_it_is_said(place: Office, keys: SecretKeys, ada: Actor) -> None:
    connecting.connect(place.app, ada, wanted())
    restarted = connectable_office(place, keys, accounts={"brand": X})
    found = {one.in_file: one for one in connected_list.every(restarted.app)}
    assert "which wins" in found[False].trouble
    assert found[True].platform == X
    assert not restarted.app.listeners


def test_what_is_paused_or_removed_is_no_silent_listener(place: Office, ada: Actor) -> None:
    connecting.connect(place.app, ada, wanted())
    assert HEARD in [one.name for one in health.snapshot(place.app).listeners]
    connecting.pause(place.app, ada, "brand")
    place.time.go(days=1)
    assert HEARD not in [one.name for one in health.snapshot(place.app).listeners]


# Sealed


@BOTH
def test_no_secret_stands_in_the_database_a_backup_an_export_a_log_or_a_repr(
    place: Office, ada: Actor, logs: list[EventDict], tmp_path: Path
) -> None:
    feed = connecting.Wanted(
        name="news",
        platform="feed",
        account={},
        listeners={"feed": {"include": "brand", "urls": f"http://{INSIDE}/{TOKEN}/rss.xml"}},
    )
    debug = io.StringIO()
    handler = logging.StreamHandler(debug)
    logging.getLogger().addHandler(handler)
    try:
        for one in (wanted(), feed):
            connecting.connect(place.app, ada, one)
            trying.try_out(place.app, ada, one)
            ingest.poll(place.app, next(reversed(list(place.app.listeners))))
        connecting.change(place.app, ada, wanted(account={"timeout": "3", "access_token": ""}))
    finally:
        logging.getLogger().removeHandler(handler)
    secret = TOKEN.encode()
    with place.app.database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            file = Path(str(place.app.database.engine.url.database))
            written = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
            assert b"news.feed" in written
            assert secret not in written
        rows = connection.execute(text("SELECT * FROM connected_account")).all()
        assert len(rows) == 2
        assert TOKEN not in repr(rows)
    if place.app.database.engine.dialect.name == "sqlite":
        backup.save(place.app, tmp_path / "copy.db")
        assert secret not in (tmp_path / "copy.db").read_bytes()
    view = connected_list.view(place.app, ada, "brand")
    exported = io.StringIO()
    exported.writelines(str(row) for row in audited(place, ""))
    shown = repr(
        (
            [place.get(ConnectedAccount, "brand"), place.get(Poll, HEARD), view, wanted()],
            [one.facts() for one in connected_list.every(place.app)],
            place.app.connections,
            dict(place.app.listeners),
            place.app.connections.keys,
            rotating.standing(place.app),
            logs,
        )
    )
    for told in (shown, exported.getvalue(), debug.getvalue()):
        assert TOKEN not in told
    key = place.app.connections.keys.file
    assert key is not None
    assert key.read_text().strip() not in shown


def test_the_audit_says_who_changed_what_before_and_of_a_secret_no_value(
    place: Office, ada: Actor
) -> None:
    connecting.connect(place.app, ada, wanted())
    changed = {"access_token": "another-token", "timeout": "7"}
    connecting.change(place.app, ada, wanted(account=changed))
    connecting.change(place.app, ada, wanted(account=changed, listeners={MENTIONS: {}, OWN: {}}))
    connecting.remove(place.app, ada, "brand")
    assert audited(place, "account.connected")[0].detail == {
        "platform": "mastodon",
        "to": [MENTIONS],
    }
    kinds, fields = audited(place, "account.changed")
    assert (fields.user_id, fields.subject) == (ada.id, "account:brand")
    assert fields.detail == {
        "change": ["access_token", "timeout"],
        "before": {"timeout": None},
        "after": {"timeout": "7"},
    }
    assert kinds.detail == {
        "change": [OWN],
        "before": {"listeners": [MENTIONS]},
        "after": {"listeners": [MENTIONS, OWN]},
    }
    removed = audited(place, "account.removed")[0]
    assert removed.user_id == ada.id
    assert removed.detail["before"]["base_url"] == f"http://{INSIDE}"
    assert TOKEN not in str(removed.detail)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("sealed", "gAAAAA-not-a-token", "damaged"),
        ("sealed", "héllo", "damaged"),
        ("sealed", "", "damaged"),
        ("key_id", "12345678", "not among the keys"),
        ("fields", '{"base_url": "https://thief.example", "handle": "kestrelia"}', "somebody"),
        ("fields", "null", "somebody"),
        ("kinds", "7", "somebody"),
        ("kinds", '["mastodon_own_posts"]', "somebody"),
        ("name", "other", "somebody"),
        ("platform", "x", "somebody"),
    ],
)
def test_a_row_that_somebody_changed_stands_still_and_others_go_on(
    place: Office, keys: SecretKeys, ada: Actor, column: str, value: str, said: str
) -> None:
    connecting.connect(place.app, ada, wanted())
    spoil(place, column, value)
    connecting.connect(place.app, ada, wanted("second"))
    worker = connectable_office(place, keys)
    worker.app.connections.refresh(worker.app.database)
    assert list(worker.app.listeners) == ["second.mastodon_mentions"]
    [(name, why)] = worker.app.connections.troubles.items()
    assert name in ("brand", "other")
    assert said in why
    rows = {one.name: one for one in connected_list.every(worker.app)}
    assert rows[name].trouble == why
    assert rows["second"].trouble == ""


def test_without_a_key_it_is_said_how_to_get_one(office: Office, tmp_path: Path) -> None:
    place = connectable_office(office, SecretKeys(file=tmp_path / "none.key"))
    ada = place.user("ada", Role.ADMIN)
    with pytest.raises(ConfigurationError, match="listenpost init"):
        connecting.connect(place.app, ada, wanted())
    with pytest.raises(ConfigurationError, match=r"Key 1 of secrets\.keys is none"):
        SecretKeys(given="password").ring()


def test_a_lost_key_stops_its_accounts_and_the_key_brings_them_back(
    place: Office, ada: Actor, tmp_path: Path, logs: list[EventDict]
) -> None:
    connecting.connect(place.app, ada, wanted())
    lost = connectable_office(place, SecretKeys(given=new_key()))
    for _ in range(3):
        lost.app.connections.follow(lost.app.database)
    assert not lost.app.listeners
    assert "connect the account anew" in lost.app.connections.troubles["brand"]
    told = [one for one in logs if one["event"] == "account.stands_still"]
    assert len(told) == 1, "once, and not at each tick"
    file = place.app.connections.keys.file
    assert file is not None
    found = connectable_office(
        place, SecretKeys(given=f"{lost.app.connections.keys.given} {file.read_text()}")
    )
    found.app.connections.refresh(found.app.database)
    assert list(found.app.listeners) == [HEARD]
