"""How often people left the model's labels as they were."""

from __future__ import annotations

from domain.agreement import Changed, LookedAt, of_each
from domain.correction import Head
from domain.share import Share


def seen(language: str, posts: int, *, abstained: bool = False) -> LookedAt:
    return LookedAt(language=language, abstained=abstained, posts=posts)


def changed(head: Head, language: str, before: str, after: str, posts: int) -> Changed:
    return Changed(head=head, language=language, before=before, after=after, posts=posts)


def test_what_was_not_changed_was_left_as_it_was() -> None:
    found = of_each(
        [seen("en", 40), seen("nl", 60)], [changed(Head.URGENCY, "en", "high", "normal", 4)]
    )
    assert found[Head.URGENCY].left == Share(part=96, whole=100)
    assert found[Head.INTENT].left == Share(part=100, whole=100)
    assert list(found[Head.URGENCY].by_language.items()) == [
        ("nl", Share(part=60, whole=60)),
        ("en", Share(part=36, whole=40)),
    ]


def test_where_the_model_abstained_nothing_counts() -> None:
    found = of_each([seen("en", 40), seen("en", 7, abstained=True)], [])
    assert found[Head.TOPIC].left == Share(part=40, whole=40)


def test_the_most_frequent_changes_are_named_over_all_languages() -> None:
    ways = [
        changed(Head.TOPIC, "en", "order", "refund", 3),
        changed(Head.TOPIC, "nl", "order", "refund", 2),
        changed(Head.TOPIC, "nl", "billing", "refund", 4),
        changed(Head.TOPIC, "en", "staff", "other", 1),
        changed(Head.TOPIC, "en", "other", "staff", 2),
    ]
    found = of_each([seen("en", 50), seen("nl", 50)], ways)[Head.TOPIC]
    assert found.turned == [
        ("order", "refund", 5),
        ("billing", "refund", 4),
        ("other", "staff", 2),
    ]
    assert found.left == Share(part=88, whole=100)


def test_without_a_post_there_is_no_share() -> None:
    assert of_each([], [])[Head.PRIVATE].left.value is None
