"""A page is stored by a handful of statements, however many posts it has."""

from __future__ import annotations

import dataclasses

from storage.engine import Database
from storage.models import Author, Customer
from tests.statements import counted
from tests.storage.builders import author, post, rows, store


def test_a_page_of_many_posts_takes_as_many_statements_as_one_of_few(database: Database) -> None:
    few = [post(f"a{n}", by=author(f"anna{n}"), thread=f"s{n}") for n in range(2)]
    many = [post(f"b{n}", by=author(f"ben{n}"), thread=f"t{n}") for n in range(60)]
    with counted(database) as for_few:
        assert len(store(database, *few)) == 2
    with counted(database) as for_many:
        assert len(store(database, *many)) == 60
    assert len(for_many) == len(for_few)


def test_an_account_of_which_nothing_new_is_told_is_not_written_again(database: Database) -> None:
    store(database, post("a", by=author("anna", followers=10)))
    with counted(database) as sent:
        store(database, post("b", by=author("anna", followers=10)))
        store(database, post("c", by=dataclasses.replace(author("anna"), display_name=None)))
    assert not [one for one in sent if one.startswith(("INSERT INTO author", "UPDATE author"))]
    with counted(database) as sent:
        store(database, post("d", by=author("anna", followers=11)))
    assert [one for one in sent if one.startswith("INSERT INTO author")]
    assert [row.followers for row in rows(database, Author)] == [11]


def test_customers_called_alike_get_an_account_each(database: Database) -> None:
    store(
        database,
        *(
            post(f"p{n}", by=dataclasses.replace(author(f"anna{n}"), display_name="Anna"))
            for n in range(4)
        ),
    )
    owners = [row.customer_id for row in rows(database, Author)]
    assert owners == [row.id for row in rows(database, Customer)]
    assert len(set(owners)) == 4
