"""Following a log: each line once, whatever state the file is in."""

import json
import os

from interp_explorer.trainers import metrics_tail
from interp_explorer.trainers.metrics_tail import MetricsTail
from interp_explorer.trainers.run_directory import RunDirectory


def steps(tail):
    lines, anew, more = tail.read()
    return [line["step"] for line in lines], anew, more


def test_each_line_is_read_once_and_only_when_it_is_whole(tmp_path):
    run = RunDirectory(tmp_path)
    tail = MetricsTail(run.metrics)
    assert steps(tail) == ([], False, False)  # there is no file yet
    run.log({"step": 1, "generator": 2.5})
    assert tail.read() == ([{"step": 1.0, "generator": 2.5}], False, False)
    with open(run.metrics, "a") as file:
        file.write('{"step": 2, "gene')
    assert steps(tail) == ([], False, False)
    with open(run.metrics, "a") as file:
        file.write('rator": 1}\n{"step": 3}\n')
    assert steps(tail) == ([2, 3], False, False)
    assert steps(tail) == ([], False, False)


def test_what_is_no_number_is_passed_over(tmp_path):
    lines = [
        '{"step": 1, "note": "x", "on": true, "loss": NaN, "far": Infinity, "good": 2}',
        "[1, 2]",
        "rubbish",
        "",
        '{"loss": 1}',
    ]
    (tmp_path / "metrics.jsonl").write_text("\n".join(lines) + "\n")
    assert MetricsTail(tmp_path / "metrics.jsonl").read()[0] == [{"step": 1.0, "good": 2.0}]


def test_a_run_that_went_back_is_read_anew(tmp_path):
    run = RunDirectory(tmp_path)
    for step in (1, 2, 3):
        run.log({"step": step})
    tail = MetricsTail(run.metrics)
    assert steps(tail)[0] == [1, 2, 3]
    run.forget_after(2)
    assert steps(tail) == ([1, 2], True, False)
    # As long as before, but another file.
    run.log({"step": 9})
    assert steps(tail) == ([9], False, False)
    run.forget_after(2)
    run.log({"step": 7})
    assert steps(tail) == ([1, 2, 7], True, False)
    os.truncate(run.metrics, 0)
    assert steps(tail) == ([], True, False)


def test_a_long_log_is_read_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics_tail, "MOST", 1000)
    whole = [{"step": float(step), "loss": 0.5} for step in range(200)]
    (tmp_path / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in whole))
    tail, found, more = MetricsTail(tmp_path / "metrics.jsonl"), [], True
    while more:
        lines, anew, more = tail.read()
        assert len(lines) < 40 and not anew
        found += lines
    assert found == whole
