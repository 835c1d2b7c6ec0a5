"""The words for what the domain knows, and times as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from dashboard.tongue import N_, Table, _
from domain.case import NAMELESS, CaseEventKind, CaseStatus
from domain.classification import Urgency
from domain.handoff import CodeState, HandoffChannel, HandoffReader
from domain.helpdesk import TicketStatus
from domain.ledger import Settlement
from domain.listening import ListenerState
from domain.mention import REDDIT
from domain.reply import ReplyStatus
from domain.sla import SlaState
from listenpost.language.figures import ago as ago
from listenpost.language.figures import both as both
from listenpost.language.figures import count as count
from listenpost.language.figures import counted as counted
from listenpost.language.figures import country as country
from listenpost.language.figures import dated as dated
from listenpost.language.figures import day as day
from listenpost.language.figures import decimal as decimal
from listenpost.language.figures import dollars as dollars
from listenpost.language.figures import duration as duration
from listenpost.language.figures import language_codes as language_codes
from listenpost.language.figures import long_day as long_day
from listenpost.language.figures import moment as moment
from listenpost.language.figures import percent as percent
from listenpost.language.figures import short as short
from listenpost.language.figures import signed as signed
from listenpost.language.figures import weekday as weekday
from listenpost.language.figures import whole as whole
from listenpost.language.vocabulary import AGES as AGES
from listenpost.language.vocabulary import LABELS as LABELS
from listenpost.language.vocabulary import METRICS as METRICS
from listenpost.language.vocabulary import PLATFORMS as PLATFORMS
from listenpost.language.vocabulary import REASONS as REASONS
from listenpost.language.vocabulary import capital as capital
from listenpost.language.vocabulary import joined as joined
from listenpost.language.vocabulary import label as label
from listenpost.language.vocabulary import language as language
from listenpost.language.vocabulary import platform as platform
from listenpost.language.vocabulary import team as team
from listenpost.services.inbox import InboxOrder, InboxView

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]

VIEWS = Table(
    {
        InboxView.TO_ANSWER: N_("To answer"),
        InboxView.MINE: N_("Mine"),
        InboxView.TEAM: N_("My team's"),
        InboxView.UNASSIGNED: N_("Unassigned"),
        InboxView.AT_RISK: N_("At risk"),
        InboxView.OVERDUE: N_("Overdue"),
        InboxView.CHECK: N_("To check"),
        InboxView.WAITING: N_("With customer"),
        InboxView.SNOOZED: N_("Snoozed"),
        InboxView.CLOSED: N_("Closed"),
        InboxView.PROMISES: N_("Promises"),
        InboxView.ALL: N_("All"),
    }
)
ORDERS = Table(
    {
        InboxOrder.PRIORITY: N_("Most urgent first"),
        InboxOrder.ARRIVAL: N_("Longest waiting first"),
        InboxOrder.RECENT: N_("Latest activity first"),
    }
)
URGENCIES = Table(
    {
        Urgency.CRITICAL: N_("Critical"),
        Urgency.HIGH: N_("High"),
        Urgency.NORMAL: N_("Normal"),
        Urgency.NONE: N_("No rush"),
    }
)
URGENCY_COLORS: dict[Urgency, Color] = {
    Urgency.CRITICAL: "red",
    Urgency.HIGH: "orange",
    Urgency.NORMAL: "blue",
    Urgency.NONE: "gray",
}
STATUSES: Table[CaseStatus, tuple[str, Color]] = Table(
    {
        CaseStatus.OPEN: (N_("Open", "status"), "blue"),
        CaseStatus.WAITING: (N_("Answered"), "green"),
        CaseStatus.SNOOZED: (N_("Snoozed"), "violet"),
        CaseStatus.RESOLVED: (N_("Resolved"), "green"),
        CaseStatus.NOT_ACTIONABLE: (N_("Not for us"), "gray"),
        CaseStatus.MERGED: (N_("Merged"), "gray"),
    }
)
SLA: Table[SlaState, tuple[str, Color]] = Table(
    {
        SlaState.ON_TRACK: (N_("on track"), "green"),
        SlaState.AT_RISK: (N_("at risk"), "orange"),
        SlaState.BREACHED: (N_("overdue"), "red"),
        SlaState.MET: (N_("met"), "green"),
    }
)
REPLIES: Table[ReplyStatus, tuple[str, Color]] = Table(
    {
        ReplyStatus.DRAFTED: (N_("draft"), "gray"),
        ReplyStatus.AWAITING_APPROVAL: (N_("awaits approval"), "orange"),
        ReplyStatus.APPROVED: (N_("on its way"), "blue"),
        ReplyStatus.SENDING: (N_("being sent"), "blue"),
        ReplyStatus.SENT: (N_("sent"), "green"),
        ReplyStatus.UNKNOWN: (N_("arrived? being looked up"), "orange"),
        ReplyStatus.REJECTED: (N_("refused by the platform"), "red"),
        ReplyStatus.FAILED: (N_("not sent"), "red"),
    }
)
SETTLEMENTS = Table(
    {
        Settlement.ANSWERED_HERE: N_("Answered here"),
        Settlement.ANSWERED_NATIVELY: N_("Answered on the network"),
        Settlement.ANSWERED_BY_CUSTOMER: N_("Answered by a customer"),
        Settlement.WITHDRAWN: N_("Withdrawn"),
        Settlement.SELF_RESOLVED: N_("Resolved by itself"),
        Settlement.NOT_FOR_US: N_("Not for us"),
        Settlement.CORRECTED: N_("No answer needed, corrected"),
    }
)
LISTENERS: Table[ListenerState, tuple[str, Color]] = Table(
    {
        ListenerState.NEW: (N_("Not started"), "gray"),
        ListenerState.LISTENING: (N_("Listening"), "green"),
        ListenerState.RATE_LIMITED: (N_("Waiting for its limit"), "orange"),
        ListenerState.UNAVAILABLE: (N_("Platform does not answer"), "orange"),
        ListenerState.BUDGET_SPENT: (N_("Budget of the day spent"), "orange"),
        ListenerState.TOKEN_EXPIRED: (N_("Token expired"), "red"),
        ListenerState.SIGN_IN_FAILED: (N_("Credentials refused"), "red"),
        ListenerState.PERMISSION_MISSING: (N_("Permission missing"), "red"),
        ListenerState.OUT_OF_CREDIT: (N_("Out of credit"), "red"),
        ListenerState.RETIRED: (N_("Removed by the platform"), "red"),
        ListenerState.MISCONFIGURED: (N_("A setting is wrong"), "red"),
        ListenerState.CRASHED: (N_("Crashed"), "red"),
    }
)
EVENTS = Table(
    {
        CaseEventKind.OPENED: N_("Case opened"),
        CaseEventKind.CUSTOMER_WROTE: N_("The customer wrote"),
        CaseEventKind.REOPENED: N_("Reopened"),
        CaseEventKind.RAISED: N_("The customer wrote; urgency raised"),
        CaseEventKind.CLAIMED: N_("Taken"),
        CaseEventKind.RELEASED: N_("Given back"),
        CaseEventKind.DRAFTED: N_("Reply drafted"),
        CaseEventKind.APPROVED: N_("Reply approved"),
        CaseEventKind.APPROVAL_ASKED: N_("Second person asked"),
        CaseEventKind.RETURNED: N_("Reply returned"),
        CaseEventKind.RECALLED: N_("Reply taken back"),
        CaseEventKind.GOODWILL: N_("Goodwill"),
        CaseEventKind.REPLIED: N_("Reply is public"),
        CaseEventKind.REPLY_FAILED: N_("Reply not sent"),
        CaseEventKind.REPLY_HELD: N_("Reply held back"),
        CaseEventKind.REPLY_FORCED: N_("Reply sent all the same"),
        CaseEventKind.ANSWERED_ELSEWHERE: N_("Answered on the network itself"),
        CaseEventKind.SNOOZED: N_("Snoozed"),
        CaseEventKind.WOKE: N_("Back from snooze"),
        CaseEventKind.RESOLVED: N_("Resolved"),
        CaseEventKind.DISMISSED: N_("Not for us"),
        CaseEventKind.PROMISE_KEPT: N_("Promise kept"),
        CaseEventKind.PROMISE_BROKEN: N_("Promise broken"),
        CaseEventKind.PROMISE_DROPPED: N_("Not a promise"),
        CaseEventKind.HANDED_OFF: N_("Moved to another channel, with a code"),
        CaseEventKind.HANDOFF_OPENED: N_("The code was opened"),
        CaseEventKind.HANDOFF_REVOKED: N_("The code was revoked"),
        CaseEventKind.TICKET_OPENED: N_("Goes on in a helpdesk"),
        CaseEventKind.TICKET_CHANGED: N_("The ticket there has changed"),
        CaseEventKind.CORRECTED: N_("Label corrected"),
        CaseEventKind.ERASED: N_("Erased at the customer's request"),
        CaseEventKind.MERGED: N_("Merged with another case"),
        CaseEventKind.SPLIT: N_("Split into two cases"),
        CaseEventKind.UNDONE: N_("Merge or split undone"),
        CaseEventKind.NOTED: N_("Note"),
        CaseEventKind.ROUTED: N_("Given to a team"),
        CaseEventKind.ASSIGNED: N_("Assigned"),
        CaseEventKind.HOPPED: N_("Changed the channel"),
        CaseEventKind.EDITED: N_("The customer edited a post"),
        CaseEventKind.WITHDRAWN: N_("A post was deleted on the network"),
        CaseEventKind.RESTORED: N_("A deleted post is back"),
    }
)
CHANNELS = Table(
    {
        HandoffChannel.PHONE: N_("on the phone"),
        HandoffChannel.STORE: N_("in a store"),
        HandoffChannel.CHAT: N_("in our chat"),
        HandoffChannel.EMAIL: N_("by email"),
        HandoffChannel.HELPDESK: N_("in the helpdesk"),
    }
)
CODES: Table[CodeState, tuple[str, Color]] = Table(
    {
        CodeState.LIVE: (N_("good"), "green"),
        CodeState.WAITING: (N_("not sent yet"), "orange"),
        CodeState.EXPIRED: (N_("expired"), "gray"),
        CodeState.REVOKED: (N_("revoked"), "gray"),
    }
)
TICKETS: Table[TicketStatus, tuple[str, Color]] = Table(
    {
        TicketStatus.REQUESTED: (N_("being made"), "blue"),
        TicketStatus.SENDING: (N_("being made"), "blue"),
        TicketStatus.OPEN: (N_("open there"), "orange"),
        TicketStatus.SOLVED: (N_("solved there"), "green"),
        TicketStatus.UNKNOWN: (N_("made? being looked up"), "orange"),
        TicketStatus.FAILED: (N_("not made"), "red"),
    }
)
READERS = Table(
    {
        HandoffReader.STAFF: N_("signed in"),
        HandoffReader.PIN: N_("with a PIN"),
        HandoffReader.CUSTOMER: N_("the customer"),
    }
)


def title(text: str) -> str:
    """A case's title: its customer's words, or ours where she took them back."""
    return _("(the post is gone)") if text == NAMELESS else text


def gone(at: dt.datetime, now: dt.datetime) -> str:
    """Instead of the words of a post that was deleted; by whom, networks do not say."""
    return _("Deleted on the network (seen {when}). Its words are not kept.").format(
        when=ago(at, now)
    )


def period(days: int) -> str:
    """How far back a report looks."""
    return _("Last day") if days == 1 else counted(days, "{number} day", "{number} days")


def handle(network: str, name: str | None) -> str:
    """An account as people write it there; on WhatsApp people are known by their number."""
    if not name or name.startswith("+"):
        return name or ""
    return f"u/{name}" if network == REDDIT else f"@{name}"


def answering(network: str) -> str:
    """Where an answer stands that is written where the customer wrote."""
    return _("In public, on {network}").format(network=platform(network))
