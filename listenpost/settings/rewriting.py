"""A machine that rewrites drafts; off by default."""

from __future__ import annotations

from pydantic import Field, model_validator

from listenpost.settings.section import Section


class RewritingSettings(Section):
    url: str | None = Field(
        default=None,
        description="An endpoint that speaks OpenAI's chat completions, up to /v1; left out, "
        "nothing is rewritten. Names, numbers, addresses and links do not leave.",
    )
    model: str | None = Field(default=None, description="The model's name there.")
    key: str | None = Field(
        default=None, repr=False, description="Its key; best from the environment or a file."
    )
    timeout_seconds: float = Field(default=20.0, gt=0, le=120, description="For one answer.")

    @model_validator(mode="after")
    def _whole(self) -> RewritingSettings:
        if self.url and not self.model:
            raise ValueError("a url needs a model")
        return self
