"""The benchmark of the pipeline measures the product beside its parts, and both hold the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import pipeline_judge, pipeline_posts, pipeline_store
from storage.engine import Database, make_database
from storage.models import Mention
from tests.fakes import open_office


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_is_upserted_beside_it_is_what_the_product_stored(
    database: Database, empty_database_url: str
) -> None:
    from storage import migrate

    bare = make_database(empty_database_url)
    migrate.upgrade(bare)
    office = open_office(database)
    found = pipeline_store.measure(office.app, bare, 200)
    bare.engine.dispose()
    assert found["same_rows"]
    assert found["posts"] == 200
    first = pipeline_store.FIRST * (pipeline_store.SIZE - pipeline_store.AGAIN)
    assert len(office.rows(Mention)) == 200 + first
    assert found["share_of_bare"] > 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_post_goes_all_the_way(database: Database) -> None:
    office = open_office(database)
    app = replace(office.app, batch=8)
    found = pipeline_judge.end_to_end(app, 16)
    assert found["posts"] == 16
    assert all(row.triaged_at for row in office.rows(Mention))
    assert found["end_to_end_per_s"] > 0


def test_a_page_brings_the_last_of_the_one_before_again() -> None:
    first, second = list(pipeline_posts.pages(18, size=10, again=2))[:2]
    assert [one.external_id for one in second.mentions[:2]] == [
        one.external_id for one in first.mentions[-2:]
    ]
