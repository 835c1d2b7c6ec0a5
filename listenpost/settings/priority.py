"""How much each reason weighs in the order of the inbox."""

from __future__ import annotations

from pydantic import Field, model_validator

from domain.priority import DEFAULT_WEIGHTS, PriorityWeights, problem_with
from listenpost.settings.section import Section


def _share(value: float, description: str) -> float:
    found: float = Field(default=value, ge=0, description=description)
    return found


class PrioritySettings(Section):
    critical: float = _share(DEFAULT_WEIGHTS.critical, "Points of a critical case in time.")
    high: float = _share(DEFAULT_WEIGHTS.high, "Points of a high case in time.")
    overdue: float = _share(
        DEFAULT_WEIGHTS.overdue, "Points of a case past its deadline, instead of its urgency's."
    )
    overdue_critical: float = _share(
        DEFAULT_WEIGHTS.overdue_critical, "On top where a critical case is past its deadline."
    )
    per_hour: float = Field(
        default=DEFAULT_WEIGHTS.per_hour, gt=0, description="Points for each hour of waiting."
    )
    repeat: float = _share(DEFAULT_WEIGHTS.repeat, "The customer wrote more than once.")
    ignored_before: float = _share(
        DEFAULT_WEIGHTS.ignored_before, "An earlier case of the customer was never answered."
    )
    incident: float = _share(DEFAULT_WEIGHTS.incident, "The case is part of an incident.")
    reach: float = _share(
        DEFAULT_WEIGHTS.reach, "The most for followers; below critical minus high."
    )
    unsure: float = _share(
        DEFAULT_WEIGHTS.unsure, "The most taken off where the model doubts an answer is owed."
    )
    tiers: dict[str, float] = Field(
        default=dict(DEFAULT_WEIGHTS.tiers),
        description="Points by the customer's tier.",
    )

    @model_validator(mode="after")
    def _usable(self) -> PrioritySettings:
        problem = problem_with(self.weights())
        if problem:
            raise ValueError(problem)
        return self

    def weights(self) -> PriorityWeights:
        """The weights as the domain knows them."""
        return PriorityWeights(**self.model_dump())
