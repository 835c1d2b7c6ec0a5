"""Whether a name exists is told by no answer, and by no work that one does and the other does not.

Times are not measured: the work is. What takes long is one argon2 hash; the rest is one query.
"""

from __future__ import annotations

import datetime as dt

import pytest
from pwdlib import PasswordHash

from domain.role import Role
from listenpost.services import accounts
from listenpost.services.sign_in import Refused, sign_in
from tests.fakes import Office
from tests.security.conftest import Count
from tests.statements import counted

PASSWORD = "correct horse battery"
TRIES = {
    "nobody": ("nobody-of-this-name", "x" * 12),
    "a wrong password": ("ann", "x" * 12),
    "a disabled account": ("gone", PASSWORD),
    "an empty name": ("", ""),
    "a name of another case": ("ANN", PASSWORD),
    "a huge name": ("a" * 64, "p" * 1024),
}


def test_a_name_that_exists_costs_the_same_work(
    office: Office, monkeypatch: pytest.MonkeyPatch, tried: Count
) -> None:
    for name in ("ann", "gone"):
        accounts.add_user(office.app, name=name, password=PASSWORD, role=Role.AGENT)
    accounts.disable(office.app, name="gone")
    sign_in(office.app, name="x", password="x", lasts=dt.timedelta(1))  # makes its hash
    work: list[str] = []
    verify = PasswordHash.verify_and_update

    def counting(self: PasswordHash, *given: object) -> object:
        work.append("hash")
        return verify(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(PasswordHash, "verify_and_update", counting)
    done = {}
    for what, (name, password) in TRIES.items():
        work.clear()
        with counted(office.app.database):
            given = sign_in(office.app, name=name, password=password, lasts=dt.timedelta(hours=1))
        done[what] = (given, len(work))
    tried("sign-ins that must look alike", len(TRIES))
    assert set(done.values()) == {(Refused(), 1)}, done
