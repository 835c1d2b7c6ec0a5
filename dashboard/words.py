"""The words for what the domain knows, and times as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Urgency
from domain.handoff import CodeState, HandoffChannel, HandoffReader
from domain.helpdesk import TicketStatus
from domain.ledger import Reason, Settlement
from domain.listening import ListenerState
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
from domain.priority import in_words
from domain.reply import ReplyStatus
from domain.sla import SlaState
from listenpost.services.inbox import InboxOrder, InboxView

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]

PLATFORMS = {
    X: "X",
    FACEBOOK: "Facebook",
    INSTAGRAM: "Instagram",
    MASTODON: "Mastodon",
    BLUESKY: "Bluesky",
    TELEGRAM: "Telegram",
    FEED: "News and feeds",
    APP_STORE: "App Store",
    GOOGLE_PLAY: "Google Play",
    WHATSAPP: "WhatsApp",
    REDDIT: "Reddit",
    YOUTUBE: "YouTube",
}
VIEWS = {
    InboxView.TO_ANSWER: "To answer",
    InboxView.MINE: "Mine",
    InboxView.TEAM: "My team's",
    InboxView.UNASSIGNED: "Unassigned",
    InboxView.AT_RISK: "At risk",
    InboxView.OVERDUE: "Overdue",
    InboxView.CHECK: "To check",
    InboxView.WAITING: "With customer",
    InboxView.SNOOZED: "Snoozed",
    InboxView.CLOSED: "Closed",
    InboxView.PROMISES: "Promises",
    InboxView.ALL: "All",
}
ORDERS = {
    InboxOrder.PRIORITY: "Most urgent first",
    InboxOrder.ARRIVAL: "Longest waiting first",
    InboxOrder.RECENT: "Latest activity first",
}
URGENCY_COLORS: dict[Urgency, Color] = {
    Urgency.CRITICAL: "red",
    Urgency.HIGH: "orange",
    Urgency.NORMAL: "blue",
    Urgency.NONE: "gray",
}
STATUSES: dict[CaseStatus, tuple[str, Color]] = {
    CaseStatus.OPEN: ("Open", "blue"),
    CaseStatus.WAITING: ("Answered", "green"),
    CaseStatus.SNOOZED: ("Snoozed", "violet"),
    CaseStatus.RESOLVED: ("Resolved", "green"),
    CaseStatus.NOT_ACTIONABLE: ("Not for us", "gray"),
    CaseStatus.MERGED: ("Merged", "gray"),
}
SLA: dict[SlaState, tuple[str, Color]] = {
    SlaState.ON_TRACK: ("on track", "green"),
    SlaState.AT_RISK: ("at risk", "orange"),
    SlaState.BREACHED: ("overdue", "red"),
    SlaState.MET: ("met", "green"),
}
REPLIES: dict[ReplyStatus, tuple[str, Color]] = {
    ReplyStatus.DRAFTED: ("draft", "gray"),
    ReplyStatus.AWAITING_APPROVAL: ("awaits approval", "orange"),
    ReplyStatus.APPROVED: ("on its way", "blue"),
    ReplyStatus.SENDING: ("being sent", "blue"),
    ReplyStatus.SENT: ("sent", "green"),
    ReplyStatus.UNKNOWN: ("arrived? being looked up", "orange"),
    ReplyStatus.REJECTED: ("refused by the platform", "red"),
    ReplyStatus.FAILED: ("not sent", "red"),
}
SETTLEMENTS = {
    Settlement.ANSWERED_HERE: "Answered here",
    Settlement.ANSWERED_NATIVELY: "Answered on the network",
    Settlement.ANSWERED_BY_CUSTOMER: "Answered by a customer",
    Settlement.WITHDRAWN: "Withdrawn",
    Settlement.SELF_RESOLVED: "Resolved by itself",
    Settlement.NOT_FOR_US: "Not for us",
    Settlement.CORRECTED: "No answer needed, corrected",
}
REASONS = {
    Reason.NOT_DUE: "Not due yet",
    Reason.ON_ITS_WAY: "Reply on its way",
    Reason.CLOSED_UNANSWERED: "Closed without an answer",
    Reason.REPLY_IN_DOUBT: "Reply in doubt",
    Reason.REPLY_FAILED: "Reply failed",
    Reason.POLICY_FORBIDS: "Policy forbids a reply",
    Reason.SNOOZED_PAST_DEADLINE: "Snoozed past its deadline",
    Reason.SEEN_AND_LEFT: "Seen and left",
    Reason.NEVER_SEEN: "Never seen",
}
LISTENERS: dict[ListenerState, tuple[str, Color]] = {
    ListenerState.NEW: ("Not started", "gray"),
    ListenerState.LISTENING: ("Listening", "green"),
    ListenerState.RATE_LIMITED: ("Waiting for its limit", "orange"),
    ListenerState.UNAVAILABLE: ("Platform does not answer", "orange"),
    ListenerState.BUDGET_SPENT: ("Budget of the day spent", "orange"),
    ListenerState.TOKEN_EXPIRED: ("Token expired", "red"),
    ListenerState.SIGN_IN_FAILED: ("Credentials refused", "red"),
    ListenerState.PERMISSION_MISSING: ("Permission missing", "red"),
    ListenerState.OUT_OF_CREDIT: ("Out of credit", "red"),
    ListenerState.RETIRED: ("Removed by the platform", "red"),
    ListenerState.MISCONFIGURED: ("A setting is wrong", "red"),
    ListenerState.CRASHED: ("Crashed", "red"),
}
EVENTS = {
    CaseEventKind.OPENED: "Case opened",
    CaseEventKind.CUSTOMER_WROTE: "The customer wrote",
    CaseEventKind.REOPENED: "Reopened",
    CaseEventKind.RAISED: "The customer wrote; urgency raised",
    CaseEventKind.CLAIMED: "Taken",
    CaseEventKind.RELEASED: "Given back",
    CaseEventKind.DRAFTED: "Reply drafted",
    CaseEventKind.APPROVED: "Reply approved",
    CaseEventKind.APPROVAL_ASKED: "Second person asked",
    CaseEventKind.RETURNED: "Reply returned",
    CaseEventKind.RECALLED: "Reply taken back",
    CaseEventKind.GOODWILL: "Goodwill",
    CaseEventKind.REPLIED: "Reply is public",
    CaseEventKind.REPLY_FAILED: "Reply not sent",
    CaseEventKind.REPLY_HELD: "Reply held back",
    CaseEventKind.REPLY_FORCED: "Reply sent all the same",
    CaseEventKind.ANSWERED_ELSEWHERE: "Answered on the network itself",
    CaseEventKind.SNOOZED: "Snoozed",
    CaseEventKind.WOKE: "Back from snooze",
    CaseEventKind.RESOLVED: "Resolved",
    CaseEventKind.DISMISSED: "Not for us",
    CaseEventKind.PROMISE_KEPT: "Promise kept",
    CaseEventKind.PROMISE_BROKEN: "Promise broken",
    CaseEventKind.PROMISE_DROPPED: "Not a promise",
    CaseEventKind.HANDED_OFF: "Moved to another channel, with a code",
    CaseEventKind.HANDOFF_OPENED: "The code was opened",
    CaseEventKind.HANDOFF_REVOKED: "The code was revoked",
    CaseEventKind.TICKET_OPENED: "Goes on in a helpdesk",
    CaseEventKind.TICKET_CHANGED: "The ticket there has changed",
    CaseEventKind.CORRECTED: "Label corrected",
    CaseEventKind.ERASED: "Erased at the customer's request",
    CaseEventKind.MERGED: "Merged with another case",
    CaseEventKind.SPLIT: "Split into two cases",
    CaseEventKind.UNDONE: "Merge or split undone",
    CaseEventKind.NOTED: "Note",
    CaseEventKind.ROUTED: "Given to a team",
    CaseEventKind.ASSIGNED: "Assigned",
    CaseEventKind.HOPPED: "Changed the channel",
    CaseEventKind.EDITED: "The customer edited a post",
    CaseEventKind.WITHDRAWN: "A post was deleted on the network",
    CaseEventKind.RESTORED: "A deleted post is back",
}
CHANNELS = {
    HandoffChannel.PHONE: "on the phone",
    HandoffChannel.STORE: "in a store",
    HandoffChannel.CHAT: "in our chat",
    HandoffChannel.EMAIL: "by email",
    HandoffChannel.HELPDESK: "in the helpdesk",
}
CODES: dict[CodeState, tuple[str, Color]] = {
    CodeState.LIVE: ("good", "green"),
    CodeState.WAITING: ("not sent yet", "orange"),
    CodeState.EXPIRED: ("expired", "gray"),
    CodeState.REVOKED: ("revoked", "gray"),
}
TICKETS: dict[TicketStatus, tuple[str, Color]] = {
    TicketStatus.REQUESTED: ("being made", "blue"),
    TicketStatus.SENDING: ("being made", "blue"),
    TicketStatus.OPEN: ("open there", "orange"),
    TicketStatus.SOLVED: ("solved there", "green"),
    TicketStatus.UNKNOWN: ("made? being looked up", "orange"),
    TicketStatus.FAILED: ("not made", "red"),
}
READERS = {
    HandoffReader.STAFF: "signed in",
    HandoffReader.PIN: "with a PIN",
    HandoffReader.CUSTOMER: "the customer",
}
_LANGUAGES = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def platform(name: str) -> str:
    """A platform as people write it."""
    return {str(key): word for key, word in PLATFORMS.items()}.get(name, name.capitalize())


def handle(network: str, name: str | None) -> str:
    """An account as people write it there; on WhatsApp people are known by their number."""
    if not name or name.startswith("+"):
        return name or ""
    return f"u/{name}" if network == REDDIT else f"@{name}"


def answering(network: str, *, hidden: bool) -> str:
    """Where an answer stands that is written where the customer wrote."""
    if hidden:
        return f"On {platform(network)}, seen only by those it names"
    return f"In public, on {platform(network)}"


def language(code: str | None) -> str:
    """A language as people name it; "" where it is not known."""
    return _LANGUAGES.get(code, code) if code else ""


def ago(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago, or in how long."""
    if abs(now - at) < dt.timedelta(minutes=1):
        return "just now"
    return f"{in_words(now - at)} ago" if at < now else f"in {in_words(at - now)}"


def moment(at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """A time on the reader's own clock, as short as it can be without doubt."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return f"today {clock}"
    day = f"{local:%a} {local.day} {local:%b}"
    return f"{day} {clock}" if local.year == today.year else f"{day} {local.year} {clock}"


def both(at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Relative and absolute."""
    return f"{ago(at, now)} · {moment(at, now, zone)}"


def count(number: int) -> str:
    """1,200; 999+ where there may be more."""
    return f"{number:,}{'+' if getattr(number, 'more', False) else ''}"


def plural(number: int, one: str, many: str = "") -> str:
    """1 case, 2 cases, 1,200 cases."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"
