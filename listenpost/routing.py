"""Channels and routes of the settings, checked: names that are known, places where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.channel import ChannelKind
from domain.errors import Misfit, SettingMisfit
from domain.recommend import Channel
from domain.route import Rule
from domain.sla_calendar import ALWAYS, Calendar
from listenpost.holidays import make_calendar
from listenpost.settings import Settings, looked_in, settings_file
from listenpost.settings.channels import ChannelSettings
from listenpost.settings.routes import RouteRuleSettings
from responder import RESPONDERS

STAFFED = (ChannelKind.PHONE, ChannelKind.CHAT, ChannelKind.STORE, ChannelKind.SPECIALIST)
"""Where somebody must be there; business hours hold for them."""
BUILT_IN = (
    Channel(name="public reply", kind=ChannelKind.REPLY, personal_data=False),
    Channel(name="private message", kind=ChannelKind.MESSAGE),
    Channel(name="help article", kind=ChannelKind.ARTICLE),
)
"""What every installation has; a channel of the same kind in the settings takes its place."""


def make_channels(settings: Settings) -> tuple[Channel, ...]:
    """All channels; raises ConfigurationError for two with one name."""
    own: list[Channel] = []
    for place, section in enumerate(settings.channels):
        if any(section.name == other.name for other in own):
            raise _wrong(
                f"{section.name!r} is the name of two channels.", "channels", str(place), "name"
            )
        own.append(section.channel(_hours(settings, section, place)))
    kinds = {channel.kind for channel in own}
    return (*(one for one in BUILT_IN if one.kind not in kinds), *own)


def _hours(settings: Settings, section: ChannelSettings, place: int) -> Calendar:
    if section.hours is not None:
        return make_calendar(section.hours, "channels", str(place), "hours")
    return make_calendar(settings.business_hours) if section.kind in STAFFED else ALWAYS


def make_rules(settings: Settings, channels: Sequence[Channel]) -> tuple[Rule, ...]:
    """The tree; raises ConfigurationError for a channel or a network that nobody knows."""
    known = {channel.name for channel in channels} | {kind.value for kind in ChannelKind}
    for path, section in _each(settings.routes, ("routes",)):
        for key in ("prefer", "only", "never"):
            for name in getattr(section, key) or ():
                if name not in known:
                    raise _unknown("There is no channel", name, sorted(known), *path, key)
        for platform in section.platforms:
            if platform not in RESPONDERS:
                raise _unknown(
                    "There is no network", platform, sorted(RESPONDERS), *path, "platforms"
                )
    return tuple(section.rule() for section in settings.routes)


def _each(
    sections: Sequence[RouteRuleSettings], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], RouteRuleSettings]]:
    for place, section in enumerate(sections):
        here = (*path, str(place))
        yield here, section
        yield from _each(section.routes, (*here, "routes"))


def _unknown(what: str, name: str, known: Sequence[str], *path: str) -> SettingMisfit:
    return _wrong(f"{what} {name!r}; known are: {', '.join(known)}.", *path)


def _wrong(text: str, *path: str) -> SettingMisfit:
    told = f"{text[0].lower()}{text[1:]} {looked_in(settings_file(), *path)}"
    return SettingMisfit(f"{'.'.join(path)}: {told}", Misfit(path=path, why=text))
