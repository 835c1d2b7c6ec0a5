"""Any endpoint that speaks OpenAI's chat completions."""

from __future__ import annotations

from dataclasses import dataclass, field

from platforms.json_post import Service

_SERVICE = Service(
    name="rewriting",
    check="rewriting.url and rewriting.model",
    else_=": write by hand",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCompletions:
    """`url` ends before /chat/completions, as in http://localhost:11434/v1."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 20.0

    def answer(self, instruction: str, text: str) -> str:
        """What the model makes of the text; raises our errors, with words that say what to do."""
        found = _SERVICE.ask(
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
        try:
            words = found["choices"][0]["message"]["content"]
        except (LookupError, TypeError) as error:
            raise _SERVICE.something_else() from error
        return _SERVICE.words(words)
