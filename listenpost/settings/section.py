"""What every part of the settings shares: strict keys, durations in seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


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
