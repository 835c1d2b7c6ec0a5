"""What the settings make of an App that can be set in the dashboard too; whatever fits of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.article import ArticleRules
from domain.errors import SettingMisfit
from domain.handoff import HandoffRules
from domain.message_template import MessageTemplate
from domain.priority import PriorityWeights
from domain.pulse_name import Named
from domain.recommend import Channel
from domain.route import Rule
from domain.sla import SlaPolicy
from listenpost.holidays import make_calendar
from listenpost.routing import make_channels, make_rules
from listenpost.settings import Settings
from listenpost.settings.layers import SETTABLE, Content, Given, Origin, in_words, laid

NO_MORE = "This section can no longer be set in the dashboard."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The fields of an App that follow those sections, by their names there."""

    zone: dt.tzinfo
    policy: SlaPolicy
    weights: PriorityWeights
    articles: ArticleRules
    message_templates: tuple[MessageTemplate, ...]
    channels: tuple[Channel, ...]
    routes: tuple[Rule, ...]
    handoff: HandoffRules
    named: tuple[Named, ...]


def rules_of(settings: Settings) -> Rules:
    """Raises SettingMisfit where sections do not fit together; may ask for iCal addresses."""
    channels = make_channels(settings)
    return Rules(
        zone=ZoneInfo(settings.business_hours.time_zone),
        policy=settings.sla.policy(make_calendar(settings.business_hours)),
        weights=settings.priority.weights(),
        articles=settings.articles.rules(),
        message_templates=tuple(one.template() for one in settings.message_templates),
        channels=channels,
        routes=make_rules(settings, channels),
        handoff=settings.handoff.rules(settings.dashboard.public_url, channels),
        named=settings.pulse.named(settings.brand.name),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The settings as they hold. `held` are the sections that are the dashboard's; of those that
    fit no more `troubles` says why, and `resting` are those that the environment sets."""

    settings: Settings = field(repr=False)
    rules: Rules
    held: frozenset[str] = frozenset()
    resting: frozenset[str] = frozenset()
    troubles: Mapping[str, str] = field(default_factory=dict)


def fitting(given: Given, stored: Mapping[str, Content]) -> Fit:
    """Environment before dashboard before file; a stored section that does not fit is left out."""
    known = [one for one in SETTABLE if one in stored]
    resting = frozenset(one for one in known if given.origin(one) is Origin.ENVIRONMENT)
    troubles = {one: NO_MORE for one in stored if one not in SETTABLE}
    wanted = [one for one in known if one not in resting]
    while True:
        settings = given.settings
        held = [one for one in wanted if one not in troubles]
        for name in held:
            try:
                settings = laid(given, settings, name, stored[name])
            except SettingMisfit as error:
                troubles[name] = str(error)
        try:
            return Fit(
                settings=settings,
                rules=rules_of(settings),
                held=frozenset(held) - troubles.keys(),
                resting=resting,
                troubles=troubles,
            )
        except SettingMisfit as error:
            left = [one for one in held if one not in troubles]
            if not left:
                raise
            troubles |= {name: in_words(error.misfits) for name in _at_fault(error, left)}


def _at_fault(error: SettingMisfit, held: list[str]) -> list[str]:
    """The stored section that is named; where it is one of the file, the channels it names."""
    named = {one.path[0] for one in error.misfits}
    found = [one for one in held if one in named]
    return found or [one for one in held if one == "channels"] or held
