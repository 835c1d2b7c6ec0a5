"""A change of a setting leaves a row with before and after, and no row ever holds a secret."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit import bare
from domain.setting import UNSET, changes
from listenpost import settings_audit
from listenpost.services import audit
from listenpost.services.app import App
from listenpost.services.audit import AuditFilter
from listenpost.services.tombstones import Tombstones
from listenpost.settings import Settings
from listenpost.settings.record import DEFAULTS, record, usual
from storage.engine import Database, make_database
from tests.fakes import Office

CHANGED = AuditFilter(what="setting.changed")
PLANTED = "Xk7plantedNuo3"
ADDRESS = "https://hooks.example.org"
EVERYWHERE = f"""
[database]
url = "postgresql://care:{PLANTED}@db.example.org/listenpost"
[privacy]
key = "{PLANTED}-of-16-characters"
[rewriting]
url = "{ADDRESS}/{PLANTED}"
model = "small"
key = "{PLANTED}"
[webhooks]
app_secret = "{PLANTED}"
verify_token = "{PLANTED}"
[customers]
webhook_secret = "{PLANTED}-secret-of-a-crm"
[monitoring]
token = "{PLANTED}-token-of-a-scraper"
[access.oidc]
issuer = "https://id.example.org"
client_id = "listenpost"
client_secret = "{PLANTED}"
[notifications.destinations.team]
address = "slack://{PLANTED}/b/c"
[accounts.x]
platform = "x"
handle = "brand"
bearer_token = "{PLANTED}"
something_new = "{PLANTED}"
number = 31415926
[helpdesks.desk]
kind = "zammad"
url = "https://user:{PLANTED}@desk.example.org/{PLANTED}?a={PLANTED}"
token = "{PLANTED}"
[listeners.feed]
kind = "rss"
api_key = "{PLANTED}"
nested = {{ token = ["{PLANTED}"], deep = [{{ password = "{PLANTED}" }}] }}
url = "{ADDRESS}/feed/{PLANTED}"
"""


def settings(text: str = "", **more: Any) -> Settings:
    return Settings.model_validate(tomllib.loads(text) | more)


def keyed(path: str, value: str) -> str:
    return f"{hash((path, value)) & (2**64 - 1):016x}"


@pytest.fixture
def app(office: Office, tmp_path: Path) -> App:
    return replace(office.app, tombstones=Tombstones(file=tmp_path / "erased.jsonl"))


def rows(app: App) -> list[tuple[str, Mapping[str, Any]]]:
    return [(row.subject, row.detail) for row in audit.rows(app, CHANGED, limit=500)]


def start(app: App, found: Settings, where: str = "worker") -> list[tuple[str, Mapping[str, Any]]]:
    """The rows that a start leaves."""
    before = len(rows(app))
    settings_audit.note(app, found, where=where)
    return sorted(rows(app)[: len(rows(app)) - before], key=lambda row: row[0])


def test_a_change_is_written_with_before_and_after_and_once(app: App) -> None:
    first = start(app, settings("[dashboard]\nsession_hours = 4"))
    hours = {"before": "8", "after": "4", "where": "worker"}
    assert first[1] == ("setting:dashboard.session_hours", hours)
    assert [row[0] for row in first] == [f"setting:{DEFAULTS}", "setting:dashboard.session_hours"]
    assert start(app, settings("[dashboard]\nsession_hours = 4")) == []
    back = start(app, settings())
    assert back == [("setting:dashboard.session_hours", hours | {"before": "4", "after": "8"})]
    assert audit.verify(app).holds


def test_what_is_set_anew_or_no_more_is_told(app: App) -> None:
    start(app, settings())
    some = settings("[listeners.feed]\nkind = 'rss'\nkeywords = ['kettle', 'tea']")
    added = start(app, some)
    assert [(row[0], row[1]["before"], row[1]["after"]) for row in added] == [
        ("setting:listeners.feed.keywords", UNSET, "kettle / tea"),
        ("setting:listeners.feed.kind", UNSET, "rss"),
    ]
    assert [row[1]["after"] for row in start(app, settings())] == [UNSET, UNSET]
    assert start(app, settings()) == []


def test_processes_that_are_given_different_settings_do_not_contradict_each_other(app: App) -> None:
    worker = settings("[accounts.x]\nplatform = 'x'\nbearer_token = 'a'")
    assert len(start(app, worker, "worker")) == 3
    assert len(start(app, settings(), "dashboard")) == 1
    assert start(app, worker, "worker") == []
    assert start(app, settings(), "dashboard") == []


def test_another_secret_is_a_change_and_is_shown_nowhere(app: App) -> None:
    start(app, settings("[webhooks]\napp_secret = 'the-old-one'"))
    [(subject, detail)] = start(app, settings("[webhooks]\napp_secret = 'the-new-one'"))
    assert subject == "setting:webhooks.app_secret"
    assert detail["before"] != detail["after"]
    assert detail["before"].startswith("fingerprint:")
    assert "one" not in str(rows(app)).replace("none", "")


def test_a_secret_stands_in_no_row_wherever_it_is_set(app: App) -> None:
    start(app, settings(EVERYWHERE))
    told = str(rows(app))
    assert PLANTED not in told
    assert "31415926" not in told
    assert "care" not in told, "the database's account is a credential too"
    assert f"{ADDRESS} fingerprint:" in told, "of an address the host is told"
    assert "'brand'" in told


@given(
    where=st.sampled_from(["accounts", "helpdesks", "listeners"]),
    name=st.sampled_from(["token", "app_password", "private_key", "clientSecret", "api_key"]),
    value=st.text(min_size=8).filter(lambda text: text not in "fingerprint:none"),
)
def test_whatever_a_secret_looks_like_it_is_not_shown(where: str, name: str, value: str) -> None:
    found = record(Settings.model_validate({where: {"one": {name: value}}}), lambda *_: "")
    assert found[f"{where}.one.{name}"] == "fingerprint:none"


def test_the_audit_keeps_every_label_whole() -> None:
    for found in (record(settings(EVERYWHERE), keyed), record(settings(), keyed)):
        for path, value in found.items():
            assert bare({"after": value}) == {"after": value}, path
            assert len(f"setting:{path}") <= 100


def test_two_long_paths_stay_two() -> None:
    long = "a" * 120
    found = record(settings(listeners={"one": {f"{long}1": "x", f"{long}2": "y"}}), keyed)
    assert sorted(value for path, value in found.items() if "aaa" in path) == ["x", "y"]


def test_without_the_installations_key_a_process_starts_and_shows_no_secret(
    app: App, tmp_path: Path
) -> None:
    nowhere = replace(app, tombstones=Tombstones())
    told = start(nowhere, settings("[webhooks]\napp_secret = 'the-old-one'"))
    assert told[1][1]["after"] == "fingerprint:none"
    practice = settings("[practice]\nurl = 'http://localhost:1'")
    start(app, practice)
    assert not (tmp_path / "erased.key").exists(), "a demo leaves no key about"


def test_processes_that_start_at_once_write_each_change_once(app: App) -> None:
    found = settings("[dashboard]\nsession_hours = 4\nport = 9000")
    both = threading.Barrier(4)

    def begin() -> None:
        both.wait()
        settings_audit.note(app, found, where="worker")

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(app)) == 3
    assert audit.verify(app).holds


def test_a_process_that_starts_before_its_database_does_not_die(app: App, tmp_path: Path) -> None:
    empty: Database = make_database(f"sqlite:///{tmp_path / 'empty.db'}")
    settings_audit.note(replace(app, database=empty), settings(), where="dashboard")
    empty.engine.dispose()


VALUES = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["1", "2", "3"]))


@given(recorded=VALUES, now=VALUES, usual_ones=VALUES)
def test_what_was_told_is_not_told_again(
    recorded: dict[str, str], now: dict[str, str], usual_ones: dict[str, str]
) -> None:
    told = changes(recorded, now, usual_ones)
    after = recorded | {one.path: one.after for one in told}
    assert changes(after, now, usual_ones) == []
    assert all(one.before != one.after for one in told)
    assert {one.path for one in told} >= {
        path for path in recorded if recorded[path] != now.get(path, UNSET)
    }


def test_the_usual_values_hold_no_fingerprint_that_needs_a_key() -> None:
    assert usual(lambda *_: "").keys() == record(settings(), keyed).keys() - {DEFAULTS}
