"""What may be wrong with a reply, judged by the case that it answers.

The same when the editor opens, while one types, and at the moment of sending.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlmodel import Session

from domain import draft_check
from domain.draft_check import Doubt, HouseRules, Said, Thing, Trouble
from domain.errors import NotConfirmed, ReplyNotAllowed
from domain.mention import MentionKind
from domain.reply import ReplyKind
from domain.voice import Address
from listenpost.services import goodwill
from listenpost.services.app import App
from responder import phrase
from storage import threads
from storage.models import Case
from storage.threads import Post

LATER_FIELDS = ("code", "link")
"""Filled in at the approval, not by the agent."""
_OTHER_FORM = {
    Address.FORMAL: "We speak to customers formally",
    Address.INFORMAL: "We speak to customers informally",
}


def said_in(posts: Sequence[Post], customer_id: int) -> tuple[Said, ...]:
    """What was written in the threads of a case, as far as a draft is judged by it."""
    return tuple(
        Said(
            text=post.text,
            at=post.published_at,
            place=_place(post.platform),
            by_customer=not post.by_brand and author.customer_id == customer_id,
            private=post.kind is MentionKind.MESSAGE,
        )
        for post, author, _ in posts
    )


def doubts(
    app: App, text: str, *, kind: ReplyKind, said: Sequence[Said], language: str | None
) -> tuple[Doubt, ...]:
    """Everything about the words that must be mended, or looked at twice."""
    asked = phrase.asks_for(text)
    found = draft_check.check(
        text,
        kind=kind,
        said=with_given(app, said) if asked else said,
        asked=asked,
        rules=HouseRules(
            identifier=app.identity.identifier,
            contacts=(
                *app.voice.contacts,
                *app.handoff.places.values(),
                *(one.contact for one in app.channels if one.contact),
            ),
            forbidden=app.voice.forbidden,
        ),
        allowed_fields=LATER_FIELDS,
    )
    return (*found, *_address(app, text, language))


def asked_again(app: App, text: str, said: Sequence[Said]) -> frozenset[Thing]:
    """What the words ask for although the customer has said it."""
    asked = phrase.asks_for(text)
    if not asked:
        return frozenset()
    return frozenset(draft_check.answered(asked, with_given(app, said)))


def with_given(app: App, said: Sequence[Said]) -> tuple[Said, ...]:
    """The customer's posts with the things that stand in them."""
    pattern: re.Pattern[str] = app.identity.identifier
    return tuple(
        Said(
            text=one.text,
            at=one.at,
            place=one.place,
            by_customer=one.by_customer,
            private=one.private,
            given=phrase.given_in(one.text, pattern) if one.by_customer else {},
        )
        for one in said
    )


def require_clean(
    session: Session,
    app: App,
    case: Case,
    *,
    kind: ReplyKind,
    text: str,
    confirmed: Collection[str] | None,
) -> None:
    """Raise ReplyNotAllowed for what blocks, NotConfirmed for what nobody has confirmed.

    `confirmed` are the doubts, in their words, that the sender has seen; None means all.
    """
    posts = threads.posts(session, case.id or 0)
    found = doubts(
        app, text, kind=kind, said=said_in(posts, case.customer_id), language=case.language
    )
    blocking = [doubt.words for doubt in found if doubt.blocks]
    promised = goodwill.problem(session, app, case.id or 0, text)
    blocking += [promised] if promised else []
    if blocking:
        raise ReplyNotAllowed(" ".join(blocking))
    if confirmed is None:
        return
    left = tuple(doubt.words for doubt in found if doubt.words not in confirmed)
    if left:
        raise NotConfirmed(f"Look once more, then send again: {' '.join(left)}", doubts=left)


def _address(app: App, text: str, language: str | None) -> tuple[Doubt, ...]:
    wanted = app.voice.address
    if wanted is None:
        return ()
    spoken = phrase.phrases(language)
    pattern = spoken.informal if wanted is Address.FORMAL else spoken.formal
    match = pattern.search(text) if pattern else None
    if match is None:
        return ()
    words = f"{_OTHER_FORM[wanted]}, and here stands “{match[0]}”: change it."
    return (Doubt(trouble=Trouble.ADDRESS, words=words, blocks=False),)


def _place(platform: str) -> str:
    return {"x": "X", "app_store": "the App Store", "google_play": "Google Play"}.get(
        platform, platform.replace("_", " ").title()
    )
