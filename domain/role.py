"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import NotAllowed


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    MARKETING = "marketing"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    READ_CASES = "read_cases"  # customers by name, what they wrote in private, notes
    ANSWER = "answer"  # claim, draft, approve, snooze, dismiss
    APPROVE_STATEMENTS = "approve_statements"  # what everybody in an incident is told
    APPROVE_REPLIES = "approve_replies"  # of others, where a rule asks for a second person
    READ_PULSE = "read_pulse"  # how customers sound, with their public posts
    READ_REPORTS = "read_reports"  # what is ignored, by name; how teams keep up
    READ_HEALTH = "read_health"
    MANAGE_TOPICS = "manage_topics"  # the brand's own: what posts are about
    ERASE_CUSTOMERS = "erase_customers"  # and print all that is held on one
    MANAGE_USERS = "manage_users"
    MANAGE_ACCOUNTS = "manage_accounts"  # on networks: connect them, see how they stand
    MANAGE_SETTINGS = "manage_settings"  # business hours, deadlines, routes and the like
    READ_AUDIT = "read_audit"  # who did what


_GRANTED: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({Permission.READ_CASES, Permission.ANSWER}),
    Role.LEAD: frozenset(
        {
            Permission.READ_CASES,
            Permission.ANSWER,
            Permission.APPROVE_STATEMENTS,
            Permission.APPROVE_REPLIES,
            Permission.READ_PULSE,
            Permission.READ_REPORTS,
            Permission.READ_HEALTH,
            Permission.MANAGE_TOPICS,
            Permission.ERASE_CUSTOMERS,
        }
    ),
    Role.MARKETING: frozenset({Permission.READ_PULSE}),
    Role.MANAGER: frozenset(
        {
            Permission.READ_CASES,
            Permission.READ_PULSE,
            Permission.READ_REPORTS,
            Permission.READ_HEALTH,
            Permission.ERASE_CUSTOMERS,
        }
    ),
    Role.ADMIN: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return permission in _GRANTED[role]


def require(role: Role, permission: Permission) -> None:
    """Raise NotAllowed unless the role holds the permission."""
    if not may(role, permission):
        raise NotAllowed(f"The role {role.value} may not {permission.value.replace('_', ' ')}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The signed-in user on whose behalf something is done.

    `language` is the one that the pages are in, where the user has chosen one; it changes nothing
    of what may be done, so that two that differ in it are the same.
    """

    id: int
    name: str
    display_name: str
    role: Role
    language: str | None = field(default=None, compare=False)
