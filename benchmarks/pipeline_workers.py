"""Two workers beside one, and two processes that only run the model beside one of them."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from benchmarks import pipeline_posts
from benchmarks.pipeline_judge import store
from classifier.base import Classifier
from listenpost.bootstrap import build, load_classifier
from listenpost.services import triage
from listenpost.services.app import App
from listenpost.settings import load_settings
from storage.models import Mention

WHOLE_PAGE = 100
Work = Callable[[App, Sequence[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Racer:
    """One process: it loads its model, waits for the others, and works."""

    settings_file: str
    name: str
    work: Work
    texts: Sequence[str]
    ready: Barrier
    done: Barrier

    def run(self) -> None:
        settings = load_settings(Path(self.settings_file))
        model: Classifier = load_classifier(settings)
        app = replace(build(settings), owner=self.name, classifier=lambda: model)
        model.classify(["warm up"])
        self.ready.wait(120)
        self.work(app, self.texts)
        self.done.wait(600)


def measure(settings_file: str, app: App, number: int) -> dict[str, Any]:
    """As many posts, judged by one process with one thread, then by two of them.

    What two processes gain that run the model alone on the same texts is the most that two workers
    could gain: the processor's caches and memory are shared.
    """
    source = pipeline_posts.posts(start=40_000_000)
    texts = [next(source).text for _ in range(number)]
    whole = {many: _judged(settings_file, app, number, many) for many in (1, 2)}
    alone = {many: _raced(settings_file, _model_alone, texts, many) for many in (1, 2)}
    return {
        "posts": number,
        "one_worker_per_s": round(number / whole[1], 1),
        "two_workers_per_s": round(number / whole[2], 1),
        "efficiency": _efficiency(whole),
        "efficiency_of_model_alone": _efficiency(alone),
    }


def _efficiency(seconds: dict[int, float]) -> float:
    return round(seconds[1] / (2 * seconds[2]), 3)


def _judged(settings_file: str, app: App, number: int, many: int) -> float:
    source = pipeline_posts.posts(start=30_000_000 + many * 1_000_000)
    for begin in range(0, number, WHOLE_PAGE):
        store(app, [next(source) for _ in range(min(WHOLE_PAGE, number - begin))])
    taken = _raced(settings_file, _all_that_waits, (), many)
    with app.database.read() as session:
        left = session.exec(
            select(func.count()).select_from(Mention).where(col(Mention.triaged_at).is_(None))
        ).one()
    if left:
        raise RuntimeError(f"{left} posts were not judged")
    return taken


def _all_that_waits(app: App, _: Sequence[str]) -> None:
    while triage.run(app):
        pass


def _model_alone(app: App, texts: Sequence[str]) -> None:
    model = app.classifier()
    for begin in range(0, len(texts), app.batch):
        model.classify(texts[begin : begin + app.batch])


def _raced(settings_file: str, work: Work, texts: Sequence[str], many: int) -> float:
    """Seconds from when all have loaded their models until the last has nothing left."""
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Barrier(many + 1), spawn.Barrier(many + 1)
    racers = [
        _Racer(
            settings_file=settings_file,
            name=f"bench {place}",
            work=work,
            texts=texts[place::many],
            ready=ready,
            done=done,
        )
        for place in range(many)
    ]
    running = [spawn.Process(target=racer.run) for racer in racers]
    for one in running:
        one.start()
    ready.wait(120)
    began = time.perf_counter()
    done.wait(600)
    taken = time.perf_counter() - began
    for one in running:
        one.join(30)
    return taken
