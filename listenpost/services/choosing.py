"""The channel of each reply: what was proposed, what was taken, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlmodel import Session

from domain.channel import ChannelKind
from domain.outcome import ChoiceOutcome, after_reply
from domain.recommend import Channel, Recommendation
from domain.reply import ReplyKind
from listenpost.services.app import App
from storage import choices
from storage.ids import key
from storage.models import Case, Reply, RouteChoice

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The channel that an agent took, and the one that was proposed.

    Where they differ, the agent overrode the recommendation, and that is learned from.
    """

    channel: str
    kind: ChannelKind
    recommended: str | None = None
    recommended_kind: ChannelKind | None = None
    rule: str | None = None


def chosen(channel: Channel, found: Recommendation) -> Chosen:
    """This channel, taken where that was recommended."""
    best = None if found.best is None else found.best.channel
    return Chosen(
        channel=channel.name,
        kind=channel.kind,
        recommended=best.name if best else None,
        recommended_kind=best.kind if best else None,
        rule=found.policy.rule,
    )


def note(session: Session, reply: Reply, case: Case, choice: Chosen | None) -> None:
    """Keep what was chosen for a reply that was approved; by its kind where nobody chose.

    Words for the public that went out in private were not the channel that was chosen.
    """
    kind = kind_of(reply)
    if choice is None:
        choice = Chosen(channel=kind.value, kind=kind)
    elif choice.kind is ChannelKind.REPLY and kind is ChannelKind.MESSAGE:
        choice = replace(choice, channel=kind.value, kind=kind)
    session.merge(
        RouteChoice(
            reply_id=key(reply.id),
            user_id=reply.drafted_by or reply.approved_by,
            topic=case.topic,
            platform=case.platform,
            chosen=choice.channel,
            chosen_kind=choice.kind,
            recommended=choice.recommended,
            recommended_kind=choice.recommended_kind,
            rule=choice.rule,
            outcome=ChoiceOutcome.OPEN,
        )
    )


def keep(session: Session, reply: Reply, case: Case, choice: Chosen | None) -> None:
    """With a draft, the channel that the agent took for it; what was recommended may change."""
    if choice is not None and choice.channel != choice.recommended:
        note(session, reply, case, choice)
    elif (found := choices.of_reply(session, key(reply.id))) is not None:
        session.delete(found)


def kept(session: Session, reply_id: int) -> str | None:
    """The channel that an agent took for a draft, by its name."""
    found = choices.of_reply(session, reply_id)
    return None if found is None or found.chosen == found.recommended else found.chosen


def kind_of(reply: Reply) -> ChannelKind:
    """The channel of the network that it goes out by."""
    return ChannelKind.MESSAGE if reply.kind is ReplyKind.PRIVATE else ChannelKind.REPLY


def sent(session: Session, reply: Reply, *, at: dt.datetime) -> RouteChoice | None:
    """The reply is out: from now on its outcome counts. Returns what was chosen for it."""
    found = choices.of_reply(session, key(reply.id))
    if found is not None and found.sent_at is None:
        found.sent_at = at
    return found


def learn(app: App) -> int:
    """Write down what became of replies, as far as it can be told; returns of how many."""
    now, done = app.clock.now(), 0
    with app.database.write() as session:
        for choice, asked_again, resolved in choices.waiting(session, limit=BATCH):
            outcome = after_reply(
                sent_at=choice.sent_at or now,
                asked_again=asked_again,
                resolved=resolved,
                now=now,
            )
            if outcome is not ChoiceOutcome.OPEN:
                choice.outcome, choice.closed_at = outcome, now
                done += 1
    return done
