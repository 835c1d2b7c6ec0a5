"""Opening a case is quick: no model, one look at the articles, outcomes kept for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import sqlalchemy as sa

from domain.channel import ChannelKind
from domain.recommend import Channel
from domain.reply import ReplyKind
from listenpost.routing import BUILT_IN
from listenpost.services import case_actions, case_mark, case_view, respond
from listenpost.services.app import App
from listenpost.services.experience import PastKeeper
from tests.fakes import Office
from tests.listenpost.services.article_words import article, take_in, understanding


@contextmanager
def statements(app: App) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    sa.event.listen(app.database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(app.database.engine, "before_cursor_execute", note)


def asked_of(said: list[str], table: str) -> int:
    return sum(f"FROM {table} " in statement.replace("\n", " ") + " " for statement in said)


def test_no_model_is_loaded_and_articles_are_looked_up_once(office: Office) -> None:
    app = understanding(office)
    take_in(app, [article("lost", "A broken card")])

    def missing() -> NoReturn:
        raise AssertionError("the model was asked for")

    case_id = office.case_for("Ann", "my card is broken")
    app, ann = replace(app, channels=BUILT_IN, classifier=missing), office.user()
    with statements(app) as said:
        seen = case_view.view(app, ann, case_id)
    assert [one.title for one in seen.articles] == ["A broken card"]
    assert asked_of(said, "article_edition") == 1


def test_the_outcomes_of_channels_are_read_once_in_some_minutes(office: Office) -> None:
    app = replace(office.app, channels=BUILT_IN, past=PastKeeper(lasts=dt.timedelta(minutes=5)))
    case_id, ann = office.case_for("Ann", "my kettle is broken"), office.user()
    with statements(app) as said:
        case_view.view(app, ann, case_id)
        case_view.view(app, ann, case_id)
        assert asked_of(said, "route_choice") == 1
        office.time.go(minutes=5)
        case_view.view(app, ann, case_id)
    assert asked_of(said, "route_choice") == 2


def test_an_open_page_is_drawn_again_for_what_it_shows_and_for_nothing_else(
    office: Office,
) -> None:
    line = Channel(name="line", kind=ChannelKind.PHONE, contact="+44")
    app = replace(office.app, channels=(*BUILT_IN, line))
    case_id = office.case_for("Ann", "my kettle is broken")
    ann, eve = office.user(), office.user("eve")
    first = case_mark.mark(app, ann, case_id)
    assert first is not None
    assert case_mark.mark(app, ann, case_id + 1) is None
    form = office.form(case_id, "We look.", ReplyKind.PUBLIC)
    respond.save_draft(app, ann, form)
    assert case_mark.mark(app, eve, case_id) == first
    case_actions.claim(app, ann, case_id)
    held = case_mark.mark(app, eve, case_id)
    assert held is not None
    assert (held == first, held.holder) == (False, ann.id)
    respond.send(app, ann, office.form(case_id, "We look.", ReplyKind.PUBLIC))
    assert case_mark.mark(app, eve, case_id) != held
