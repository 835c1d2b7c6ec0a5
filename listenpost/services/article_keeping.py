"""Help articles for an admin at a page: listed, added, imported from a file, taken out."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from domain.article import ArticleState, IncomingArticle
from domain.attachment import is_web_address
from domain.errors import BadInput, Conflict, MalformedItem
from domain.language import is_code
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import article_import, article_outcomes
from listenpost.services.app import App
from listenpost.services.article_import import Imported
from listenpost.services.article_outcomes import Row
from platforms.articles import files
from storage import articles, users
from storage.models import Article

HERE = "dashboard"
"""The source of what is typed in; an imported file is "dashboard/" and its name."""
LONGEST_TITLE, LONGEST_TEXT = 300, 100_000
_NO_NAME = re.compile(r"[^\w.-]+")


def listed(app: App, actor: Actor) -> list[Row]:
    """Every article, what keeps it from being offered, and what came of it."""
    require(actor.role, Permission.MANAGE_SETTINGS)
    return article_outcomes.listed(app)


def add(
    app: App, actor: Actor, *, title: str, url: str, text: str, language: str | None
) -> Imported:
    """One article that was typed in; at an address that was added here before, its new words.

    Raises BadInput for what cannot be one, Conflict where an import has this address already.
    """
    require(actor.role, Permission.MANAGE_SETTINGS)
    found = _typed(title, url, text, language)
    with app.database.read() as session:
        others = [one for one in articles.by_url(session, [found.url]) if one.source != HERE]
    if any(one.state is not ArticleState.WITHDRAWN for one in others):
        raise Conflict(f"There is an article at {found.url} already.")
    return article_import.take_in(app, HERE, [found], whole=False, by=actor.id)


def import_file(
    app: App, actor: Actor, name: str, content: bytes, *, base_url: str = ""
) -> Imported:
    """What the command imports from a file; of a file of the same name the former articles go.

    Raises BadInput for a file that cannot be read, in the words of the command.
    """
    require(actor.role, Permission.MANAGE_SETTINGS)
    name = _NO_NAME.sub("-", clean(Path(name).name))[-100:].lstrip(".") or "articles"
    with TemporaryDirectory(prefix="articles-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            read = [_bare(one, folder) for one in files.read(path, base_url=base_url.strip())]
        except BadInput as error:
            raise BadInput(str(error).replace(f"{folder}/", "")) from error
    return article_import.take_in(app, f"{HERE}/{name}", read, by=actor.id)


def take_out(app: App, actor: Actor, article_id: int) -> None:
    """Offer it no more; raises Conflict where it is out already."""
    _turn(app, actor, article_id, ArticleState.WITHDRAWN, "article.withdrawn")


def put_back(app: App, actor: Actor, article_id: int) -> None:
    """Offer it again; raises Conflict where it is offered already."""
    _turn(app, actor, article_id, ArticleState.CURRENT, "article.put_back")


def _turn(app: App, actor: Actor, article_id: int, to: ArticleState, action: str) -> None:
    require(actor.role, Permission.MANAGE_SETTINGS)
    out = to is ArticleState.WITHDRAWN
    with app.database.write() as session:
        one = _existing(session, article_id)
        if (one.state is ArticleState.WITHDRAWN) == out:
            raise Conflict("Somebody else was quicker: this article stands so already.")
        before, one.state, one.last_error = one.state, to, None
        session.add(one)
        articles.touch(session)
        users.audit(
            session,
            action,
            f"article:{article_id}",
            user_id=actor.id,
            wall=app.clock.wall(),
            before=before.value,
            after=to.value,
        )


def _existing(session: Session, article_id: int) -> Article:
    one = session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise BadInput(f"There is no article {article_id}.")
    return one


def _typed(title: str, url: str, text: str, language: str | None) -> IncomingArticle:
    title, url, text = clean(title).strip(), clean(url).strip(), clean(text).strip()
    code = (language or "").strip().lower()
    if not 0 < len(title) <= LONGEST_TITLE or not 0 < len(text) <= LONGEST_TEXT:
        raise BadInput("An article has a title and a text.")
    if not is_web_address(url):
        raise BadInput("An article has a public web address, beginning with http:// or https://.")
    if code and not is_code(code):
        raise BadInput(f"{code!r} is no language: write its code, such as de or pt.")
    return IncomingArticle(
        external_id=url, title=title, body=text, url=url, language=code or None, group=url
    )


def _bare(one: IncomingArticle | MalformedItem, folder: str) -> IncomingArticle | MalformedItem:
    """Why one is not read, without where the file lay for a moment."""
    if isinstance(one, MalformedItem):
        return MalformedItem(str(one).replace(f"{folder}/", ""))
    return one
