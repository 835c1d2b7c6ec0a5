"""Sections of the settings that an admin sets in the dashboard: checked, kept, followed, undone."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.classification import Urgency
from domain.errors import BadInput, Conflict, NotAllowed, SettingMisfit
from domain.pulse_name import NameKind
from domain.role import Actor, Role
from listenpost.services import audit, section_list, section_text, sections
from listenpost.services.app import App
from listenpost.services.audit import AuditFilter
from listenpost.services.section_list import SectionView
from listenpost.services.settled import Settled
from listenpost.services.tombstones import Tombstones
from listenpost.settings import Settings
from listenpost.settings.layers import IN_FILE_ALONE, SETTABLE, Given, Origin
from storage.models import Case, StoredSection
from tests.fakes import Office

FILE = """
[sla]
high = 7200
[business_hours]
time_zone = "Europe/Berlin"
monday = ["09:00-17:00"]
ical_cache = "kept"
[[channels]]
name = "hotline"
kind = "phone"
contact = "+49 30 1234"
[[routes]]
name = "danger"
urgencies = ["critical"]
prefer = ["hotline"]
[articles]
internal_hosts = ["wiki.internal"]
"""
WEEKEND = {"business_hours": {"time_zone": "Europe/Berlin", "saturday": ["10:00-14:00"]}}
SATURDAY = dt.datetime(2026, 3, 7, 9, 0, tzinfo=dt.UTC)
"""Ten o'clock in Berlin, when it opens."""


def given(text: str = FILE, *environment: tuple[str, ...]) -> Given:
    settings = Settings.model_validate(tomllib.loads(text))
    return Given(settings=settings, environment=frozenset(environment))


@pytest.fixture
def app(office: Office, tmp_path: Path) -> App:
    erased = Tombstones(file=tmp_path / "erased.jsonl")
    return replace(office.app, tombstones=erased, settled=Settled(given=given()))


@pytest.fixture
def ada(office: Office) -> Actor:
    return office.user("ada", Role.ADMIN)


def set_to(app: App, actor: Actor, content: Mapping[str, Any]) -> None:
    name = next(iter(content))
    sections.change(app, actor, name, content, version=view(app, actor, name).version)


def view(app: App, actor: Actor, name: str) -> SectionView:
    return section_list.view(app, actor, name)


def misfits(error: SettingMisfit) -> dict[str, str]:
    return {".".join(one.path): one.why for one in error.misfits}


def another_process(app: App) -> App:
    """The same installation, that has looked at nothing yet."""
    return replace(app, settled=Settled(given=app.settled.given))


def test_what_holds_and_where_it_comes_from(app: App, ada: Actor) -> None:
    rows = {row.name: row.origin for row in section_list.listed(app, ada)}
    assert tuple(rows) == SETTABLE
    assert (rows["sla"], rows["priority"]) == (Origin.FILE, Origin.DEFAULT)
    values = {one.name: one for one in view(app, ada, "sla").values}
    assert (values["high"].value, values["high"].origin) == ("7200 s", Origin.FILE)
    assert values["normal"].origin is Origin.DEFAULT
    set_to(app, ada, {"sla": {"normal": 600}})
    values = {one.name: one for one in view(app, ada, "sla").values}
    assert (values["high"].value, values["high"].origin) == ("14400 s", Origin.DASHBOARD)


def test_other_processes_follow_and_go_back_with_the_file(app: App, ada: Actor) -> None:
    other = another_process(app)
    set_to(app, ada, {"sla": {"high": "PT30M"}})
    assert other.current().policy is other.policy, "nobody has looked yet"
    other.settled.refresh(other.database)
    assert other.current().policy.targets[Urgency.HIGH] == dt.timedelta(minutes=30)
    sections.back_to_file(app, ada, "sla")
    other.settled.refresh(other.database)
    assert other.current().policy.targets[Urgency.HIGH] == dt.timedelta(hours=2)
    with pytest.raises(BadInput, match="as the settings' file says"):
        sections.back_to_file(app, ada, "sla")


def test_the_next_deadline_uses_the_new_hours(app: App, ada: Actor, office: Office) -> None:
    set_to(app, ada, WEEKEND)
    office.time.now = office.time.wall = SATURDAY - dt.timedelta(hours=1)
    there = replace(office, app=another_process(app))
    there.app.settled.refresh(app.database)
    there.app = there.app.current()
    case_id = there.case_for("Otto", "my kettle is broken")
    assert office.get(Case, case_id).due_at == SATURDAY + dt.timedelta(hours=2)


