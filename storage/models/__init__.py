"""The records; importing this package registers every table."""

import storage.models.naming  # noqa: F401  before any table is made
from storage.models.accounts import AuditEntry, AuditHead, User, UserSession
from storage.models.addresses import KnownAddress
from storage.models.alerts import ListenerAlert
from storage.models.arrivals import Arrival
from storage.models.articles import Article, ArticleEdition, ArticlePassage, ArticleSent
from storage.models.cases import Case, CaseEvent, SlaClock
from storage.models.changes import CaseChange
from storage.models.choices import RouteChoice
from storage.models.connections import ConnectedAccount
from storage.models.corrections import Correction
from storage.models.coverage import Coverage, CoverageHole
from storage.models.drafts import Approval, GoodwillOffer, GoodwillPurse, Macro
from storage.models.evidence import Evidence
from storage.models.handoff import Handoff, HandoffGuess, HandoffPin, HandoffUse
from storage.models.hops import Hop
from storage.models.identities import (
    CustomerFact,
    IdentityEvent,
    IdentityLink,
    NamedIdentifier,
)
from storage.models.incidents import (
    Incident,
    IncidentCase,
    IncidentStatement,
    MentionTrace,
    TopicArrival,
)
from storage.models.ledger import CaseSeen, LedgerEntry, LedgerTouch
from storage.models.mentions import Author, Classification, Conversation, Customer, Mention
from storage.models.notices import Notice, Notification
from storage.models.polls import Poll, SkippedItem
from storage.models.privacy import SeenSignature, Tombstone
from storage.models.promises import PromiseRow
from storage.models.pulse import PulseName, PulsePost, SavedView
from storage.models.replies import Reply
from storage.models.revisions import MentionRevision
from storage.models.search import SearchPending
from storage.models.sections import StoredSection
from storage.models.sign_ins import KnownBrowser, SignInCount
from storage.models.spending import ApiLimit, PaidRead, Spending
from storage.models.surveys import Survey
from storage.models.tasks import Task
from storage.models.teams import Asked, Presence, Staffing, Team, TeamMember
from storage.models.throughput import Throughput
from storage.models.tickets import Ticket
from storage.models.topics import BrandTopic, BrandTopicExample, BrandTopicState, PostVector
from storage.models.webhooks import WebhookMessage

__all__ = [
    "ApiLimit",
    "Approval",
    "Arrival",
    "Article",
    "ArticleEdition",
    "ArticlePassage",
    "ArticleSent",
    "Asked",
    "AuditEntry",
    "AuditHead",
    "Author",
    "BrandTopic",
    "BrandTopicExample",
    "BrandTopicState",
    "Case",
    "CaseChange",
    "CaseEvent",
    "CaseSeen",
    "Classification",
    "ConnectedAccount",
    "Conversation",
    "Correction",
    "Coverage",
    "CoverageHole",
    "Customer",
    "CustomerFact",
    "Evidence",
    "GoodwillOffer",
    "GoodwillPurse",
    "Handoff",
    "HandoffGuess",
    "HandoffPin",
    "HandoffUse",
    "Hop",
    "IdentityEvent",
    "IdentityLink",
    "Incident",
    "IncidentCase",
    "IncidentStatement",
    "KnownAddress",
    "KnownBrowser",
    "LedgerEntry",
    "LedgerTouch",
    "ListenerAlert",
    "Macro",
    "Mention",
    "MentionRevision",
    "MentionTrace",
    "NamedIdentifier",
    "Notice",
    "Notification",
    "PaidRead",
    "Poll",
    "PostVector",
    "Presence",
    "PromiseRow",
    "PulseName",
    "PulsePost",
    "Reply",
    "RouteChoice",
    "SavedView",
    "SearchPending",
    "SeenSignature",
    "SignInCount",
    "SkippedItem",
    "SlaClock",
    "Spending",
    "Staffing",
    "StoredSection",
    "Survey",
    "Task",
    "Team",
    "TeamMember",
    "Throughput",
    "Ticket",
    "Tombstone",
    "TopicArrival",
    "User",
    "UserSession",
    "WebhookMessage",
]
