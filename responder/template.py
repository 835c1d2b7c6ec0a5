"""Reply templates: one TOML file a language, one table a situation; a brand can bring its own."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from domain.channel import ChannelKind
from domain.errors import ConfigurationError
from domain.language import code_of
from domain.reply import ReplyKind

FALLBACK_LANGUAGE = "en"
FIELDS = frozenset({"name", "brand", "agent", "code", "link", "voucher", "amount", "order_number"})
"""What a template may leave open; what nobody fills in keeps the reply from being sent."""
_NAME = re.compile(r",? \{name\}")
_KINDS = frozenset(kind.value for kind in ReplyKind)
CONVERSATION = "conversation"
"""The way for an answer to what a customer wrote in private: there is no comment of hers."""
WAYS = _KINDS | {CONVERSATION} | {kind.value for kind in ChannelKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The words for one situation in one language; `routes` has others for some ways.

    A way is a kind of channel to which the customer is sent, or CONVERSATION, where she wrote to us
    in private herself.
    """

    language: str
    public: str
    private: str
    routes: Mapping[str, str] = field(default_factory=dict)

    def render(
        self, kind: ReplyKind, *, name: str, brand: str, ways: Sequence[str] = (), **more: str
    ) -> str:
        """Fill in; without a name the greeting stands alone ("Hi Ann, ..." becomes "Hi, ...").

        A field for which there is no value stays as it is, for the agent to see. The first of the
        `ways` that has words of its own is followed.
        """
        words = self.private if kind is ReplyKind.PRIVATE else self.public
        words = next((self.routes[way] for way in ways if way in self.routes), words)
        return fill(words, {"name": name, "brand": brand} | more)


def fill(words: str, values: Mapping[str, str]) -> str:
    """Put the values into their fields; a field without a value stays."""
    if not values.get("name"):
        words = _NAME.sub("", words)
    return words.format_map(_Left(values))


class _Left(dict[str, str]):
    """Values; what is missing stays a field."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def choose(language: str | None, situation: str, *, folder: Path | None = None) -> Template:
    """The template in the customer's language, else in English; unknown situations are "other".

    What the brand's own `folder` has comes first.
    """
    code = code_of(language)
    for known in (code, FALLBACK_LANGUAGE):
        table = _table(folder, known, situation)
        if table:
            break
    routes = {name: words for name, words in table.items() if name not in _KINDS}
    return Template(language=known, public=table["public"], private=table["private"], routes=routes)


def _table(folder: Path | None, language: str, situation: str) -> Mapping[str, str]:
    ours, own = _load(_folder(), language), _load(folder, language) if folder else {}
    named = {**ours.get(situation, {}), **own.get(situation, {})}
    return named or {**ours.get("other", {}), **own.get("other", {})}


def languages(folder: Path | None = None) -> frozenset[str]:
    """The languages that have templates."""
    return _languages(_folder()) | (_languages(folder) if folder else frozenset())


def check_folder(folder: Path) -> None:
    """Raise ConfigurationError for a brand's templates that cannot be used: which, and why."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"voice.templates: there is no folder {folder}. Make it, with a file such as en.toml, "
            "or remove the setting (docs/drafts.md)."
        )
    for language in sorted(_languages(folder)):
        for situation, table in _load(folder, language).items():
            for kind, words in table.items():
                if kind not in WAYS:
                    raise ConfigurationError(
                        f"{folder / f'{language}.toml'}: [{situation}] {kind} is no way to answer; "
                        f"there are {', '.join(sorted(WAYS))}."
                    )
                _check(folder / f"{language}.toml", f"[{situation}] {kind}", words)


def _check(file: Path, place: str, words: object) -> None:
    if not isinstance(words, str) or not words.strip():
        raise ConfigurationError(f"{file}: {place} is no text. Give it words, or remove it.")
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError as error:
        raise ConfigurationError(f"{file}: {place}: {error}. Fields look like {{name}}.") from None
    unknown = sorted(used - FIELDS)
    if unknown:
        raise ConfigurationError(
            f"{file}: {place} has the field {{{unknown[0]}}}, which nobody fills in; there are "
            f"{', '.join(sorted(FIELDS))}."
        )


@cache
def _languages(folder: Path) -> frozenset[str]:
    return frozenset(file.stem for file in folder.glob("*.toml"))


@cache
def _load(folder: Path, language: str) -> Mapping[str, Mapping[str, str]]:
    file = folder / f"{language}.toml"
    if not file.exists():
        return {}
    try:
        tables: Mapping[str, Mapping[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    if not all(isinstance(table, dict) for table in tables.values()):
        raise ConfigurationError(f"{file}: each situation is a table, such as [order].")
    return tables


def _folder() -> Path:
    return Path(__file__).parent / "templates"
