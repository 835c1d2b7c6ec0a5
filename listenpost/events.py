"""Logs as events: one JSON object a line, no customer's text, no secrets.

Every call names an action (`poll.stored`, `reply.sent`, ...) and the ids it is about.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

CUSTOMER_KEYS = frozenset({"text", "body", "message", "raw", "name", "handle"})
SECRET_KEYS = re.compile(r"token|secret|password|authorization|cookie|api_key", re.IGNORECASE)
SECRET_VALUES = re.compile(
    r"""(?xi)
      (cookie ["']? \s* [=:] \s*) [^\s"';]+ (?: ; \s* [^\s"';]+ )*
    | ( authorization ["']? \s* [=:] \s* ["']? (?: \w+ \s+ )?
      | bearer \s+
      | [\w-]* (?: token | secret | password | api[_-]?key | appsecret_proof | signature ) [\w-]*
        ["']? \s* [=:] \s* ["']?
      ) [^\s"'&,;]+
    | (:// [^:/@\s]* :) [^@\s]+ (?: @ [^@\s/]+ )* (?= @)
    """
)
REDACTED = "[redacted]"


def configure_logging(level: str = "info") -> None:
    """Send events of this level and above to standard error; libraries from warnings on.

    What a library says is an event like ours, with its traceback in it and no secrets.
    """
    logging.basicConfig(level=logging.WARNING, handlers=[_of_libraries()], force=True)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a busy job's skipped tick is no event
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_when(), *_written()],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _of_libraries() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_when()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written()],
        )
    )
    return handler


def _when() -> list[Any]:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return [structlog.processors.add_log_level, stamp]


def _written() -> list[Any]:
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return [structlog.processors.format_exc_info, redact, as_json]


def redact(
    _logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide secrets everywhere, and customers' words and names above debug."""
    for name, value in list(event.items()):
        event[name] = _shown(name, value, words=method == "debug")
    return event


def _shown(name: str, value: Any, *, words: bool) -> Any:
    """What may be written of a value, however deep it lies."""
    if SECRET_KEYS.search(name) or (name in CUSTOMER_KEYS and not words):
        return REDACTED
    if isinstance(value, Mapping):
        return {str(key): _shown(str(key), one, words=words) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown("", one, words=words) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return hide_secrets(str(value))


def hide_secrets(text: str) -> str:
    """The text with tokens, passwords and credentials in addresses blotted out."""
    return SECRET_VALUES.sub(lambda found: (found[1] or found[2] or found[3]) + REDACTED, text)
