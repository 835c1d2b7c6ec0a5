"""Forms for entries of lists: each value has a field, and a save changes what was touched alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from dashboard import entry_place, own_hours
from dashboard.entry_facts import facts
from dashboard.entry_field import NOTHING, Entry, EntryField, Kind, Known, entered, shown
from dashboard.entry_place import NEW, Place
from dashboard.misfit_words import place_in_words
from dashboard.own_hours import Opening
from dashboard.section_lists import (
    CAMPAIGNS,
    CHANNELS,
    COMPETITORS,
    LISTS,
    POLICIES,
    ROUTES,
    TEMPLATES,
    SectionList,
    list_at,
)
from listenpost.settings import Settings
from listenpost.settings.channels import ChannelSettings
from listenpost.settings.layers import Given, content_of, laid
from listenpost.settings.message_templates import MessageTemplateSettings
from listenpost.settings.pulse import CampaignSettings, CompetitorSettings
from listenpost.settings.routes import RouteRuleSettings
from listenpost.settings.sla import SlaRuleSettings

RICH = """
[[channels]]
name = "support line"
kind = "phone"
contact = " +44 20 7946 0000 "
languages = ["en", "xx"]
platforms = ["gone"]
queue = 0
usd = 4.000001
personal_data = false
[channels.hours]
time_zone = "Europe/London"
monday = ["9:00-12:30", "13:30 - 18:00"]
tuesday = []
country = "GB"
subdivision = "SCT"
ical = ["holidays.ics"]
[[channels]]
name = "night line"
kind = "phone"
hours = {}
[[message_templates]]
name = "case_update"
language = "pt_BR"
category = "utility"
body = "  Hello {{1}},\\r\\nnews: {{2}} "
parameters = [" name ", "two\\nlines"]
usd = 0.05
[sla]
at_risk_at = 0.333
[[sla.policies]]
name = "odd"
first_response = 101
around_the_clock = true
[[routes]]
name = "money"
topics = ["billing"]
prefer = []
[[routes.routes]]
name = "gold"
tiers = ["gold"]
never = []
[[routes.routes.routes]]
name = "at night"
private = false
[[routes]]
name = "rest"
[[pulse.competitors]]
name = "Acme, Air"
words = ["a, b", " c "]
[[pulse.campaigns]]
name = "Spring"
listeners = ["gone"]
"""
MODELS: list[tuple[SectionList, type[BaseModel]]] = [
    (CHANNELS, ChannelSettings),
    (TEMPLATES, MessageTemplateSettings),
    (POLICIES, SlaRuleSettings),
    (ROUTES, RouteRuleSettings),
    (COMPETITORS, CompetitorSettings),
    (CAMPAIGNS, CampaignSettings),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside),
    max_leaves=6,
)
LINES = st.lists(st.text(max_size=8), max_size=3)
HOURS = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "time_zone": st.sampled_from(["UTC", "Europe/Berlin"]),
        "monday": LINES,
        "sunday": LINES,
        "country": st.sampled_from(["DE", "de"]),
        "subdivision": st.just("BY"),
        "ical": LINES,
    },
)
STORED: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.text(max_size=8),
    Kind.WORDS: st.text(max_size=8),
    Kind.LINES: LINES,
    Kind.ONE: st.text(max_size=8),
    Kind.SEVERAL: LINES,
    Kind.WHOLE: st.integers(0, 99),
    Kind.NUMBER: st.floats(0, 99),
    Kind.HOURS: st.integers(0, 999_999) | st.just("PT1H41S"),
    Kind.SWITCH: st.booleans(),
    Kind.EITHER: st.none() | st.booleans(),
    Kind.OPENING: HOURS,
}
NESTED: Place = ("routes", 0, "routes", 0)


def settings() -> Settings:
    return Settings.model_validate(tomllib.loads(RICH))


def rich(section: str) -> dict[str, Any]:
    return content_of(settings(), section)


@st.composite
def entries(draw: st.DrawFn) -> tuple[tuple[EntryField, ...], Entry]:
    """Any entry of any list, with values that no form knows."""
    found = draw(st.sampled_from(LISTS))
    fields = found.fields_at(draw(st.sampled_from([(*found.path, 0), (*found.path, 0, "x", 0)])))
    known = {one.name: STORED[one.kind] for one in fields}
    entry: Entry = draw(st.fixed_dictionaries({}, optional=known))
    return fields, {"of a later version": draw(ANYTHING), "routes": draw(ANYTHING), **entry}


def untouched(fields: tuple[EntryField, ...], entry: Entry) -> dict[str, Any]:
    return {one.name: shown(one, entry) for one in fields}


def all_places(found: SectionList, content: Entry) -> Iterator[tuple[Place, Entry]]:
    """Each entry of the list with its place, those below others too."""
    waiting: list[Place] = [found.path]
    while waiting:
        way, number = waiting.pop(), 0
        while (entry := entry_place.entry_at(content, (*way, number))) is not None:
            yield (*way, number), entry
            waiting.append((*way, number, found.below))
            number += 1


# --- what the forms have


@pytest.mark.parametrize(("found", "model"), MODELS, ids=lambda one: getattr(one, "path", ""))
def test_each_value_of_an_entry_has_a_field_or_is_the_list_below(
    found: SectionList, model: type[BaseModel]
) -> None:
    assert {one.name for one in found.fields} == {*model.model_fields} - {found.below}
    for one in found.fields:
        if one.kind is Kind.SWITCH:
            assert one.usual == model.model_fields[one.name].default
        assert (one.known is not None) == (one.kind in (Kind.ONE, Kind.SEVERAL))


def test_every_list_is_described_once() -> None:
    assert {found for found, _ in MODELS} == set(LISTS)


# --- nothing is lost


@given(entries())
def test_what_nobody_touched_stays_as_it_was_to_the_letter(
    found: tuple[tuple[EntryField, ...], Entry],
) -> None:
    fields, entry = found
    assert entered(fields, entry, untouched(fields, entry)) == entry


@given(entries(), st.data())
def test_a_field_that_is_changed_changes_no_other_value(
    found: tuple[tuple[EntryField, ...], Entry], data: st.DataObject
) -> None:
    fields, entry = found
    field = data.draw(st.sampled_from(fields))
    other = shown(field, {field.name: data.draw(STORED[field.kind])})
    after = entered(fields, entry, untouched(fields, entry) | {field.name: other})
    assert {**after, field.name: 0} == {**entry, field.name: 0}


@pytest.mark.parametrize("found", LISTS, ids=lambda one: one.path)
def test_a_section_that_is_saved_from_its_forms_says_what_it_said(found: SectionList) -> None:
    whole, section = settings(), found.path[0]
    content = rich(section)
    for place, entry in all_places(found, content):
        fields = found.fields_at(place)
        kept = entered(fields, entry, untouched(fields, entry))
        assert entry_place.changed(content, place, kept) == content
    assert laid(Given(settings=whole), whole, section, content) == whole


def test_an_entry_with_a_new_name_keeps_the_rules_below_it() -> None:
    content = rich("routes")
    entry = content["routes"][0]
    values = untouched(ROUTES.fields, entry) | {"name": "refunds", "topics": ["refund"]}
    after = entry_place.changed(content, ("routes", 0), entered(ROUTES.fields, entry, values))
    assert after["routes"][0]["routes"] == content["routes"][0]["routes"]
    assert after["routes"][1:] == content["routes"][1:]


# --- what is entered


@pytest.mark.parametrize(
    ("found", "name", "value", "stored"),
    [
        (CHANNELS, "name", "  hotline ", "hotline"),
        (CHANNELS, "queue", 0, 0),
        (CHANNELS, "queue", None, None),
        (CHANNELS, "languages", ["de", "pt"], ["de", "pt"]),
        (CHANNELS, "personal_data", False, False),
        (POLICIES, "first_response", 0.5, 1800.0),
        (POLICIES, "first_response", 0.0, 0.0),
        (ROUTES, "private", False, False),
        (ROUTES, "prefer", [NOTHING], []),
        (ROUTES, "prefer", ["phone", NOTHING], ["phone"]),
        (COMPETITORS, "words", " acme \n\n@acme\n", ["acme", "@acme"]),
        (TEMPLATES, "body", "\n", None),
    ],
)
def test_what_is_entered_is_stored_as_the_file_would_have_it(
    found: SectionList, name: str, value: Any, stored: Any
) -> None:
    fields = found.fields
    after = entered(fields, {}, untouched(fields, {}) | {name: value})
    assert after == ({} if stored is None else {name: stored})


def test_what_is_emptied_is_gone() -> None:
    entry = {"name": "a", "queue": 3, "languages": ["de"], "private": True}
    values: dict[str, Any] = {"name": "", "queue": None, "languages": []}
    after = entered(CHANNELS.fields, entry, untouched(CHANNELS.fields, entry) | values)
    assert after == {"private": True}, "what is no field of a channel stays"


def test_below_another_rule_no_wish_is_told_from_the_wish_of_the_rule_above() -> None:
    [prefer] = [one for one in ROUTES.fields_at(NESTED) if one.name == "prefer"]
    assert shown(prefer, {}) == []
    assert shown(prefer, {"prefer": []}) == [NOTHING]
    assert entered([prefer], {"prefer": []}, {"prefer": []}) == {}


# --- opening hours of a channel

OWN = {"time_zone": "Europe/Berlin", "monday": ["09:00-17:00"], "ical": ["a.ics"]}
PLACED = {"country": "DE", "subdivision": "BY", "monday": ["09:00-17:00"]}


@pytest.mark.parametrize(
    ("hours", "values", "stored"),
    [
        (None, {"when": Opening.ALWAYS}, {}),
        (None, {"monday": "9-17"}, {"monday": ["09:00-17:00"]}),
        (None, {"when": Opening.OWN}, {"monday": []}),
        (None, {"time_zone": "Europe/Berlin"}, None),
        (None, {"time_zone": "Europe/Berlin", "monday": "9-17"},
         {"time_zone": "Europe/Berlin", "monday": ["09:00-17:00"]}),
        (OWN, {"when": Opening.BRAND}, None),
        (OWN, {"when": Opening.ALWAYS}, {"time_zone": "Europe/Berlin", "ical": ["a.ics"]}),
        (OWN, {"friday": "9-15"}, {**OWN, "friday": ["09:00-15:00"]}),
        (OWN, {"monday": "", "friday": "9-15"},
         {"time_zone": "Europe/Berlin", "ical": ["a.ics"], "friday": ["09:00-15:00"]}),
        (OWN, {"monday": "nine"}, {**OWN, "monday": ["nine"]}),
        (PLACED, {"country": "FR"}, {"country": "FR", "monday": ["09:00-17:00"]}),
    ],
)  # fmt: skip
def test_opening_hours_are_the_brands_none_or_its_own(
    hours: dict[str, Any] | None, values: dict[str, Any], stored: dict[str, Any] | None
) -> None:
    assert own_hours.entered(hours, own_hours.shown(hours) | values) == stored


# --- where an entry stands


@pytest.mark.parametrize("found", LISTS, ids=lambda one: one.path)
def test_an_address_leads_to_its_entry_and_list(found: SectionList) -> None:
    content = rich(found.path[0])
    places = list(all_places(found, content))
    assert places
    for place, entry in [*places, ((*found.path, NEW), {})]:
        assert entry_place.read(found.path[0], entry_place.written(place)) == place
        assert entry_place.entry_at(content, place) == entry
        assert list_at(place) is found


@pytest.mark.parametrize(
    "text", ["9", "routes", "x.1", "0.routes.7", "7.routes.new", "new.routes.new", "0.name", ""]
)
def test_an_address_that_leads_nowhere_opens_nothing(text: str) -> None:
    place = entry_place.read("routes", text)
    is_there = entry_place.entry_at(rich("routes"), place) is not None
    assert not (is_there and list_at(place) is ROUTES and len(place) > 1)


def test_what_is_added_is_the_last_and_a_misfit_finds_it() -> None:
    content, place = rich("routes"), (*NESTED, "routes", NEW)
    assert entry_place.path(content, place)[-1] == "1"
    after = entry_place.changed(content, place, {"name": "b"})
    assert [one["name"] for one in after["routes"][0]["routes"][0]["routes"]] == ["at night", "b"]
    first = entry_place.changed({"routes": [{"name": "a"}]}, ("routes", 0, "routes", NEW), {"n": 1})
    assert first == {"routes": [{"name": "a", "routes": [{"n": 1}]}]}


def test_what_is_moved_or_removed_takes_its_own_along_and_leaves_others() -> None:
    content = rich("routes")
    down = entry_place.moved(content, ("routes", 0), 1)
    assert [one["name"] for one in down["routes"]] == ["rest", "money"]
    assert down["routes"][1] == content["routes"][0]
    assert entry_place.moved(down, ("routes", 1), -1) == content == rich("routes")
    assert entry_place.removed(content, NESTED)["routes"][0]["routes"] == []
    assert [one["name"] for one in entry_place.removed(content, ("routes", 0))["routes"]] == [
        "rest"
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("routes", "0", "prefer"), "Routes 1, First choice"),
        (("routes", "0", "routes", "1", "name"), "Routes 1.2, Name"),
        (("sla", "policies", "2", "first_response"), "Deadlines 3, First answer within"),
        (("channels", "0", "hours", "monday", "0"), "Channels 1, Opening hours"),
        (("pulse", "our_words"), "Competitors and campaigns"),
        (("channels", "0"), "Channels 1"),
    ],
)
def test_where_something_is_wrong_is_said_by_the_labels_of_the_form(
    path: tuple[str, ...], said: str
) -> None:
    assert place_in_words(path) == said


# --- what a line says


def told(found: SectionList, *where: int | str) -> list[str]:
    entry = entry_place.entry_at(rich(found.path[0]), where)
    assert entry is not None
    return facts(found.fields_at(where), entry, by_value, whole=found.whole)


def by_value(_known: Known, value: str) -> str:
    return value


def test_a_line_tells_what_an_entry_says_and_no_more() -> None:
    assert told(CHANNELS, "channels", 0) == [
        "phone", " +44 20 7946 0000 ", "en / xx", "gone", "hours of its own", "no account data",
    ]  # fmt: skip
    assert told(CHANNELS, "channels", 1) == ["phone", "day and night"]
    assert told(POLICIES, "sla", "policies", 0) == [
        "every request", "first answer: 1 min", "day and night",
    ]  # fmt: skip
    assert told(ROUTES, "routes", 0) == ["topic: billing"]
    assert told(ROUTES, "routes", 1) == ["every case"]
    assert told(ROUTES, *NESTED) == ["tier: gold", "never: none"]
    assert told(ROUTES, *NESTED, "routes", 0) == ["needs account data: no"]
    assert told(CAMPAIGNS, "pulse", "campaigns", 0) == ["listener: gone"]
