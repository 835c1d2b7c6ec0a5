"""The recommended channel of a case: its facts and the network's doors, put to the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from domain import gate
from domain.channel import ChannelKind
from domain.errors import BadInput
from domain.hop import HopOutcome
from domain.language import code_of
from domain.mention import MentionKind, Platform
from domain.recommend import Channel, Door, Matter, Recommendation, recommend
from domain.reply import ReplyKind, ReplyTarget
from domain.role import Actor, Permission, require
from domain.route import RouteFacts, Tried, decide
from domain.wish import Wish, wish_in
from listenpost.services import articles, judging, respond
from listenpost.services.app import App
from listenpost.services.articles import Suggestion
from storage import cases, hops, incidents, replies
from storage.ids import key
from storage.models import Case, Customer, Mention

_SOMETHING = "text"
"""What the doors are tried with: any words."""


def of_case(
    app: App,
    session: Session,
    case: Case,
    asked: tuple[Mention, ReplyTarget],
    *,
    private_sent: bool,
    incident: bool,
    article: Suggestion | None,
) -> Recommendation:
    """All channels for a case and the post that is answered, in the caller's transaction.

    `article` is the one that fits best.
    """
    now, (mention, target) = app.clock.now(), asked
    matter = Matter(
        facts=facts_of(case, incident=incident),
        now=now,
        public=_door(app, target, ReplyKind.PUBLIC, False),
        private=_door(app, target, ReplyKind.PRIVATE, private_sent),
        in_private=mention.kind is MentionKind.MESSAGE,
        came_back_from=frozenset(
            hop.to_kind
            for hop in hops.of_case(session, key(case.id))
            if hop.outcome is HopOutcome.RETURNED
        ),
        wish=_wish(session, case, mention),
        article=article.title if article else None,
    )
    policy, _ = decide(app.routes, matter.facts)
    past = app.past.past(session, app.clock)
    return recommend(matter, _with_article(app.channels, article), policy, past)


def _with_article(channels: Sequence[Channel], article: Suggestion | None) -> list[Channel]:
    """Where the article is, for the words of the reply."""
    if article is None:
        return list(channels)
    return [
        replace(one, contact=article.url) if one.kind is ChannelKind.ARTICLE else one
        for one in channels
    ]


def facts_of(case: Case, *, incident: bool) -> RouteFacts:
    """What of a case the rules may ask for."""
    return RouteFacts(
        topic=case.topic,
        platform=Platform(case.platform),
        urgency=case.urgency,
        sentiment=case.sentiment,
        private=case.private,
        language=code_of(case.language) or None,
        tier=case.tier,
        incident=incident,
    )


def explained(app: App, actor: Actor, case_id: int) -> tuple[Recommendation, tuple[Tried, ...]]:
    """The recommendation for a case, and each rule that was looked at."""
    require(actor.role, Permission.READ_CASES)
    return explained_as(app, case_id)


def explained_as(app: App, case_id: int) -> tuple[Recommendation, tuple[Tried, ...]]:
    """The same without a signed-in user: the command line."""
    with app.database.read() as session:
        case = cases.get(session, case_id)
        if case is None:
            raise BadInput(f"There is no case {case_id}.")
        incident = incidents.standing_in(session, case_id)[0] is not None
        mention, target = respond.target_of(session, case_id)
        found = of_case(
            app,
            session,
            case,
            (mention, target),
            private_sent=replies.private_sent(session, key(mention.id)),
            incident=incident,
            article=next(iter(articles.suggest(app, session, case, limit=1)), None),
        )
        _, tried = decide(app.routes, facts_of(case, incident=incident))
        return found, tried


def for_text(
    app: App, text: str, *, platform: Platform, tier: str | None
) -> tuple[Recommendation, tuple[Tried, ...]]:
    """The recommendation for a public post with these words, as if it had come just now."""
    (judged,) = app.classifier().classify([text])
    facts = RouteFacts(
        topic=judged.topic,
        platform=platform,
        urgency=judged.urgency,
        sentiment=judged.sentiment,
        private=judged.private,
        language=code_of(judged.language) or None,
        tier=tier,
    )
    kinds = gate.kinds_for(platform)
    policy, tried = decide(app.routes, facts)
    matter = Matter(
        facts=facts,
        now=app.clock.now(),
        public=Door(allowed=ReplyKind.PUBLIC in kinds),
        private=Door(allowed=ReplyKind.PRIVATE in kinds),
        wish=wish_in(text),
    )
    with app.database.read() as session:
        past = app.past.past(session, app.clock)
    return recommend(matter, app.channels, policy, past), tried


def _door(app: App, target: ReplyTarget, kind: ReplyKind, sent_before: bool) -> Door:
    """Open for any words, or for an approved template at least."""
    now, templates = app.clock.now(), app.message_templates
    words = (_SOMETHING, *(one.example for one in gate.templates_for(target, templates, now)))
    found = [
        judging.verdict(app, target, kind, text, sent_before=sent_before, at=now) for text in words
    ]
    verdict = next((one for one in found if one.allowed), found[0])
    return Door(
        allowed=verdict.allowed,
        problem=" ".join(verdict.problems),
        closes_at=gate.closes_at(target, kind)
        if verdict.allowed and not verdict.template
        else None,
        price=verdict.price,
    )


def _wish(session: Session, case: Case, mention: Mention) -> Wish:
    """What she says in the post that is answered, or what was imported about her.

    The attributes "wants" and "declines" name kinds of channel, separated by commas.
    """
    said = wish_in(mention.text)
    known = session.get_one(Customer, case.customer_id).attributes
    declined = said.declined | _kinds(known.get("declines")) - said.wanted
    return Wish(wanted=said.wanted | _kinds(known.get("wants")) - declined, declined=declined)


def _kinds(text: object) -> frozenset[ChannelKind]:
    names = {part.strip().lower() for part in text.split(",")} if isinstance(text, str) else set()
    return frozenset(kind for kind in ChannelKind if kind.value in names)
