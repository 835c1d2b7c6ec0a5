"""What an agent is advised: the channels of a case, and the draft for the one that is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from domain import gate
from domain.handoff import way_of
from domain.recommend import Candidate, Recommendation
from domain.reply import ReplyTarget
from listenpost.services import drafts, handoff, recommending
from listenpost.services.app import App
from listenpost.services.articles import Suggestion as Article
from listenpost.services.drafts import Manner, Suggestion
from storage.models import Case, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is answered, and all that the words depend on; `sent` counts earlier replies.

    `articles` are those that may answer it, the best first.
    """

    case: Case
    mention: Mention
    target: ReplyTarget
    customer: str
    sent: int
    private_sent: bool
    incident: bool
    manner: Manner
    articles: Sequence[Article] = ()


def advise(
    app: App, session: Session, asked: Asked, channel: str | None
) -> tuple[Recommendation, Candidate | None, Suggestion]:
    """All channels, the one that is taken, and the draft for it."""
    recommended = recommending.of_case(
        app,
        session,
        asked.case,
        (asked.mention, asked.target),
        private_sent=asked.private_sent,
        incident=asked.incident,
        article=next(iter(asked.articles), None),
    )
    taken = recommended.named(channel) or recommended.best
    suggestion = drafts.suggest(
        asked.target,
        topic=asked.case.topic,
        private=asked.case.private,
        language=asked.case.language,
        customer=asked.customer,
        brand=app.brand,
        earlier_replies=asked.sent,
        private_sent=asked.private_sent,
        now=app.clock.now(),
        manner=asked.manner,
        route=taken,
    )
    return recommended, taken, _with_code(app, asked, taken, suggestion)


def _with_code(
    app: App, asked: Asked, taken: Candidate | None, suggestion: Suggestion
) -> Suggestion:
    """Who is sent to another channel takes her story along, where there is room for a code."""
    to = way_of(taken.channel.kind) if taken else None
    if taken is None or to is None:
        return suggestion
    if taken.channel.contact:
        words = f"{suggestion.text} {handoff.code_words(app, suggestion.language, to)}".strip()
    else:
        words = handoff.offer(app, suggestion.language, taken.channel)
    fits = gate.fits(asked.target, suggestion.kind, handoff.preview(app, words))
    return replace(suggestion, text=words) if fits else suggestion
