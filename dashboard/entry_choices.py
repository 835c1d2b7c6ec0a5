"""What can be chosen in the form of an entry: what this installation knows, by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import section_words, words
from dashboard.entry_field import NOTHING, Known
from dashboard.tongue import _
from domain.channel import ChannelKind
from domain.classification import Sentiment, Topic, Urgency
from domain.message_template import TemplateCategory
from listenpost.language import spoken_for
from listenpost.services.app import App
from listenpost.settings import Settings
from listenpost.settings.routes import RouteRuleSettings
from responder import RESPONDERS

OF_TEMPLATES = (
    "en_GB",
    "en_US",
    "es_AR",
    "es_ES",
    "es_MX",
    "pt_BR",
    "pt_PT",
    "zh_CN",
    "zh_HK",
    "zh_TW",
)
"""Beside plain languages, as WhatsApp calls them."""
_ANYWHERE = frozenset({ChannelKind.REPLY, ChannelKind.MESSAGE, ChannelKind.ARTICLE})
"""Kinds of which there is one: its kind is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is offered; `show` has words for anything that was stored, offered or not."""

    offered: Sequence[str]
    show: Callable[[str], str] = str


def choices(known: Known, app: App) -> Choices:
    """What can be chosen of it now."""
    return _OF[known](app)


def _channels(app: App) -> Choices:
    own = [one.name for one in app.settled.settings.channels]
    there = {one.kind for one in app.channels}
    kinds = [kind.value for kind in ChannelKind if kind in there and kind.value not in own]

    def show(value: str) -> str:
        if value in own or value not in set(ChannelKind):
            return spoken_for.said(value)
        kind = ChannelKind(value)
        called = section_words.KINDS[kind]
        return called if kind in _ANYWHERE else _("{kind} (any)").format(kind=called)

    return Choices(offered=[*own, *kinds], show=show)


def _channels_below(app: App) -> Choices:
    found = _channels(app)

    def show(value: str) -> str:
        return found.show(value) if value != NOTHING else _("none at all")

    return Choices(offered=[*found.offered, NOTHING], show=show)


def _languages(_app: App) -> Choices:
    return Choices(offered=words.language_codes(), show=words.language)


def _template_languages(_app: App) -> Choices:
    offered = sorted((*words.language_codes(), *OF_TEMPLATES), key=_regional)
    return Choices(offered=offered, show=_regional)


def _regional(code: str) -> str:
    """A language, with the country where it is told apart by it."""
    language, _between, place = code.partition("_")
    told = words.language(language)
    return f"{told} ({words.country(place)})" if place else told


def _categories(_app: App) -> Choices:
    return Choices(offered=[*TemplateCategory], show=_in(section_words.CATEGORIES))


def _kinds(_app: App) -> Choices:
    return Choices(offered=[*ChannelKind], show=_in(section_words.KINDS))


def _networks(_app: App) -> Choices:
    return Choices(offered=[*words.PLATFORMS], show=words.platform)


def _answered(_app: App) -> Choices:
    return Choices(offered=sorted(RESPONDERS, key=words.platform), show=words.platform)


def _urgencies(_app: App) -> Choices:
    return Choices(offered=[*Urgency], show=_in(words.URGENCIES))


def _due(_app: App) -> Choices:
    offered = [one for one in Urgency if one is not Urgency.NONE]
    return Choices(offered=offered, show=_in(words.URGENCIES))


def _topics(_app: App) -> Choices:
    return Choices(offered=[*Topic], show=words.label)


def _sentiments(_app: App) -> Choices:
    return Choices(offered=[*Sentiment], show=words.label)


def _tiers(app: App) -> Choices:
    return Choices(offered=sorted({*tiers_in(app.settled.settings)}))


def tiers_in(settings: Settings) -> Iterator[str]:
    """Every tier that the settings name anywhere."""
    yield from settings.priority.tiers
    for policy in settings.sla.policies:
        yield from policy.tiers
    yield from _tiers_of(settings.routes)


def _tiers_of(rules: Sequence[RouteRuleSettings]) -> Iterator[str]:
    for rule in rules:
        yield from rule.tiers
        yield from _tiers_of(rule.routes)


def _listeners(app: App) -> Choices:
    found = {*app.settled.settings.listeners, *app.connections.listeners}
    return Choices(offered=sorted(found))


def _in(table: Mapping[Any, str]) -> Callable[[str], str]:
    def show(value: str) -> str:
        return table.get(value, value)

    return show


_OF: Mapping[Known, Callable[[App], Choices]] = {
    Known.CHANNEL_KINDS: _kinds,
    Known.CHANNELS: _channels,
    Known.CHANNELS_BELOW: _channels_below,
    Known.LANGUAGES: _languages,
    Known.TEMPLATE_LANGUAGES: _template_languages,
    Known.CATEGORIES: _categories,
    Known.NETWORKS: _networks,
    Known.ANSWERED: _answered,
    Known.URGENCIES: _urgencies,
    Known.DUE: _due,
    Known.TOPICS: _topics,
    Known.SENTIMENTS: _sentiments,
    Known.TIERS: _tiers,
    Known.LISTENERS: _listeners,
}
