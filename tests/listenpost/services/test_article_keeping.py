"""Help articles as an admin keeps them at a page: what the command does, written down."""

from __future__ import annotations

from typing import Any

import pytest

from domain.article import ArticleState
from domain.errors import BadInput, Conflict, NotAllowed
from domain.role import Actor, Role
from listenpost.services import article_import, article_keeping
from storage.models import Article, AuditEntry
from tests.fakes import Office
from tests.listenpost.services.article_words import article

CSV = (
    b"title,body,url,language\n"
    b"Lost card,Block it.,https://h.example/lost,en\n"
    b"Fees,None.,https://h.example/fees,en\n"
)
URL = "https://help.example/kettle"


def add(office: Office, who: Actor, **other: Any) -> None:
    given = {"title": "Boil a kettle", "url": URL, "text": "Fill it.", "language": "en"}
    article_keeping.add(office.app, who, **(given | other))


def written(office: Office) -> list[tuple[int | None, str, dict[str, Any]]]:
    return [
        (row.user_id, row.action, dict(row.detail))
        for row in office.rows(AuditEntry)
        if row.action.startswith("article")
    ]


def test_one_is_added_taken_out_and_offered_again_with_who_did_it(
    office: Office, ada: Actor
) -> None:
    add(office, ada)
    (row,) = article_keeping.listed(office.app, ada)
    assert (row.title, row.url, row.language, row.troubles) == ("Boil a kettle", URL, "en", ())
    article_keeping.take_out(office.app, ada, row.article_id)
    assert article_keeping.listed(office.app, ada)[0].troubles == ("withdrawn",)
    with pytest.raises(Conflict, match="quicker"):
        article_keeping.take_out(office.app, ada, row.article_id)
    article_keeping.put_back(office.app, ada, row.article_id)
    assert article_keeping.listed(office.app, ada)[0].troubles == ()
    assert written(office) == [
        (ada.id, "articles.imported", {"new": 1, "changed": 0}),
        (ada.id, "article.withdrawn", {"before": "current", "after": "withdrawn"}),
        (ada.id, "article.put_back", {"before": "withdrawn", "after": "current"}),
    ]


def test_what_is_added_again_at_its_address_is_changed_and_not_doubled(
    office: Office, ada: Actor
) -> None:
    add(office, ada)
    add(office, ada, text="Fill it to the line.")
    (row,) = office.rows(Article)
    assert row.body == "Fill it to the line."


def test_an_address_that_an_import_has_is_not_added_beside_it(office: Office, ada: Actor) -> None:
    imported = article("lost", "Lost", "Block it.")
    article_import.take_in(office.app, "help", [imported])
    with pytest.raises(Conflict, match="already"):
        add(office, ada, url=imported.url)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"text": ""},
        {"url": "javascript:alert(1)"},
        {"url": "https://"},
        {"url": "https://[x"},
        {"url": "https://a.example/b c"},
        {"language": "German!"},
    ],
)
def test_what_cannot_be_an_article_is_refused(
    office: Office, ada: Actor, wrong: dict[str, str]
) -> None:
    with pytest.raises(BadInput):
        add(office, ada, **wrong)
    assert office.rows(Article) == []


def test_a_file_is_imported_as_the_command_does_and_again_without_what_is_gone(
    office: Office, ada: Actor
) -> None:
    done = article_keeping.import_file(office.app, ada, "help.csv", CSV)
    assert (done.new, done.withdrawn) == (2, 0)
    shorter = CSV[: CSV.index(b"Fees")]
    done = article_keeping.import_file(office.app, ada, "../../help.csv", shorter)
    assert (done.new, done.same, done.withdrawn) == (0, 1, 1)
    states = {row.title: row.state for row in office.rows(Article)}
    assert states == {"Lost card": ArticleState.CURRENT, "Fees": ArticleState.WITHDRAWN}
    assert [detail for _, _, detail in written(office)] == [
        {"new": 2, "changed": 0},
        {"withdrawn": 1},
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("help.exe", b"x", "^help.exe is of no kind that can be imported"),
        ("help.csv", b"a,b\n1,2\n", "^help.csv has the columns a, b"),
        ("help.json", b"{", "help.json is no JSON"),
        ("help.csv", b"\xff\xfe", "help.csv cannot be read as UTF-8"),
        ("..", b"x", "^articles is of no kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_words_of_the_command(
    office: Office, ada: Actor, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        article_keeping.import_file(office.app, ada, name, content)
    assert office.rows(Article) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_admin_sees_or_changes_them_here(
    office: Office, ada: Actor, role: Role
) -> None:
    add(office, ada)
    who, number = office.user("wim", role), article_keeping.listed(office.app, ada)[0].article_id
    with pytest.raises(NotAllowed):
        article_keeping.listed(office.app, who)
    with pytest.raises(NotAllowed):
        add(office, who)
    with pytest.raises(NotAllowed):
        article_keeping.import_file(office.app, who, "help.csv", CSV)
    with pytest.raises(NotAllowed):
        article_keeping.take_out(office.app, who, number)
    with pytest.raises(NotAllowed):
        article_keeping.put_back(office.app, who, number)