def test_every_value_that_does_not_fit_is_named_in_words(app: App, ada: Actor) -> None:
    wrong = {"sla": {"high": 0, "at_risk_at": 2, "normal": "soon", "hihg": 3}}
    with pytest.raises(SettingMisfit) as caught:
        set_to(app, ada, wrong)
    assert misfits(caught.value) == {
        "sla.high": "It must be more than 0 seconds.",
        "sla.at_risk_at": "It must be less than 1.0.",
        "sla.normal": 'It must be a time, such as 3600 (seconds) or "PT1H".',
        "sla.hihg": "There is no such setting.",
    }
    assert not view(app, ada, "sla").row.stored


@pytest.mark.parametrize(
    ("content", "path", "why"),
    [
        ({"business_hours": {"time_zone": "Mars"}}, "business_hours.time_zone", "no time zone"),
        ({"business_hours": {"monday": ["9 to 5"]}}, "business_hours.monday.0", "is no shift"),
        ({"business_hours": {"monday": []}}, "business_hours.monday", "no open time at all"),
        ({"business_hours": {"monday": ["09:00-17:00"], "subdivision": "BY"}},
         "business_hours.subdivision", "It needs country beside it."),
        ({"priority": {"reach": 900}}, "priority", "followers never come before safety"),
        ({"routes": [{"name": "a", "prefer": ["nobody"]}]}, "routes.0.prefer", "no channel"),
        ({"channels": [{"name": "shop", "kind": "store"}]}, "routes.0.prefer", "no channel"),
        ({"channels": [{"name": "a", "kind": "phone"}] * 2}, "channels.1.name", "two channels"),
        ({"message_templates": [{"name": "a", "language": "en", "category": "utility",
                                 "body": "Hi {{1}}", "usd": 0}]},
         "message_templates.0", "body has 1 blanks"),
        ({"sla": {}, "access": {}}, "sla", "found: access"),
    ],
)  # fmt: skip
def test_sections_must_fit_together(
    app: App, ada: Actor, content: Mapping[str, Any], path: str, why: str
) -> None:
    with pytest.raises(SettingMisfit) as caught:
        sections.check(app, ada, next(iter(content)), content)
    assert why in misfits(caught.value)[path]
    assert "Looked in" not in "".join(misfits(caught.value).values())


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"business_hours": {"ical": ["/etc/passwd"]}}, "business_hours.ical"),
        ({"business_hours": {"ical_cache": "/srv"}}, "business_hours.ical_cache"),
        ({"articles": {"internal_hosts": ["10.0.0.1"]}}, "articles.internal_hosts"),
        ({"channels": [{"name": "hotline", "kind": "phone",
                        "hours": {"ical": ["http://10.0.0.1/"]}}]}, "channels.0.hours.ical"),
        ({"channels": [{"name": "hotline", "kind": "phone",
                        "hours": {"ical_cache": "/srv"}}]}, "channels.0.hours.ical_cache"),
    ],
)  # fmt: skip
def test_paths_and_inner_addresses_are_for_the_file_alone(
    app: App, ada: Actor, content: Mapping[str, Any], path: str
) -> None:
    with pytest.raises(SettingMisfit) as caught:
        set_to(app, ada, content)
    assert misfits(caught.value) == {path: IN_FILE_ALONE}


def test_what_is_the_files_alone_stays_when_the_rest_is_set(app: App, ada: Actor) -> None:
    set_to(app, ada, WEEKEND)
    set_to(app, ada, {"articles": {"stale_days": 7}})
    assert app.settled.settings.business_hours.ical_cache == "kept"
    assert app.current().articles.internal_hosts == ("wiki.internal",)
    values = {one.name: one.origin for one in view(app, ada, "articles").values}
    assert (values["internal_hosts"], values["stale_days"]) == (Origin.FILE, Origin.DASHBOARD)


def test_what_the_environment_sets_is_not_set_here(office: Office, app: App, ada: Actor) -> None:
    set_to(app, ada, {"sla": {"high": 60}})
    there = replace(app, settled=Settled(given=given(FILE, ("sla", "high"))))
    found = view(there, ada, "sla")
    assert (found.row.origin, found.row.stored) == (Origin.ENVIRONMENT, True)
    assert there.current().policy.targets[Urgency.HIGH] == dt.timedelta(hours=2)
    with pytest.raises(BadInput, match="environment"):
        set_to(there, ada, {"sla": {"high": 90}})


def store(app: App, name: str, content: Mapping[str, Any]) -> None:
    """As an older version, or another file, left it."""
    with app.database.write() as session:
        wall = app.clock.wall()
        session.add(StoredSection(name=name, content=dict(content), changed_at=wall))


