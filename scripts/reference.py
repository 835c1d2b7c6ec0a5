"""The pages that the code writes itself: docs/settings.md, docs/cli.md and docs/metrics.md.

`python -m scripts.reference` writes them; `--check` changes nothing and fails if they are stale.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

os.environ |= {"TYPER_USE_RICH": "0", "NO_COLOR": "1", "COLUMNS": "80"}  # before typer is imported

import typer.main
from typer.testing import CliRunner

from listeners import LISTENERS
from listenpost.cli import command_line
from listenpost.example import example_settings
from listenpost.services.metric_catalogue import CATALOGUE
from listenpost.settings import Settings
from listenpost.settings.channels import ChannelSettings
from listenpost.settings.listener import ListenerSettings
from listenpost.settings.message_templates import MessageTemplateSettings
from listenpost.settings.notifications import DestinationSettings, Name
from listenpost.settings.routes import RouteRuleSettings
from listenpost.settings.webhooks import OutgoingWebhook
from responder import RESPONDERS
from responder.helpdesk import HELPDESKS

_LISTS: Mapping[object, type[BaseModel]] = {
    dict[Name, DestinationSettings]: DestinationSettings,
    tuple[ChannelSettings, ...]: ChannelSettings,
    tuple[MessageTemplateSettings, ...]: MessageTemplateSettings,
    tuple[OutgoingWebhook, ...]: OutgoingWebhook,
    tuple[RouteRuleSettings, ...]: RouteRuleSettings,
}
DOCS = Path(__file__).parents[1] / "docs"
MADE_BY = "<!-- Written by `make docs`; edit the code instead. -->"
SETTINGS_HEAD = f"""{MADE_BY}
# Settings

Settings come from `listenpost.toml` in the current folder, or from the file that
`LISTENPOST_CONFIG` names. A key that takes one value can also be given as an environment variable,
which wins: `sla.critical` is `LISTENPOST_SLA__CRITICAL`. With `_FILE` at its end it names a
file that holds the value, as container secrets do. Unknown keys are errors. Durations are seconds,
or ISO 8601 (`PT4H`). `listenpost doctor` says what is wrong and how to mend it.
"""
CLI_HEAD = f"""{MADE_BY}
# Command line

Exit status: 0 done, 1 done but something is wrong (`doctor`, `poll`), 2 a mistake that you can
mend, 3 not available yet. `--json` prints one JSON object; the names of commands, options and keys
are stable.
"""


METRICS_HEAD = f"""{MADE_BY}
# Metrics

What a process tells at `/metrics`; how to open that, and what to make of it, says
[monitoring.md](monitoring.md). No label holds anything of a customer: `platform` is a network,
the others are words of a short list. Beside these there are `process_*` (memory, processor time,
open files) of the process that was asked.

*process*: what this process did since it started, to be added up over all (`sum`). *database*: what
all processes read of the same database, of which any one will do (`max`, never `sum`).
"""


def main() -> int:
    """Write the pages, or with --check name those that are stale."""
    pages = {"settings.md": settings_page(), "cli.md": cli_page(), "metrics.md": metrics_page()}
    stale = [name for name, text in pages.items() if _read(DOCS / name) != text]
    if "--check" not in sys.argv[1:]:
        for name in stale:
            (DOCS / name).write_text(pages[name], encoding="utf-8")
            sys.stdout.write(f"wrote docs/{name}\n")
        return 0
    for name in stale:
        sys.stderr.write(f"docs/{name} does not tell what the code does: run `make docs`.\n")
    return 1 if stale else 0


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def settings_page() -> str:
    """Every section as a table, then the example file."""
    parts = [SETTINGS_HEAD]
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            parts.append(_table(f"[{name}]", section))
            parts += [
                _table(_head(name, key, inner), _LISTS[inner.annotation])
                for key, inner in section.model_fields.items()
                if inner.annotation in _LISTS
            ]
        elif field.annotation in _LISTS:
            parts.append(_table(f"[[{name}]]", _LISTS[field.annotation]))
    for platform, place in RESPONDERS.items():
        head = f'[accounts.NAME] with platform = "{platform}"'
        parts.append(_table(head, _class_at(place).account_model))
    for kind, place in HELPDESKS.items():
        parts.append(
            _table(f'[helpdesks.NAME] with kind = "{kind}"', _class_at(place).settings_model)
        )
    parts.append(_table("[listeners.NAME] of every kind", ListenerSettings))
    for kind, place in LISTENERS.items():
        head = f'[listeners.NAME] with kind = "{kind}" and account = "NAME"'
        parts.append(_table(head, _class_at(place).settings_model))
    parts.append(
        f"## The file\n\n`listenpost init` writes it:\n\n```toml\n{example_settings()}```\n"
    )
    return "\n".join(parts)


def _head(name: str, key: str, field: FieldInfo) -> str:
    """Of many with names, or of a list."""
    named = field.get_default() == {}
    return f"[{name}.{key}.NAME]" if named else f"[[{name}.{key}]]"


def _class_at(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _table(head: str, section: type[BaseModel]) -> str:
    rows = [_row(key, field) for key, field in section.model_fields.items()]
    title = f"## `{head}`\n\n| key | default | what |\n|---|---|---|\n"
    return title + "\n".join(rows) + "\n"


def _row(key: str, field: FieldInfo) -> str:
    what = (field.description or "").replace("|", "\\|")
    return f"| `{key}` | {_default(field)} | {what} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, dt.timedelta):
        return f"`{value.total_seconds():.10g}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{item}"' for item in value) + "]`"
    return "none" if value is None else f"`{value}`"


def metrics_page() -> str:
    """Every metric of the catalogue."""
    rows = [
        f"| `{one.name}` | {one.kind.value} | {', '.join(one.labels) or '-'} "
        f"| {one.source.value} | {one.text} |"
        for one in CATALOGUE
    ]
    head = "| metric | kind | labels | counted by | what |\n|---|---|---|---|---|\n"
    return f"{METRICS_HEAD}\n{head}" + "\n".join(rows) + "\n"


def cli_page() -> str:
    """The help text of every command."""
    parts = [CLI_HEAD]
    app = command_line()
    for words in _commands(typer.main.get_command(app)):
        shown = CliRunner().invoke(app, [*words, "--help"], prog_name="listenpost").stdout
        name = " ".join(("listenpost", *words))
        parts.append(f"## {name}\n\n```\n{shown.strip()}\n```\n")
    return "\n".join(parts)


def _commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The group itself, then what is in it, by name."""
    yield words
    found: Mapping[str, Any] = getattr(command, "commands", {})
    for name in sorted(found):
        yield from _commands(found[name], (*words, name))


if __name__ == "__main__":
    raise SystemExit(main())
