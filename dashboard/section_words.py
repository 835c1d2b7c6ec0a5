"""The words for settings: sections, values, where each comes from."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard import words
from dashboard.tongue import N_, Table, _
from domain.channel import ChannelKind
from domain.errors import Misfit
from domain.message_template import TemplateCategory
from listenpost.language import spoken_for
from listenpost.settings.layers import Origin

SECTIONS = Table(
    {
        "business_hours": (N_("Business hours"), ":material/schedule:"),
        "sla": (N_("Deadlines"), ":material/timer:"),
        "priority": (N_("Order of the inbox"), ":material/sort:"),
        "articles": (N_("Help articles"), ":material/article:"),
        "channels": (N_("Channels"), ":material/call:"),
        "routes": (N_("Routes"), ":material/alt_route:"),
        "message_templates": (N_("Message templates"), ":material/chat:"),
        "pulse": (N_("Competitors and campaigns"), ":material/campaign:"),
    }
)
ABOUT = Table(
    {
        "business_hours": N_(
            "When somebody is there. Deadlines run only then, and phone, chat and shops are open "
            "then, unless a channel has hours of its own."
        ),
        "sla": N_("How soon an answer is due, and a matter settled."),
        "priority": N_("How many points each reason gives; who has more is answered first."),
        "articles": N_("Which help articles are offered in a case, and when one is too old."),
        "channels": N_("Where customers' matters can be settled, beside where they write."),
        "routes": N_("Which channels you want for which cases; the first rule that fits wins."),
        "message_templates": N_("What WhatsApp has approved for after its window."),
        "pulse": N_(
            "Whom Pulse compares you with, and which campaigns it follows. Stored posts are "
            "searched anew for their names within minutes."
        ),
    }
)
ORIGINS: Table[Origin, tuple[str, words.Color]] = Table(
    {
        Origin.DEFAULT: (N_("by default"), "gray"),
        Origin.FILE: (N_("settings file"), "gray"),
        Origin.ENVIRONMENT: (N_("environment"), "orange"),
        Origin.DASHBOARD: (N_("set here"), "blue"),
    }
)
LABELS = Table(
    {
        "critical": N_("Critical: answered within"),
        "high": N_("High: answered within"),
        "normal": N_("Normal: answered within"),
        "resolve_critical": N_("Critical: settled within"),
        "resolve_high": N_("High: settled within"),
        "resolve_normal": N_("Normal: settled within"),
        "at_risk_at": N_("At risk once so much of the time is used up"),
        "snooze_pauses": N_("Deadlines stand still while a case is snoozed"),
    }
)
POINTS = Table(
    {
        "critical": N_("Critical, in time"),
        "high": N_("High, in time"),
        "overdue": N_("Past its deadline"),
        "overdue_critical": N_("Past its deadline and critical, on top"),
        "per_hour": N_("Each hour of waiting"),
        "repeat": N_("Wrote more than once"),
        "ignored_before": N_("Was never answered before"),
        "incident": N_("Part of an incident"),
        "reach": N_("Followers, at most"),
        "unsure": N_("Taken off where an answer may not be owed, at most"),
        "tiers": N_("By the customer's tier, such as gold 100, silver 50"),
    }
)
OFFERS = Table(
    {
        "stale_days": N_("Days after which unchanged words are too old"),
        "offered_across": N_("Languages offered to everybody, such as en, de"),
        "least_score": N_("Least score; more offers less often, and better"),
        "recheck_every": N_("How often each address is looked at; 0: never"),
    }
)
KINDS = Table(
    {
        ChannelKind.REPLY: N_("public reply"),
        ChannelKind.MESSAGE: N_("private message"),
        ChannelKind.ARTICLE: N_("help article"),
        ChannelKind.PHONE: N_("phone"),
        ChannelKind.CHAT: N_("chat"),
        ChannelKind.EMAIL: N_("email"),
        ChannelKind.STORE: N_("store"),
        ChannelKind.SPECIALIST: N_("colleagues who know more"),
    }
)
CATEGORIES = Table(
    {
        TemplateCategory.UTILITY: N_("utility: news of an order or a case"),
        TemplateCategory.MARKETING: N_("marketing: only for who agreed to it"),
        TemplateCategory.AUTHENTICATION: N_("authentication: codes to sign in"),
    }
)
WORDS = Table({"our_words": N_("Your own names and handles, such as acme, @acme")})


def title(name: str) -> str:
    """A section as a heading; one that is no more has its own name."""
    return SECTIONS[name][0] if name in SECTIONS else name


def misfit(one: Misfit) -> str:
    """Where it is wrong, counted from one, and why."""
    section, *rest = one.path or ("",)
    told = (str(int(part) + 1) if part.isdigit() else part for part in rest)
    place = " ".join((title(section), *told))
    return f"{place}: {spoken_for.said(one.why)}"


def misfits(found: Iterable[Misfit]) -> str:
    """All of them, a line each."""
    return "\n".join(map(misfit, found))


def left_out(name: str) -> str:
    """For the health page: what to do stands under Settings."""
    return _(
        "{section}: what was set under Settings does not fit any more and is left out."
    ).format(section=title(name))
