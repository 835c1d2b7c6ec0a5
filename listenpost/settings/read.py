"""One TOML file, the environment on top, secrets from either or from files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.errors import ConfigurationError
from listenpost.settings.root import Settings

ENVIRONMENT_PREFIX = "LISTENPOST_"
FILE_VARIABLE = "LISTENPOST_CONFIG"
DEFAULT_FILE = "listenpost.toml"


def settings_file(explicit: Path | None = None) -> Path:
    """Which file is read: the one named, else $LISTENPOST_CONFIG, else ./listenpost.toml."""
    return explicit or Path(os.environ.get(FILE_VARIABLE, DEFAULT_FILE))


def load_settings(explicit: Path | None = None) -> Settings:
    """Read file and environment; raises ConfigurationError that names the key and the places."""
    file = settings_file(explicit)
    values = _read(file, required=explicit is not None)
    _overlay(values, dict(os.environ))
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(explain(error, file)) from None


def explain(error: ValidationError, file: Path, prefix: tuple[str, ...] = ()) -> str:
    """One line for each wrong key: which, why, and where it was looked for; values stay out."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        path = (*prefix, *(str(part) for part in problem["loc"]))
        lines.append(
            f"{'.'.join(path)}: {problem['msg']}. {looked_in(file, *path)} "
            f"`listenpost init --example` prints a file that works."
        )
    return "\n".join(lines)


def looked_in(file: Path, *path: str) -> str:
    """Where a key was looked for, in words."""
    variable = ENVIRONMENT_PREFIX + "__".join(path).upper()
    return f"Looked in {file} under [{'.'.join(path[:-1]) or 'top level'}] and in ${variable}."


def _read(file: Path, *, required: bool) -> dict[str, Any]:
    if not file.exists():
        if required:
            raise ConfigurationError(
                f"There is no settings file {file}: `listenpost init` writes one."
            )
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"The settings file {file} cannot be read: {error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not valid TOML: {error}.") from error


def set_in_environment() -> frozenset[tuple[str, ...]]:
    """The path of each setting that the environment sets."""
    return frozenset(path for _, path in _variables(dict(os.environ)))


def _variables(environment: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each variable that is ours, and the path of what it sets."""
    for name in sorted(environment):
        if name.startswith(ENVIRONMENT_PREFIX) and "__" in name:
            path = name.removeprefix(ENVIRONMENT_PREFIX).lower().removesuffix("_file")
            yield name, tuple(path.split("__"))


def _overlay(values: dict[str, Any], environment: dict[str, str]) -> None:
    """LISTENPOST_A__B__C=x sets a.b.c; LISTENPOST_A__B__C_FILE=path reads it from a file."""
    for name, path in _variables(environment):
        text = environment[name]
        if name.lower().endswith("_file"):
            text = _secret_file(name, text)
        place = values
        for part in path[:-1]:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise ConfigurationError(
                    f"${name} sets {'.'.join(path)}, but {part} is a value and no section. "
                    "`listenpost init --example` prints a file that works."
                )
        place[path[-1]] = text


def _secret_file(name: str, path: str) -> str:
    try:
        found = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"${name} names {path}, which cannot be read: {error}.") from error
    if not found:
        raise ConfigurationError(f"${name} names {path}, which is empty.")
    return found
