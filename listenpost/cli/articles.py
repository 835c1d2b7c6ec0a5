"""listenpost articles: help articles, imported, searched and looked after."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import article_check, article_import, article_outcomes
from listenpost.services import articles as services
from listenpost.services.article_outcomes import Row
from platforms.articles import files, help_centre
from platforms.articles.web import Web

articles_app = typer.Typer(help="Help articles that answer customers.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(articles_app, name="articles")


@articles_app.command("import")
def import_articles(
    place: str = typer.Argument(
        help="A folder of Markdown files, a CSV, a helpdesk's JSON, or a help centre's address."
    ),
    base_url: str = typer.Option(
        "", help="Where a site of these files is published, or Freshdesk's portal."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Take articles in; what this source had and has no more is withdrawn."""
    _, app = connect()
    if place.startswith(("http://", "https://")):
        web = Web(internal=app.articles.internal_hosts)
        source, found = place, help_centre.read(web, place)
    else:
        path = Path(place)
        source, found = str(path.resolve()), files.read(path, base_url=base_url)
    done = article_import.take_in(app, source, found)
    read = article_import.read_all(app)
    if as_json:
        say_json(asdict(done) | {"passages": read})
        return
    say(
        f"{done.new} new, {done.changed} changed, {done.same} as they were, "
        f"{done.withdrawn} withdrawn."
    )
    if done.without_address:
        say(f"{done.without_address} have no address and cannot be offered: see --base-url.")
    for why in done.unread:
        say(f"not read: {why}")


@articles_app.command("search")
def search(
    question: str,
    language: str | None = typer.Option(None, help="The asker's; told from the words if left out."),
    limit: int = typer.Option(10, min=1, help="So many at most."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """The articles that answer a question best, in whatever language either is."""
    _, app = connect()
    found = services.search(app, question, language=language, limit=limit)
    if as_json:
        say_json({"articles": [asdict(one) for one in found]})
        return
    for one in found:
        other = f" [in {one.language}]" if one.cross_language else ""
        say(f"{one.score:.2f}\t{one.article_id}\t{one.title}{other}\t{one.url}")


@articles_app.command("list")
def list_articles(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Every article, what keeps it from being offered, and what came of it."""
    _, app = connect()
    _show(article_outcomes.listed(app), as_json=as_json)


@articles_app.command("check")
def check(
    offline: bool = typer.Option(False, help="Ask for no address; tell what is known."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Look at every article's address; then show those that are not offered, and why."""
    _, app = connect()
    looked = 0 if offline else article_check.look_at_all(app)
    rows = [one for one in article_outcomes.listed(app) if one.troubles or one.last_error]
    _show(rows, as_json=as_json, looked_at=looked)


def _show(rows: list[Row], *, as_json: bool, **facts: int) -> None:
    if as_json:
        say_json(facts | {"articles": [asdict(one) for one in rows]})
        return
    for one in rows:
        state = ", ".join(one.troubles) or ("not reached" if one.last_error else "fine")
        came = f"sent {one.sent}, solved {one.solved}" if one.sent else ""
        say("\t".join([str(one.article_id), state, one.language or "", one.title, one.url, came]))
