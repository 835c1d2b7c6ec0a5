"""Keys of connected accounts: made once, changed without a stop, and removed afterwards."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.errors import ConfigurationError
from domain.role import Actor
from listenpost.services import connecting, rotating
from listenpost.services.secret_keys import SecretKeys
from platforms.sealing import KeyRing, id_of, new_key
from tests.fakes import Office
from tests.listenpost.services.connected import audited, keys_in, wanted
from tests.listenpost.services.connected import connectable as connectable_office

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


def test_the_key_file_is_its_owner_s_alone_and_made_once(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    assert keys.file is not None
    assert keys.file.stat().st_mode & 0o777 == 0o600
    before = keys.file.read_text()
    assert not keys.make()
    assert keys.file.read_text() == before
    keys.add()
    assert keys.file.stat().st_mode & 0o777 == 0o600
    assert keys.file.read_text().split()[1:] == before.split()
    assert [one.name for one in tmp_path.iterdir()] == [keys.file.name]


@BOTH
def test_after_a_rotation_the_old_key_may_go_and_nothing_stops_meanwhile(
    place: Office, keys: SecretKeys, ada: Actor
) -> None:
    for name in ("brand", "second", "third"):
        connecting.connect(place.app, ada, wanted(name))
    old = keys.ring().ids[0]
    worker = connectable_office(place, keys)
    worker.app.connections.refresh(worker.app.database)
    before = dict(worker.app.listeners)
    new = keys.add()
    connecting.connect(place.app, ada, wanted("fourth"))
    assert {one.key_id: len(one.accounts) for one in rotating.standing(place.app)} == {
        new: 1,
        old: 3,
    }
    done = rotating.rotate(place.app)
    assert (done.rotated, done.already, done.failed, done.unused) == (3, 1, {}, (old,))
    assert rotating.rotate(place.app).rotated == 0
    assert [row.detail for row in audited(place, "account.rotated")] == [
        {"before": old, "after": new}
    ] * 3
    file = keys.file
    assert file is not None
    file.write_text(file.read_text().split()[0])
    worker.app.connections.refresh(worker.app.database)
    assert not worker.app.connections.troubles
    assert {name: worker.app.listeners[name] for name in before} == before, "the clients stay"
    fresh = connectable_office(place, keys)
    fresh.app.connections.refresh(fresh.app.database)
    assert len(fresh.app.listeners) == 4


def test_a_rotation_that_is_broken_off_goes_on_and_a_damaged_row_is_named(
    place: Office, keys: SecretKeys, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("brand", "second", "third"):
        connecting.connect(place.app, ada, wanted(name))
    keys.add()
    seal, calls = KeyRing.seal_anew, []

    def fails(ring: KeyRing, sealed: object) -> object:
        calls.append(sealed)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return seal(ring, sealed)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(KeyRing, "seal_anew", fails)
        with pytest.raises(KeyboardInterrupt):
            rotating.rotate(place.app)
    with place.app.database.engine.begin() as connection:
        connection.execute(text("UPDATE connected_account SET sealed = 'x' WHERE name = 'third'"))
    done = rotating.rotate(place.app)
    assert (done.already, done.rotated, sorted(done.failed)) == (1, 1, ["third"])
    assert done.unused == (), "a key that a row still names is not called unused"


@settings(max_examples=25)
@given(said=st.text(max_size=200), where=st.integers(min_value=0), by=st.integers(1, 255))
def test_whatever_is_sealed_opens_as_it_was_and_never_after_a_change(
    said: str, where: int, by: int
) -> None:
    old, new = new_key(), new_key()
    sealed = KeyRing.of([old], where="a test").seal(said.encode("utf-8", "replace").decode())
    ring = KeyRing.of([new, old], where="a test")
    text_of = said.encode("utf-8", "replace").decode()
    assert ring.open(sealed) == text_of
    assert ring.seal_anew(sealed).key_id == id_of(new)
    raw = bytearray(sealed.token.encode())
    raw[where % len(raw)] ^= by
    changed = raw.decode("latin-1")
    if _bits(changed) == _bits(sealed.token):
        return  # base64 has bits at its end that mean nothing
    with pytest.raises(ConfigurationError):
        ring.open(type(sealed)(token=changed, key_id=sealed.key_id))


def _bits(token: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
