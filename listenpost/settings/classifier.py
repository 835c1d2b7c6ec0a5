"""Which model judges, and how."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class ClassifierSettings(Section):
    model: str = Field(
        default="builtin",
        description="builtin, the folder of a model of the same form, or a text-classification "
        "model of Hugging Face (owner/name or a folder; extra hub) for the head that it has.",
    )
    threads: int = Field(default=2, ge=1, description="Threads of ONNX Runtime.")
    batch: int = Field(default=100, ge=1, description="Most mentions judged in one task.")
