"""The worker keeps only the newest question, and always ends."""

import threading

import pytest

from interp_explorer.engine.errors import Cancelled
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.worker import Worker


@pytest.fixture
def worker():
    made = Worker("test worker")
    yield made
    assert made.close()


class Answers:
    def __init__(self):
        self.results, self.errors = [], []

    def submit(self, worker, key, job, **options):
        worker.submit(key, job, self.results.append, self.errors.append, **options)


def test_only_the_newest_waiting_job_of_a_key_runs(worker):
    answers, gate, started = Answers(), threading.Event(), threading.Event()

    def blocking(progress):
        started.set()
        gate.wait(5)
        return "first"

    answers.submit(worker, "a", blocking)
    assert started.wait(5)
    for name in ("second", "third"):
        answers.submit(worker, "a", lambda progress, name=name: name, interrupt=False)
    answers.submit(worker, "b", lambda progress: "other")
    gate.set()
    assert worker.wait_idle(5)
    assert answers.results == ["first", "third", "other"] and not answers.errors


def test_an_interrupted_job_is_cancelled_and_its_result_dropped(worker):
    answers, started = Answers(), threading.Event()

    def endless(progress):
        started.set()
        while True:
            progress.check()

    answers.submit(worker, "a", endless)
    assert started.wait(5)
    answers.submit(worker, "a", lambda progress: "new")
    assert worker.wait_idle(5)
    assert answers.results == ["new"] and not answers.errors


def test_a_result_that_came_despite_cancelling_is_dropped(worker):
    answers, started, gate = Answers(), threading.Event(), threading.Event()

    def deaf(progress):
        started.set()
        gate.wait(5)
        return "unwanted"

    answers.submit(worker, "a", deaf)
    assert started.wait(5)
    worker.cancel("a")
    gate.set()
    assert worker.wait_idle(5)
    assert answers.results == []


def test_an_error_is_handed_over_and_the_thread_goes_on(worker):
    answers = Answers()
    answers.submit(worker, "a", lambda progress: 1 / 0)
    answers.submit(worker, "b", lambda progress: "fine")
    assert worker.wait_idle(5)
    assert isinstance(answers.errors[0], ZeroDivisionError) and answers.results == ["fine"]


def test_an_error_of_a_cancelled_job_is_not_told(worker):
    answers, started, gate = Answers(), threading.Event(), threading.Event()

    def failing(progress):
        started.set()
        gate.wait(5)
        raise ZeroDivisionError

    answers.submit(worker, "a", failing)
    assert started.wait(5)
    worker.cancel("a")
    gate.set()
    assert worker.wait_idle(5)
    assert answers.errors == []


def test_a_callback_that_fails_is_logged_and_the_thread_goes_on(worker, caplog):
    def fail(value):
        raise RuntimeError("nobody is there")

    answers = Answers()
    worker.submit("a", lambda progress: 1, fail, answers.errors.append)
    worker.submit("b", lambda progress: 1 / 0, answers.results.append, fail)
    answers.submit(worker, "c", lambda progress: "fine")
    assert worker.wait_idle(5)
    assert answers.results == ["fine"] and answers.errors == []
    assert [record.exc_info[0] for record in caplog.records] == [RuntimeError, RuntimeError]


def test_progress_of_a_stage_is_scaled_into_the_whole():
    heard = []
    progress = Progress(on_report=lambda fraction, text: heard.append(fraction))
    stage = progress.within(0.5, 1.0)
    for fraction in (0.0, 0.5, 1.0, 7.0):
        stage.report(fraction)
    assert heard == [0.5, 0.75, 1.0, 1.0]
    progress.cancel()
    with pytest.raises(Cancelled):
        stage.check()


def test_a_stage_that_says_nothing_is_said_by_the_one_around_it():
    heard = []
    stage = Progress(on_report=lambda *report: heard.append(report)).within(0.5, 1.0, "Weaving")
    stage.within(0.0, 0.5).report(1.0)
    stage.within(0.5, 1.0, "Dyeing").report(0.0)
    stage.report(1.0, "Done")
    assert heard == [(0.75, "Weaving"), (0.75, "Dyeing"), (1.0, "Done")]
