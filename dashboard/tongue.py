"""The language that this visitor reads, and our words in it.

English is what stands in the code. `_` puts a text into the visitor's language, `plural` one that
counts; `N_` marks a text that is only put to words later, such as those of a `Table`. What is put
into a text has a name in braces and is filled in afterwards, so that no customer's word is taken
for a text of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import catalogues
from domain.interface import ENGLISH, LANGUAGES

Key = TypeVar("Key")
Value = TypeVar("Value")

_MARK = "\x04"
"""Between what a text is about and the text, as gettext writes it."""
_KEPT = "spoken_language"
_spoken: ContextVar[str | None] = ContextVar("spoken_language", default=None)


def speak(language: str) -> None:
    """From here on this run, or this request, is in that language."""
    known = language if language in LANGUAGES else ENGLISH
    _spoken.set(known)
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[_KEPT] = known


def spoken() -> str:
    """The language of this run; a part of a page that runs by itself has its page's."""
    found = _spoken.get()
    if found is None:
        found = ENGLISH
        if get_script_run_ctx(suppress_warning=True) is not None:
            found = st.session_state.get(_KEPT, ENGLISH)
        _spoken.set(found)
    return found


def _(text: str, about: str = "") -> str:
    """This text of ours in the visitor's language; `about` tells apart what English does not."""
    wanted, language = N_(text, about), spoken()
    if language != ENGLISH:
        wanted = catalogues.catalogue(language).gettext(wanted)
    return wanted.rpartition(_MARK)[2]


def plural(one: str, many: str, number: int) -> str:
    """The text for so many; languages have up to three forms."""
    language = spoken()
    if language == ENGLISH:
        return one if number == 1 else many
    return catalogues.catalogue(language).ngettext(one, many, number)


def N_(text: str, about: str = "") -> str:  # noqa: N802 (gettext's own name)
    """A text that is put to words where it is shown."""
    return f"{about}{_MARK}{text}" if about else text


class Table(Mapping[Key, Value]):
    """Texts by what they stand for: each is in the visitor's language when it is taken out.

    A value is a text, or a tuple that begins with one.
    """

    def __init__(self, texts: Mapping[Key, Value]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, key: Key) -> Value:
        value: Any = self._texts[key]
        said: Any = (_(value[0]), *value[1:]) if isinstance(value, tuple) else _(value)
        found: Value = said
        return found

    def __iter__(self) -> Iterator[Key]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
