"""The records; importing this package registers every table."""

import storage.models.naming  # noqa: F401  before any table is made
from storage.models.accounts import AuditEntry, User, UserSession
from storage.models.cases import Case, CaseEvent, SlaClock
from storage.models.mentions import Author, Classification, Conversation, Customer, Mention
from storage.models.polls import Poll, SkippedItem
from storage.models.replies import Reply
from storage.models.tasks import Task

__all__ = [
    "AuditEntry",
    "Author",
    "Case",
    "CaseEvent",
    "Classification",
    "Conversation",
    "Customer",
    "Mention",
    "Poll",
    "Reply",
    "SkippedItem",
    "SlaClock",
    "Task",
    "User",
    "UserSession",
]
