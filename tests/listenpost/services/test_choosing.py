"""The channel of a reply: recommended, taken, sent, and learned from."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.channel import ChannelKind
from domain.classification import Topic
from domain.errors import BadInput
from domain.hop import HopOutcome
from domain.mention import FACEBOOK
from domain.outcome import ChoiceOutcome
from domain.recommend import Channel
from domain.reply import ReplyKind
from domain.role import Actor
from domain.route import Matcher, Rule
from listenpost.routing import BUILT_IN
from listenpost.services import approvals, case_view, choosing, doctor, recommending, respond
from listenpost.services.choosing import chosen
from listenpost.services.tombstones import Tombstones
from storage import choices
from storage.models import Customer, Hop, RouteChoice
from tests.fakes import START, Office

LINE = Channel(name="support line", kind=ChannelKind.PHONE, contact="+44 20 0000 0000")
MONEY = Rule(
    name="money", matcher=Matcher(topics=frozenset({"billing"})), prefer=("private message",)
)


@pytest.fixture
def desk(office: Office) -> Office:
    """An office with a telephone and a rule about money."""
    app = replace(
        office.app,
        channels=(*BUILT_IN, LINE),
        routes=(MONEY,),
        tombstones=Tombstones(secret="s" * 16),
    )
    return replace(office, app=app)


def test_the_recommendation_comes_with_its_rule_and_its_reasons(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    found, tried = recommending.explained_as(desk.app, case_id)
    assert found.best is not None
    assert (found.best.channel.kind, found.policy.rule) == (ChannelKind.MESSAGE, "money")
    assert "private message open for 7 days more" in found.best.reasons
    assert [one.against for one in tried] == [""]
    with pytest.raises(BadInput):
        recommending.explained_as(desk.app, case_id + 1)


def test_what_was_imported_about_a_customer_counts_as_her_wish(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my kettle is broken", platform=FACEBOOK)
    with desk.app.database.write() as session:
        customer = session.get_one(Customer, desk.case(case_id).customer_id)
        customer.attributes = {"wants": "phone"}
    found, _ = recommending.explained_as(desk.app, case_id)
    assert found.best is not None
    assert found.best.channel is LINE


def answer(desk: Office, case_id: int, channel: Channel, kind: ReplyKind) -> int:
    found, _ = recommending.explained_as(desk.app, case_id)
    form = replace(desk.form(case_id, "Please call us.", kind), choice=chosen(channel, found))
    return respond.send(desk.app, desk.user(f"agent{case_id}"), form)


def test_an_override_is_kept_with_what_was_recommended_and_counts_once_sent(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    answer(desk, case_id, LINE, ReplyKind.PUBLIC)
    with desk.app.database.read() as session:
        assert choices.experience(session, since=START) == {}
    desk.deliver()
    (row,) = desk.rows(RouteChoice)
    assert (row.chosen, row.recommended, row.rule) == ("support line", "private message", "money")
    with desk.app.database.read() as session:
        found = choices.experience(session, since=START)
    assert found[Topic.BILLING, ChannelKind.MESSAGE].passed_over == 1
    assert found[Topic.BILLING, ChannelKind.PHONE].taken_instead == 1


def test_a_public_reply_that_sends_the_customer_to_the_telephone_is_a_hop(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    answer(desk, case_id, LINE, ReplyKind.PUBLIC)
    assert desk.rows(Hop) == []
    desk.deliver()
    (hop,) = desk.rows(Hop)
    assert (hop.to_kind, hop.channel, hop.route) == (ChannelKind.PHONE, "support line", "money")
    assert hop.outcome is HopOutcome.OPEN


def test_the_draft_follows_the_recommended_channel(desk: Office) -> None:
    case_id = desk.case_for("Ann", "please call me, my kettle is broken", platform=FACEBOOK)
    seen = case_view.view(desk.app, desk.user(), case_id)
    assert seen.recommended.best is not None
    assert seen.recommended.best.channel is LINE
    assert LINE.contact in seen.suggestion.text
    assert seen.suggestion.kind is ReplyKind.PUBLIC
    assert "support line" in seen.suggestion.reason
    assert "the customer asked for it" in seen.recommended.best.reasons


def test_the_draft_follows_the_channel_that_the_agent_takes_instead(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    seen = case_view.view(desk.app, desk.user(), case_id, channel="support line")
    assert LINE.contact in seen.suggestion.text
    assert seen.choice is not None
    assert (seen.choice.channel, seen.choice.recommended) == ("support line", "private message")
    gone = case_view.view(desk.app, desk.user("eve"), case_id, channel="no such channel")
    assert gone.choice is not None
    assert gone.choice.channel == "private message"


def test_words_for_the_public_that_went_out_in_private_are_counted_as_private(
    desk: Office,
) -> None:
    case_id = desk.case_for("Ann", "my kettle is broken", platform=FACEBOOK)
    answer(desk, case_id, BUILT_IN[0], ReplyKind.PRIVATE)
    (row,) = desk.rows(RouteChoice)
    assert row.chosen_kind is ChannelKind.MESSAGE


def test_what_became_of_a_reply_is_learned_from_what_the_customer_did(desk: Office) -> None:
    first = desk.says("Ann", "my kettle is broken")
    again = desk.arrive(first)
    quiet = desk.case_for("Bob", "my kettle is broken")
    for case_id in (again, quiet):
        desk.send(desk.user(f"agent{case_id}"), case_id)
    desk.deliver()
    desk.time.go(hours=1)
    desk.arrive(desk.says("Ann", "it is still broken", under=first))
    assert choosing.learn(desk.app) == 1
    desk.time.go(days=4)
    assert [choosing.learn(desk.app) for _ in range(2)] == [1, 0]
    outcomes = {row.reply_id: row.outcome for row in desk.rows(RouteChoice)}
    assert list(outcomes.values()) == [ChoiceOutcome.CAME_BACK, ChoiceOutcome.SETTLED]
    with desk.app.database.read() as session:
        (found,) = choices.experience(session, since=START).values()
    assert (found.tried, found.solved) == (2, 1)


def test_a_reply_that_nobody_routed_is_counted_by_how_it_went_out(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my kettle is broken")
    desk.send(desk.user(), case_id)
    desk.deliver()
    (row,) = desk.rows(RouteChoice)
    assert (row.chosen_kind, row.recommended) == (ChannelKind.REPLY, None)


def test_the_doctor_names_a_rule_that_is_never_reached(desk: Office) -> None:
    app = replace(desk.app, routes=(Rule(name="all"), MONEY))
    found = [one for one in doctor.examine_app(app) if one.about == "routes"]
    assert [one.ok for one in found] == [False]
    assert "money is never reached" in found[0].text


def test_who_is_sent_to_another_channel_gets_a_code_where_there_is_room_for_it(
    desk: Office,
) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    ann = desk.user()
    seen = case_view.view(desk.app, ann, case_id, channel="support line")
    assert "{code}" in seen.suggestion.text
    form = desk.form(case_id, seen.suggestion.text, seen.suggestion.kind)
    with pytest.raises(BadInput, match="keeps the customer here"):
        respond.send(desk.app, ann, form)
    respond.send(desk.app, ann, replace(form, choice=seen.choice))
    desk.deliver()
    (hop,) = desk.rows(Hop)
    assert (hop.to_kind, hop.channel) == (ChannelKind.PHONE, "support line")
    assert hop.why == "sent to support line with a context code"
    full = replace(LINE, contact="x" * 260)
    desk = replace(desk, app=replace(desk.app, channels=(*BUILT_IN, full)))
    other = desk.case_for("Bob", "my parcel is late")
    crowded = case_view.view(desk.app, ann, other, channel="support line").suggestion.text
    assert full.contact in crowded
    assert "{code}" not in crowded


def test_without_a_key_to_make_codes_with_none_is_suggested(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    keyless = replace(desk.app, tombstones=Tombstones())
    seen = case_view.view(keyless, desk.user(), case_id, channel="support line")
    assert seen.suggestion.text.endswith(f"{LINE.contact}.")


def test_a_kept_draft_keeps_the_channel_that_was_taken_for_it(desk: Office) -> None:
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    ann, eve = desk.user(), desk.user("eve")
    seen = case_view.view(desk.app, ann, case_id, channel="support line")
    form = replace(desk.form(case_id, "Please call us."), choice=seen.choice)
    respond.save_draft(desk.app, ann, form)

    def channel(who: Actor, taken: str | None = None) -> str:
        found = case_view.view(desk.app, who, case_id, channel=taken).taken
        return found.channel.name if found else ""

    assert (channel(ann), channel(eve)) == ("support line", "private message")
    again = case_view.view(desk.app, ann, case_id, channel="private message")
    respond.save_draft(desk.app, ann, replace(form, choice=again.choice))
    assert channel(ann) == "private message"
    assert desk.rows(RouteChoice) == []


def test_the_code_in_the_words_says_where_she_was_moved_whatever_was_chosen_later(
    desk: Office,
) -> None:
    desk.app = replace(desk.app, undo=dt.timedelta(minutes=5))
    case_id = desk.case_for("Ann", "my invoice is wrong", platform=FACEBOOK)
    ann = desk.user()
    seen = case_view.view(desk.app, ann, case_id, channel="support line")
    form = desk.form(case_id, seen.suggestion.text, seen.suggestion.kind)
    number = respond.send(desk.app, ann, replace(form, choice=seen.choice))
    approvals.take_back(desk.app, ann, number)
    again = case_view.view(desk.app, ann, case_id)
    assert again.draft is not None
    assert again.taken is not None
    assert again.taken.channel is LINE
    respond.send(desk.app, ann, desk.form(case_id, again.draft[1], again.draft[0]))
    desk.time.go(minutes=6)
    desk.deliver()
    assert [row.to_kind for row in desk.rows(Hop)] == [ChannelKind.PHONE]
