"""Logs as events: one JSON object a line, no customer's text, no secrets.

Every call names an action (`poll.stored`, `reply.sent`, ...) and the ids it is about.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

CUSTOMER_KEYS = frozenset({"text", "body", "message", "raw", "name", "handle"})
SECRET_KEYS = re.compile(r"token|secret|password|authorization|cookie|api_key", re.IGNORECASE)
SECRET_VALUES = re.compile(
    r"(?i)(bearer\s+|(?:access_token|oauth_token|oauth_signature|appsecret_proof|password|"
    r"client_secret)\s*[=:]\s*\"?)[^\s\"&,;']+"
    r"|(://[^:/@\s]+:)[^@\s]+(?=@)"
)
REDACTED = "[redacted]"


def configure_logging(level: str = "info") -> None:
    """Send events of this level and above to standard error; libraries from warnings on."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s", force=True)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a busy job's skipped tick is no event
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def redact(
    _logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide secrets everywhere, and customers' words and names above debug."""
    for name, value in list(event.items()):
        if SECRET_KEYS.search(name) or (name in CUSTOMER_KEYS and method != "debug"):
            event[name] = REDACTED
        elif isinstance(value, str):
            event[name] = hide_secrets(value)
    return event


def hide_secrets(text: str) -> str:
    """The text with tokens, passwords and credentials in addresses blotted out."""
    return SECRET_VALUES.sub(lambda found: (found[1] or found[2]) + REDACTED, text)