def test_what_fits_no_more_is_left_out_and_the_rest_holds(app: App, ada: Actor) -> None:
    store(app, "sla", {"sla": {"high": 60, "gone": 1}})
    store(app, "channels", {"channels": []})
    store(app, "priority", {"priority": {"per_hour": 7}})
    store(app, "withdrawn", {"withdrawn": {}})
    app.settled.follow(app.database)
    rows = {row.name: row for row in section_list.listed(app, ada)}
    assert rows["sla"].trouble == "sla.gone: There is no such setting."
    assert "There is no channel 'hotline'" in rows["channels"].trouble
    assert "no longer" in rows["withdrawn"].trouble
    assert (rows["sla"].origin, rows["priority"].origin) == (Origin.FILE, Origin.DASHBOARD)
    now = app.current()
    assert now.policy.targets[Urgency.HIGH] == dt.timedelta(hours=2)
    assert now.weights.per_hour == 7
    sections.back_to_file_here(app, "withdrawn")
    set_to(app, ada, {"sla": {"high": 60}})
    assert not app.settled.standing.troubles.keys() & {"sla", "withdrawn"}


def test_a_change_is_audited_with_who_before_and_after(app: App, ada: Actor) -> None:
    set_to(app, ada, WEEKEND)
    sections.back_to_file(app, ada, "business_hours")
    rows = audit.rows(app, AuditFilter(what="setting"), limit=50)
    told = {(row.action, row.subject): row for row in rows}
    opened = told["setting.set", "setting:business_hours.saturday"]
    assert opened.detail == {"before": "none", "after": "10:00-14:00"}
    assert opened.name == "ada"
    closed = told["setting.set", "setting:business_hours.monday"]
    assert closed.detail == {"before": "09:00-17:00", "after": "none"}
    back = told["setting.reset", "setting:business_hours.monday"]
    assert back.detail == {"before": "none", "after": "09:00-17:00"}
    assert len(rows) == 4, "what stays as it is leaves no row"


def test_two_who_change_one_section_are_told(app: App, ada: Actor) -> None:
    found = view(app, ada, "sla")
    sections.change(app, ada, "sla", {"sla": {"high": 60}}, version=found.version)
    with pytest.raises(Conflict, match="Somebody else"):
        sections.change(app, ada, "sla", {"sla": {"high": 90}}, version=found.version)


def test_only_an_admin_sets_anything(app: App, office: Office) -> None:
    lea = office.user("lea", Role.LEAD)
    for attempt in (
        lambda: section_list.listed(app, lea),
        lambda: section_list.view(app, lea, "sla"),
        lambda: sections.check(app, lea, "sla", {"sla": {}}),
        lambda: sections.change(app, lea, "sla", {"sla": {}}, version=0),
        lambda: sections.back_to_file(app, lea, "sla"),
    ):
        with pytest.raises(NotAllowed, match="manage settings"):
            attempt()


@pytest.mark.parametrize("name", SETTABLE)
def test_the_text_of_a_section_says_the_same_as_the_section(
    app: App, ada: Actor, name: str
) -> None:
    found = view(app, ada, name)
    assert section_text.content_in(name, found.text) == found.content
    sections.change(
        app, ada, name, section_text.content_in(name, found.text), version=found.version
    )
    assert app.settled.settings == app.settled.given.settings


@pytest.mark.parametrize("text", ["[[routes]", "a = ", "x" * 100_001, "a = " + "[" * 5000])
def test_a_text_that_is_no_toml_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingMisfit) as caught:
        section_text.content_in("routes", text)
    assert "no valid TOML" in caught.value.misfits[0].why


def test_no_secret_of_the_file_is_shown_with_what_was_set(app: App, ada: Actor) -> None:
    secret = "Xk7plantedNuo3"
    text = f'{FILE}[accounts.x]\nplatform = "x"\nbearer_token = "{secret}"\n'
    there = replace(app, settled=Settled(given=given(text)))
    set_to(there, ada, {"sla": {"high": 60}})
    assert secret not in repr(there) + repr(there.settled.standing)


def test_whom_the_brand_is_compared_with_is_set_here_and_workers_look_for_them(
    app: App, ada: Actor
) -> None:
    other = another_process(app)
    assert app.current().named == ()
    set_to(app, ada, {"pulse": {"competitors": [{"name": "Acme Air"}]}})
    other.settled.refresh(other.database)
    found = {(one.kind, one.name) for one in other.current().named}
    assert found == {(NameKind.US, "Our brand"), (NameKind.COMPETITOR, "Acme Air")}
    with pytest.raises(SettingMisfit):
        set_to(app, ada, {"pulse": {"competitors": [{"name": ""}]}})
