"""How fast the window is, in real runs of it: `python benchmarks/window.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from window_run import MODEL

RUN = Path(__file__).with_name("window_run.py")
STARTS = 3
GIBIBYTE = 2**30


def child(*arguments: str) -> dict[str, Any]:
    """What one run says about itself."""
    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        environment["XDG_CONFIG_HOME"] = folder
        done = subprocess.run(
            [sys.executable, str(RUN), *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def started(model: Sequence[str] = ()) -> dict[str, Any]:
    """The median of a few starts, measured from the moment before the process is made."""
    runs = [child("start", repr(time.monotonic()), *model) for _ in range(STARTS)]
    return sorted(runs, key=lambda run: run["window"])[STARTS // 2]


def line(what: str, target: str, measured: str, met: bool | None = None) -> None:
    """One line of the table."""
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"{what:44} {target:>10} {measured:>32}  {verdict}", flush=True)


def beats(found: dict[str, float]) -> str:
    """Lateness in milliseconds."""
    return f"{milliseconds(found, 'median', 'p99', 'max')} ms"


def milliseconds(found: dict[str, float], *names: str) -> str:
    """Some of the seconds found, in milliseconds."""
    return " / ".join(f"{1000 * found[name]:.1f}" for name in names)


def main() -> None:
    """Print what was wanted beside what was measured."""
    print(f"{os.cpu_count()} cores; load {', '.join(f'{load:.1f}' for load in os.getloadavg())}; model {MODEL}\n")
    line("", "target", "measured")
    demo = started()
    line("start to the first picture of the window", "< 1 s", f"{demo['window']:.2f} s", demo["window"] < 1)
    line("  torch imported by then", "no", "yes" if demo["torch"] else "no", not demo["torch"])
    line("start to the first strip, as it opens", "< 4 s", f"{demo['strip']:.2f} s", demo["strip"] < 4)
    cold = started((MODEL,))
    line("start to the first strip, solved cold", "< 4 s", f"{cold['strip']:.2f} s", cold["strip"] < 4)
    beat = child("heartbeat")
    line("10 ms beat, idle: median / p99 / max late", "", beats(beat["idle"]))
    late = beat["solving"]
    line(f"10 ms beat, {beat['solves']} cold solves", "p99 < 50 ms", beats(late), late["p99"] < 0.05)
    line("  p99 over the idle one", "", f"x {late['p99'] / max(beat['idle']['p99'], 1e-4):.1f}")
    hand = child("drag")
    line("drag: curves of the solver drawn a second", ">= 25", f"{hand['curves']:.1f}", hand["curves"] >= 25)
    line("drag: strips drawn a second", ">= 8", f"{hand['frames']:.1f}", hand["frames"] >= 8)
    if "first curve" in hand:
        line("drag: first curve, first frames", "", f"{hand['first curve']:.2f} s, {hand['first frames']:.2f} s")
    line("drag: 10 ms beat", "p99 < 50 ms", beats(hand["lateness"]), hand["lateness"]["p99"] < 0.05)
    line("release to the full answer", "<= 1 s", f"{hand['release']:.2f} s", hand["release"] <= 1)
    fan = child("fan")
    line("fan of 50 draws: updates drawn a second", ">= 20", f"{fan['updates']:.1f}", fan["updates"] >= 20)
    line("  over those of the engine alone", "", f"x {fan['updates'] / fan['engine updates']:.2f}")
    line("  processor time of an update, and alone", "", f"{milliseconds(fan, 'processor', 'engine processor')} ms")
    line("fan: 10 ms beat", "p99 < 50 ms", beats(fan["lateness"]), fan["lateness"]["p99"] < 0.05)
    resident = max(demo["resident"], cold["resident"], hand["resident"])
    line("resident memory", "< 1 GiB", f"{resident / GIBIBYTE:.2f} GiB", resident < GIBIBYTE)


if __name__ == "__main__":
    main()
