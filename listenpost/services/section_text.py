"""A section as TOML, as in the settings' file, and back."""

from __future__ import annotations

import tomllib

from domain.errors import Misfit, SettingMisfit
from listenpost.settings.layers import Content
from listenpost.settings.toml import written

LONGEST = 100_000
"""Characters of one section; a help desk's templates are some thousand."""


def text_of(content: Content) -> str:
    """What an editor begins with; nothing where a list is empty."""
    return "" if all(value == [] for value in content.values()) else written(content)


def content_in(name: str, text: str) -> Content:
    """What somebody wrote; raises SettingMisfit where it is no TOML. No text is an empty list."""
    try:
        if len(text) > LONGEST:
            raise ValueError(f"it has more than {LONGEST:,} characters")
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"This is no valid TOML: {error}."
        raise SettingMisfit(why, Misfit(path=(name,), why=why)) from None
    return found or {name: []}
