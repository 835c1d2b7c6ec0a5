"""listenpost topics: the brand's own topics, by example."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import brand_topics, topic_reach
from listenpost.services.brand_topics import TopicRow

topics_app = typer.Typer(
    help="Topics of the brand's own, learned from examples.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(topics_app, name="topics")


@topics_app.command("list")
def list_topics(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Every topic, its examples, and how well it does unseen."""
    _, app = connect()
    rows = brand_topics.overview(app)
    if as_json:
        say_json({"topics": [asdict(one) for one in rows]})
        return
    for one in rows:
        say("\t".join([str(one.topic_id), one.name, f"{one.examples} examples", _stands(one)]))


@topics_app.command("add")
def add_topic(
    name: str,
    description: str = typer.Option("", help="What is meant, for colleagues."),
    examples: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="A text file, one example a line."
    ),
) -> None:
    """Make a topic; a worker learns it from its examples within seconds."""
    _, app = connect()
    lines = examples.read_text("utf-8").splitlines() if examples else []
    texts = list(dict.fromkeys(filter(None, map(str.strip, lines))))
    number = brand_topics.save_as(app, name=name, description=description, user_id=None)
    for text in texts:
        brand_topics.add_text_as(app, number, text, user_id=None)
    say(f"Added the topic {name} ({number}) with {len(texts)} examples.")


@topics_app.command("apply")
def apply_topics(
    days: int = typer.Option(7, min=1, max=3650, help="So many of the last days."),
) -> None:
    """Let a worker give the topics to posts that came before; new ones get them anyhow."""
    _, app = connect()
    topic_reach.apply_as(app, days=days, user_id=None)
    say(f"A worker gives the topics to the posts of the last {days} days.")


def _stands(one: TopicRow) -> str:
    if one.missing:
        return f"{one.missing} more needed"
    if one.quality is None:
        return "not learned yet"
    return f"recall {one.quality.recall.in_words()}, precision {one.quality.precision.in_words()}"
