"""Small makers of values for the domain's tests."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from domain.case import CaseStatus, KnownCase
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.mention import Platform, X
from domain.reply import ReplyTarget

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)

urgencies = st.sampled_from(Urgency)
owed_urgencies = st.sampled_from([urgency for urgency in Urgency if urgency is not Urgency.NONE])


def judged(
    urgency: Urgency = Urgency.NORMAL,
    *,
    intent: Intent = Intent.COMPLAINT,
    sentiment: Sentiment = Sentiment.NEGATIVE,
    abstained: bool = False,
    owed: float | None = None,
) -> Classification:
    """What the model might say; `owed` is the probability that an answer is owed."""
    scores = {} if owed is None else {"urgency": {"none": 1 - owed, "normal": owed}}
    return Classification(
        sentiment=sentiment,
        intent=intent,
        urgency=urgency,
        private=False,
        topic=Topic.ORDER,
        language="en",
        abstained=abstained,
        model="test",
        scores=scores,
    )


def thanks(*, owed: float = 0.0) -> Classification:
    """A post that says that the matter is settled, with this doubt."""
    return judged(Urgency.NONE, intent=Intent.PRAISE, sentiment=Sentiment.POSITIVE, owed=owed)


def known(
    number: int = 1,
    *,
    status: CaseStatus = CaseStatus.OPEN,
    topic: str = Topic.ORDER,
    threads: frozenset[int] = frozenset({1}),
    age: dt.timedelta = HOUR,
) -> KnownCase:
    """An earlier case of a customer, last touched `age` ago."""
    return KnownCase(
        id=number,
        status=status,
        topic=topic,
        conversation_ids=threads,
        last_activity_at=NOW - age,
    )


def target(
    *, platform: Platform = X, summoned: bool = True, age: dt.timedelta = HOUR, kind: str = "post"
) -> ReplyTarget:
    """A post to answer, published `age` ago."""
    return ReplyTarget(
        platform=platform,
        external_id="1",
        conversation_id="1",
        author_external_id="2",
        author_handle="anna",
        kind=kind,
        summoned=summoned,
        published_at=NOW - age,
    )
