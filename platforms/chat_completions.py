"""Any endpoint that speaks OpenAI's chat completions."""

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

_TROUBLE = (408, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCompletions:
    """`url` ends before /chat/completions, as in http://localhost:11434/v1."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 20.0

    def answer(self, instruction: str, text: str) -> str:
        """What the model makes of the text; raises our errors, with words that say what to do."""
        try:
            found = posted(
                f"{self.url.rstrip('/')}/chat/completions",
                json={
                    "model": self.model,
                    "messages": [
                        {"role": "system", "content": instruction},
                        {"role": "user", "content": text},
                    ],
                    "temperature": 0.3,
                },
                headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                timeout=self.timeout,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PlatformUnavailable(
                f"The rewriting service does not answer ({type(error).__name__}): write by hand."
            ) from error
        _require_success(found)
        return _words(found)


def _require_success(found: httpx.Response) -> None:
    status = found.status_code
    if found.is_success:
        return
    if status in (401, 403):
        raise AuthenticationFailed("The rewriting service refused rewriting.key: check it.")
    if status in _TROUBLE or status >= 500:
        raise PlatformUnavailable(f"The rewriting service has trouble ({status}): write by hand.")
    raise ConfigurationError(
        f"The rewriting service answered {status}: check rewriting.url and rewriting.model."
    )


def _words(found: httpx.Response) -> str:
    try:
        words = found.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise MalformedItem("The rewriting service answered with something else.") from error
    if not isinstance(words, str) or not words.strip():
        raise MalformedItem("The rewriting service answered with no words.")
    return words.strip()
