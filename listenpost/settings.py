"""Settings: one TOML file, the environment on top, secrets from either or from files."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.classification import Urgency
from domain.errors import ConfigurationError
from domain.sla import SlaPolicy

ENVIRONMENT_PREFIX = "LISTENPOST_"
FILE_VARIABLE = "LISTENPOST_CONFIG"
DEFAULT_FILE = "listenpost.toml"


def with_seconds(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with durations that came as text ("60", from the environment) as numbers."""
    return {
        name: _seconds(value) if name in model.model_fields and _is_duration(model, name) else value
        for name, value in values.items()
    }


def _is_duration(model: type[BaseModel], name: str) -> bool:
    return model.model_fields[name].annotation is dt.timedelta


def _seconds(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


class Section(BaseModel):
    """A part of the settings; unknown keys are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read_seconds(cls, values: Any) -> Any:
        return with_seconds(cls, values) if isinstance(values, dict) else values


class Brand(Section):
    name: str = Field(default="Our brand", description="How replies sign and pages are titled.")


class DatabaseSettings(Section):
    url: str = Field(
        default="sqlite:///listenpost.db",
        description="sqlite:///FILE or postgresql://user:password@host/name.",
    )


class WorkerSettings(Section):
    tick: dt.timedelta = Field(
        default=dt.timedelta(seconds=1),
        gt=dt.timedelta(0),
        description="How often due work is looked for (real time).",
    )
    lease: dt.timedelta = Field(
        default=dt.timedelta(seconds=60),
        gt=dt.timedelta(0),
        description="After this time without a sign of life another worker takes over (real time).",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug also logs customers' text; use it on test data only."
    )


class DashboardSettings(Section):
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8501, ge=0, le=65535, description="Port to listen on; it must be free."
    )
    public_url: str | None = Field(
        default=None,
        description="The address behind a TLS proxy, such as https://care.example.org; makes "
        "cookies Secure and is the only other host name accepted.",
    )
    session_hours: float = Field(default=8, gt=0, description="How long a sign-in lasts.")


class ClassifierSettings(Section):
    model: str = Field(
        default="builtin", description="builtin, or the folder of a model of the same form."
    )
    threads: int = Field(default=2, ge=1, description="Threads of ONNX Runtime.")
    batch: int = Field(default=64, ge=1, description="Most mentions judged in one task.")


class SlaSettings(Section):
    critical: dt.timedelta = Field(
        default=dt.timedelta(hours=1), gt=dt.timedelta(0), description="First answer due."
    )
    high: dt.timedelta = Field(
        default=dt.timedelta(hours=4), gt=dt.timedelta(0), description="First answer due."
    )
    normal: dt.timedelta = Field(
        default=dt.timedelta(hours=24), gt=dt.timedelta(0), description="First answer due."
    )
    at_risk_at: float = Field(
        default=0.75, gt=0, lt=1, description="Share of the time after which a case is at risk."
    )

    def policy(self) -> SlaPolicy:
        """The policy as the domain knows it."""
        targets = {
            Urgency.CRITICAL: self.critical,
            Urgency.HIGH: self.high,
            Urgency.NORMAL: self.normal,
        }
        return SlaPolicy(targets=targets, at_risk_at=self.at_risk_at)


class PracticeSettings(Section):
    url: str | None = Field(
        default=None,
        description="Address of a practice network whose clock is used; only for demo and tests.",
    )


class Settings(Section):
    """Everything that can be set. `accounts` and `listeners` are read by their own classes."""

    brand: Brand = Brand()
    database: DatabaseSettings = DatabaseSettings()
    worker: WorkerSettings = WorkerSettings()
    dashboard: DashboardSettings = DashboardSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    sla: SlaSettings = SlaSettings()
    practice: PracticeSettings = PracticeSettings()
    accounts: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="[accounts.NAME]: platform and its credentials."
    )
    listeners: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="[listeners.NAME]: kind, account and its own settings."
    )


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


def _overlay(values: dict[str, Any], environment: dict[str, str]) -> None:
    """LISTENPOST_A__B__C=x sets a.b.c; LISTENPOST_A__B__C_FILE=path reads it from a file."""
    for name, text in sorted(environment.items()):
        if not name.startswith(ENVIRONMENT_PREFIX) or "__" not in name:
            continue
        path = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
        if path[-1].endswith("_file"):
            path[-1] = path[-1].removesuffix("_file")
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
