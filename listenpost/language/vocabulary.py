"""What pages, messages and reports call the things that the domain knows."""

from __future__ import annotations

from collections.abc import Iterable

from domain.ledger import Reason
from domain.ledger_groups import Age
from domain.mention import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    FEED,
    GOOGLE_PLAY,
    INSTAGRAM,
    MASTODON,
    REDDIT,
    TELEGRAM,
    WHATSAPP,
    YOUTUBE,
    X,
)
from domain.sla import SlaMetric
from listenpost.language.figures import language_name
from listenpost.language.tongue import N_, Table, _

PLATFORMS = Table(
    {
        X: "X",
        FACEBOOK: "Facebook",
        INSTAGRAM: "Instagram",
        MASTODON: "Mastodon",
        BLUESKY: "Bluesky",
        TELEGRAM: "Telegram",
        FEED: N_("News and feeds"),
        APP_STORE: "App Store",
        GOOGLE_PLAY: "Google Play",
        WHATSAPP: "WhatsApp",
        REDDIT: "Reddit",
        YOUTUBE: "YouTube",
    }
)
REASONS = Table(
    {
        Reason.NOT_DUE: N_("Not due yet"),
        Reason.ON_ITS_WAY: N_("Reply on its way"),
        Reason.CLOSED_UNANSWERED: N_("Closed without an answer"),
        Reason.AWAITING_APPROVAL: N_("Waits for approval past its deadline"),
        Reason.REPLY_HELD: N_("Reply held back past its deadline"),
        Reason.REPLY_IN_DOUBT: N_("Reply in doubt"),
        Reason.REPLY_FAILED: N_("Reply failed"),
        Reason.POLICY_FORBIDS: N_("Policy forbids a reply"),
        Reason.SNOOZED_PAST_DEADLINE: N_("Snoozed past its deadline"),
        Reason.SEEN_AND_LEFT: N_("Seen and left"),
        Reason.NEVER_SEEN: N_("Never seen"),
    }
)
AGES = Table(
    {
        Age.HOUR: N_("under an hour old"),
        Age.MORNING: N_("one to four hours"),
        Age.DAY: N_("four hours to a day"),
        Age.DAYS: N_("one to three days"),
        Age.WEEK: N_("three days to a week"),
        Age.OLDER: N_("a week and more"),
    }
)
METRICS = Table(
    {
        SlaMetric.FIRST_RESPONSE: N_("First answer"),
        SlaMetric.NEXT_RESPONSE: N_("Next answer"),
        SlaMetric.RESOLUTION: N_("Resolution"),
    }
)
LABELS: Table[str, str] = Table(
    {
        "negative": N_("negative"),
        "neutral": N_("neutral"),
        "positive": N_("positive"),
        "complaint": N_("complaint"),
        "question": N_("question"),
        "request": N_("request"),
        "praise": N_("praise"),
        "other": N_("other"),
        "critical": N_("critical"),
        "high": N_("high"),
        "normal": N_("normal"),
        "none": N_("none"),
        "account": N_("account"),
        "billing": N_("billing"),
        "order": N_("order"),
        "refund": N_("refund"),
        "product": N_("product"),
        "outage": N_("outage"),
        "staff": N_("staff"),
        "safety": N_("safety"),
        "booking": N_("booking"),
        "true": N_("yes"),
        "false": N_("no"),
    }
)


def label(name: str) -> str:
    """What the model makes of a post, inside a sentence."""
    return LABELS.get(name, name)


def capital(text: str) -> str:
    """The same at the beginning of a line."""
    return text[:1].upper() + text[1:]


def joined(parts: Iterable[str]) -> str:
    """Parts of one line, none of them empty; in Greek a semicolon would make them questions."""
    between = _(";", "between parts")
    return f"{between} ".join(filter(None, parts))


def small(text: str) -> str:
    """The same inside one."""
    return text[:1].lower() + text[1:]


def platform(name: str) -> str:
    """A platform as people write it."""
    return next((PLATFORMS[one] for one in PLATFORMS if one == name), name.capitalize())


def language(code: str | None) -> str:
    """A language as people name it; "" where it is not known."""
    return language_name(code) if code else ""


def team(name: str) -> str:
    """A team as people call it; "" is none."""
    return name or _("No team")
