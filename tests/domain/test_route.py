"""The tree of routes: first match wins, children inherit, what is never reached is named."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.classification import Sentiment, Topic, Urgency
from domain.mention import FACEBOOK, Platform, X
from domain.route import Matcher, RouteFacts, Rule, decide, unreachable

BILLING = RouteFacts(
    topic=Topic.BILLING,
    platform=FACEBOOK,
    urgency=Urgency.HIGH,
    sentiment=Sentiment.NEGATIVE,
    private=True,
    language="de",
)
MONEY = Rule(
    name="money",
    matcher=Matcher(topics=frozenset({"billing", "refund"})),
    prefer=("message",),
    never=("store",),
    children=(
        Rule(name="gold", matcher=Matcher(tiers=frozenset({"gold"})), prefer=("phone",)),
        Rule(name="german", matcher=Matcher(languages=frozenset({"de"})), never=()),
    ),
)
REST = Rule(name="rest")


def test_the_first_rule_that_matches_wins_and_its_children_inherit() -> None:
    policy, tried = decide([MONEY, REST], BILLING)
    assert policy.path == ("money", "german")
    assert policy.prefer == ("message",)  # inherited
    assert policy.never == ()  # an empty list is said, and not left out
    assert [(one.name, bool(one.against)) for one in tried] == [
        ("money", False),
        ("gold", True),
        ("german", False),
    ]
    assert tried[1].against == "tier is unknown, not gold"


def test_where_no_rule_matches_nothing_is_asked_for() -> None:
    policy, _ = decide([MONEY], replace(BILLING, topic=Topic.ORDER))
    assert policy.rule is None


def test_what_stands_behind_a_rule_for_everything_is_never_reached() -> None:
    (found,) = unreachable([REST, MONEY])
    assert found == "money is never reached: rest stands before it and matches all of it"


def test_a_child_that_contradicts_its_parent_is_named() -> None:
    child = Rule(name="orders", matcher=Matcher(topics=frozenset({"order"})))
    above = Rule(name="money", matcher=Matcher(topics=frozenset({"billing"})), children=(child,))
    (found,) = unreachable([above])
    assert found.startswith("orders asks for")


TOPICS = st.frozensets(st.sampled_from([topic.value for topic in Topic]), max_size=3)
PLATFORMS = st.frozensets(st.sampled_from([X, FACEBOOK]), max_size=2)
MATCHERS = st.builds(Matcher, topics=TOPICS, platforms=PLATFORMS)


@given(
    matchers=st.lists(MATCHERS, max_size=5),
    facts=st.tuples(st.sampled_from(list(Topic)), st.sampled_from([X, FACEBOOK])),
)
def test_a_rule_that_is_called_unreachable_never_matches_first(
    matchers: list[Matcher], facts: tuple[Topic, Platform]
) -> None:
    rules = [Rule(name=f"rule{place}", matcher=one) for place, one in enumerate(matchers)]
    topic, platform = facts
    case = replace(BILLING, topic=topic, platform=platform)
    policy, _ = decide(rules, case)
    dead = {text.split()[0] for text in unreachable(rules)}
    assert not dead & set(policy.path)
