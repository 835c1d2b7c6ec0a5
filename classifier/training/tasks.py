"""What is learned: the heads of the product, and one that only helps to learn them."""

from __future__ import annotations

from classifier.labels import HEADS

AUXILIARY: dict[str, tuple[str, ...]] = {"complaint": ("false", "true")}
TASKS: dict[str, tuple[str, ...]] = {**HEADS, **AUXILIARY}
"""In the order of a row's targets; the heads come first, as in the model's output."""
