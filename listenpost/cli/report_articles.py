"""listenpost report articles: which help articles were sent, and whether they solved the matter."""

from __future__ import annotations

from dataclasses import asdict

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, moment
from listenpost.cli.report import report
from listenpost.services import article_outcomes

_FROM, _TO = begins("Sent"), ends("")


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command("articles")(articles)


def articles(
    begin: str = _FROM,
    end: str = _TO,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Help articles that were sent: solved where the customer did not come back in seven days."""
    _, app = connect()
    article_outcomes.settle_due(app)
    rows = article_outcomes.listed(app, since=moment(begin, "--from"), until=moment(end, "--to"))
    rows = sorted((one for one in rows if one.sent), key=lambda one: (-one.sent, one.article_id))
    totals = {
        name: sum(getattr(one, name) for one in rows) for name in ("sent", "solved", "came_back")
    }
    if as_json:
        say_json(totals | {"articles": [asdict(one) for one in rows]})
        return
    say(f"sent {totals['sent']}, solved {totals['solved']}, came back {totals['came_back']}")
    for one in rows:
        low, high = one.likely_share
        share = "" if one.solved_share is None else f"{one.solved_share:.0%} ({low:.0%}-{high:.0%})"
        say(f"{one.sent:>5}  {share:<16}{one.title}")
