"""The bridge from the engine's threads to the window's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from interp_explorer.app.backend import WORKERS, Backend, Failure, ModelShelf, failure
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.progress import Progress


@pytest.fixture
def backend(qtbot: QtBot) -> Iterator[Backend]:
    backend = Backend()
    backend.begin()
    yield backend
    backend.close()
    shiboken6.delete(backend)


def test_answers_arrive_on_the_windows_thread(backend: Backend, qtbot: QtBot) -> None:
    threads: dict[str, threading.Thread] = {}
    told: list[object] = []

    def job(shelf: ModelShelf, progress: Progress) -> int:
        threads["job"] = threading.current_thread()
        progress.report(0.5, "half")
        progress.partial("a part")
        return 42

    def take(answer: object) -> None:
        threads["answer"] = threading.current_thread()
        told.append(answer)

    backend.submit("looks", "key", job, take, told.append, lambda *report: told.append(report), told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [(0.5, "half"), "a part", 42]
    assert threads["answer"] is threading.main_thread() is not threads["job"]


def test_errors_become_a_sentence_and_details(backend: Backend, qtbot: QtBot) -> None:
    told: list[Failure] = []

    def fail(shelf: ModelShelf, progress: Progress) -> None:
        shelf.get("gone")

    def break_down(shelf: ModelShelf, progress: Progress) -> None:
        raise ZeroDivisionError("a defect")

    for job in (fail, break_down):
        backend.submit("views", job.__name__, job, lambda _: None, told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "gone" in told[0].message
    assert "ZeroDivisionError" in told[1].message
    assert "break_down" in told[1].details and "a defect" in told[1].details
    assert failure(ExplorerError("A sentence.", "more")) == Failure("A sentence.", "more")


def test_work_waits_for_the_beginning(qtbot: QtBot) -> None:
    backend, told = Backend(), []
    for answer in ("old", "new"):
        backend.submit("paths", "key", lambda *_, answer=answer: answer, told.append, told.append)
    assert backend.busy
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("interp-explorer")]
    backend.begin()
    qtbot.waitUntil(lambda: told == ["new"])
    backend.close()
    shiboken6.delete(backend)


def test_workers_do_not_wait_for_each_other(backend: Backend, qtbot: QtBot) -> None:
    release, told = threading.Event(), []
    backend.submit("paths", "slow", lambda *_: release.wait(20), told.append, told.append)
    for worker in WORKERS[1:]:
        backend.submit(worker, "quick", lambda *_, worker=worker: worker, told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert set(told) == set(WORKERS[1:])
    assert backend.busy
    release.set()
    qtbot.waitUntil(lambda: len(told) == 4 and not backend.busy)


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    backend, told = Backend(), []
    backend.begin()
    done = threading.Event()
    backend.submit("paths", "key", lambda *_: done.set(), told.append, told.append)
    assert done.wait(20)
    backend.close()
    backend.submit("paths", "key", lambda *_: None, told.append, told.append)
    qtbot.wait(1)
    assert told == []
    shiboken6.delete(backend)


def test_the_shelf_keeps_the_last_models(models: Path) -> None:
    shelf = ModelShelf()
    shelf.device = "cpu"
    first = shelf.get("tiny")
    assert shelf.get("tiny") is first
    for number in range(ModelShelf.KEPT):
        (models / f"copy-{number}.safetensors").write_bytes((models / "tiny.safetensors").read_bytes())
        shelf.get(f"copy-{number}")
    assert shelf.get("tiny") is not first
    shelf.device = "abacus"
    with pytest.raises(ExplorerError, match="abacus"):
        shelf.get("tiny")


def test_a_job_that_does_not_listen_is_not_waited_for_without_end(qtbot: QtBot) -> None:
    backend, held, begun = Backend(), threading.Event(), threading.Event()
    backend.begin()
    backend.submit("paths", "deaf", lambda shelf, progress: (begun.set(), held.wait()), print, print)
    assert begun.wait(10)
    started = time.monotonic()
    assert not backend.close(timeout=0.1) and not backend.ended
    assert time.monotonic() - started < 5
    held.set()
    assert backend.close(timeout=10) and backend.ended
