"""How the reply to a case is worded: in whose voice, by whom, to which mood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.draft_check import Said
from domain.role import Actor
from domain.tone import tone_of
from listenpost.services import draft_checks
from listenpost.services.app import App
from listenpost.services.drafts import Manner
from responder import phrase
from storage.models import Mention


class Judged(Protocol):
    """What the model said of a post."""

    @property
    def sentiment(self) -> str: ...

    @property
    def intent(self) -> str: ...


def manner(
    app: App, actor: Actor, mention: Mention, judged: Judged | None, said: Sequence[Said]
) -> Manner:
    """For an answer of this agent to this post; `said` is what was written in the case."""
    tone = tone_of(
        mention.text,
        sentiment=judged.sentiment if judged else None,
        intent=judged.intent if judged else None,
        sad=phrase.is_sad(mention.text, mention.language),
    )
    return Manner(
        voice=app.voice,
        tone=tone,
        agent=actor.display_name,
        templates=app.templates,
        asks_again=lambda text: bool(draft_checks.asked_again(app, text, said)),
    )
