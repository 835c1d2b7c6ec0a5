"""Any service that speaks LibreTranslate's API, such as one that the brand runs itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from platforms.json_post import Service
from platforms.reading import mapping

_SERVICE = Service(
    name="translation",
    check="translation.url, and whether it knows the language",
)


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
        found = _SERVICE.ask(
            f"{self.url.rstrip('/')}/translate",
            json=asked | ({"api_key": self.key} if self.key else {}),
            headers={},
            timeout=self.timeout,
        )
        return _SERVICE.words(mapping(found).get("translatedText"))
