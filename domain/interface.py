"""The languages that the interface speaks, and which of them somebody gets."""

from __future__ import annotations

from collections.abc import Iterator

LANGUAGES = {
    "en": "English",
    "nl": "Nederlands",
    "sv": "Svenska",
    "cs": "Čeština",
    "el": "Ελληνικά",
    "ca": "Català",
}
"""Each as its speakers call it; the first one is what the code is written in."""
ENGLISH = "en"
_LONGEST = 400


def chosen(*wishes: str | None, asked: str = "", otherwise: str = ENGLISH) -> str:
    """The first wish that we speak; else the best that the browser asks for; else `otherwise`.

    `asked` is the browser's Accept-Language.
    """
    spoken = (*wishes, *_accepted(asked), otherwise)
    return next((one for one in spoken if one in LANGUAGES), ENGLISH)


def _accepted(header: str) -> Iterator[str]:
    """What the header names, the most wanted first; "nl-BE" asks for "nl"."""
    ranked = []
    for place, part in enumerate(header[:_LONGEST].split(",")):
        name, _, more = part.partition(";")
        weight = _weight(more)
        if weight > 0:
            ranked.append((-weight, place, name.strip().lower().partition("-")[0]))
    return (name for _, _, name in sorted(ranked))


def _weight(more: str) -> float:
    given = more.strip().removeprefix("q=")
    try:
        return float(given) if given else 1.0
    except ValueError:
        return 0.0
