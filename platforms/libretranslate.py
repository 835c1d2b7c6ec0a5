"""Any service that speaks LibreTranslate's API, such as one that the brand runs itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    MalformedItem,
    PlatformUnavailable,
)
from platforms.json_post import posted
from platforms.reading import mapping

_TROUBLE = (408, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibreTranslate:
    """`url` ends before /translate, as in http://localhost:5000."""

    url: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 10.0

    def translate(self, text: str, into: str) -> str:
        """The text in the language of this two-letter code; the service finds out its own.

        Raises our errors, with words that say what to do.
        """
        asked = {"q": text, "source": "auto", "target": into, "format": "text"}
        try:
            found = posted(
                f"{self.url.rstrip('/')}/translate",
                json=asked | ({"api_key": self.key} if self.key else {}),
                headers={},
                timeout=self.timeout,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PlatformUnavailable(
                f"The translation service does not answer ({type(error).__name__})."
            ) from error
        _require_success(found)
        return _words(found)


def _require_success(found: httpx.Response) -> None:
    status = found.status_code
    if found.is_success:
        return
    if status in (401, 403):
        raise AuthenticationFailed("The translation service refused translation.key: check it.")
    if status in _TROUBLE or status >= 500:
        raise PlatformUnavailable(f"The translation service has trouble ({status}).")
    raise ConfigurationError(
        f"The translation service answered {status}: check translation.url, and whether it knows "
        "the language."
    )


def _words(found: httpx.Response) -> str:
    try:
        words = mapping(found.json()).get("translatedText")
    except ValueError as error:
        raise MalformedItem("The translation service answered with something else.") from error
    if not isinstance(words, str) or not words.strip():
        raise MalformedItem("The translation service answered with no words.")
    return words.strip()
