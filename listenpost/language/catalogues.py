"""Translations, read from the .po files beside this one when somebody first asks for a language.

The files are what translators edit; nothing is compiled and nothing binary is kept.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages import mofile, pofile

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "listenpost"


def file_of(language: str) -> Path:
    """Where the translations of a language stand."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language; what is not translated stays English."""
    with file_of(language).open("rb") as file:
        known = pofile.read_po(file, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, known)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
