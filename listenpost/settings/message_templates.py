"""Templates that a network has approved: [[message_templates]]."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from domain.errors import BadInput
from domain.message_template import MAX_BODY, MessageTemplate, TemplateCategory, blanks
from domain.prices import MICRO
from domain.text import clean
from listenpost.settings.section import Section


class MessageTemplateSettings(Section):
    """A template as it stands in WhatsApp Manager, in one language."""

    name: str = Field(pattern=r"^[a-z0-9_]{1,512}$", description="Its name there: case_update.")
    language: str = Field(
        pattern=r"^[a-z]{2,3}(_[A-Za-z]{2,4})?$", description="Its language there: en, pt_BR."
    )
    category: TemplateCategory = Field(
        description="utility, marketing or authentication, as it was approved."
    )
    body: str = Field(
        min_length=1,
        max_length=MAX_BODY,
        description="Its body, letter for letter, with {{1}}, {{2}} where something is filled in.",
    )
    parameters: tuple[str, ...] = Field(
        default=(),
        description="What each blank is for, in order; agents see it. A blank called name begins "
        "with the customer's first name.",
    )
    usd: float = Field(ge=0, description="What one costs by Meta's price list, in dollars.")

    @model_validator(mode="after")
    def _each_blank_has_a_name(self) -> Self:
        try:
            number = blanks(self.body)
        except BadInput as error:
            raise ValueError(str(error)) from error
        if number != len(self.parameters):
            raise ValueError(
                f"The body has {number} blanks, and {len(self.parameters)} of them are named; "
                "each needs a name."
            )
        return self

    def template(self) -> MessageTemplate:
        """The template as the domain knows it."""
        return MessageTemplate(
            name=self.name,
            language=self.language,
            category=self.category,
            body=clean(self.body).strip(),
            parameters=self.parameters,
            price=round(self.usd * MICRO),
        )
