"""The language that our words are in now, and our words in it.

English is what stands in the code. `_` puts a text into the language that is spoken, `plural` one
that counts; `N_` and `forms` mark what is only put to words later, such as the texts of a `Table`.
What is put into a text has a name in braces and is filled in afterwards, so that no customer's word
is taken for a text of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from domain.interface import ENGLISH, LANGUAGES
from listenpost.language import catalogues

Key = TypeVar("Key")
Value = TypeVar("Value")

_MARK = "\x04"
"""Between what a text is about and the text, as gettext writes it."""
_spoken: ContextVar[str | None] = ContextVar("spoken_language", default=None)


def _english() -> str:
    return ENGLISH


_unsaid: Callable[[], str] = _english


def speak(language: str) -> None:
    """From here on what runs in this context is in that language."""
    _spoken.set(language if language in LANGUAGES else ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is written inside is in that language, and outside in the one of before."""
    known = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(known)


def where_unsaid(ask: Callable[[], str]) -> None:
    """Who knows the language where nothing was said yet, as in a thread that draws a page's part.

    It holds for the whole process; a worker has nobody to ask and speaks English there.
    """
    global _unsaid
    _unsaid = ask


def spoken() -> str:
    """The language of now."""
    found = _spoken.get()
    if found is None:
        found = _unsaid()
        _spoken.set(found)
    return found


def _(text: str, about: str = "") -> str:
    """This text of ours in the language of now; `about` tells apart what English does not."""
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


def forms(one: str, many: str) -> tuple[str, str]:
    """The same for a text that counts; `plural` and `counted` take both."""
    return one, many


class Table(Mapping[Key, Value]):
    """Texts by what they stand for: each is in the language of now when it is taken out.

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
