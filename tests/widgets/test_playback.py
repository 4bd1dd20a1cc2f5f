"""The film follows the clock, whatever the computer does."""

from __future__ import annotations

import gc
import weakref

import pytest
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.playback import Playback


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def playing(clock: Clock, mode: str = "loop", duration: float = 4.0) -> Playback:
    film = Playback(duration, mode, clock=clock)  # pyright: ignore[reportArgumentType]
    film.play()
    return film


@pytest.mark.parametrize("fraction", [0.0, 0.25, 0.5, 0.999])
def test_tick_is_the_fraction_of_the_clock(qtbot: QtBot, clock: Clock, fraction: float) -> None:
    film = playing(clock)
    ticks: list[float] = []
    film.tick.connect(ticks.append)
    clock.now += 4.0 * fraction
    film.emit_tick()
    assert ticks == [pytest.approx(fraction)]
    film.pause()


def test_missed_frames_do_not_slow_the_film(qtbot: QtBot, clock: Clock) -> None:
    often, seldom = playing(clock), playing(clock)
    for _ in range(100):
        clock.now += 0.03
        often.emit_tick()
    seldom.emit_tick()
    assert often.time() == pytest.approx(seldom.time()) == pytest.approx(0.75)
    often.pause()
    seldom.pause()


def test_loop_starts_again(qtbot: QtBot, clock: Clock) -> None:
    film = playing(clock)
    clock.now += 4.0 * 2.25
    assert film.time() == pytest.approx(0.25)
    film.pause()


def test_ping_pong_comes_back_the_way_it_went(qtbot: QtBot, clock: Clock) -> None:
    film = playing(clock, "ping-pong")
    start = clock.now
    for part in (0.1, 0.4, 0.75):
        times = []
        for moment in (4.0 * part, 8.0 - 4.0 * part, 8.0 + 4.0 * part):
            clock.now = start + moment
            times.append(film.time())
        assert times == pytest.approx([part] * 3)
    clock.now = start + 4.0
    assert film.time() == pytest.approx(1.0)
    film.pause()


def test_pause_stays_and_play_goes_on(qtbot: QtBot, clock: Clock) -> None:
    film = playing(clock)
    clock.now += 1.0
    film.pause()
    clock.now += 50.0
    assert film.time() == pytest.approx(0.25)
    film.play()
    clock.now += 1.0
    assert film.time() == pytest.approx(0.5)
    film.pause()


def test_seek_goes_there_and_keeps_the_direction(qtbot: QtBot, clock: Clock) -> None:
    film = playing(clock, "ping-pong")
    clock.now += 5.0
    film.seek(0.5)
    assert film.time() == pytest.approx(0.5)
    clock.now += 1.0
    assert film.time() == pytest.approx(0.25)
    film.pause()


@pytest.mark.parametrize("change", ["speed", "mode", "duration"])
def test_changing_how_it_plays_does_not_jump(qtbot: QtBot, clock: Clock, change: str) -> None:
    film = playing(clock)
    clock.now += 1.2
    if change == "speed":
        film.set_speed(2.0)
    elif change == "mode":
        film.set_mode("ping-pong")
    else:
        film.set_duration(2.0)
    assert film.time() == pytest.approx(0.3)
    clock.now += 1.0
    assert film.time() == pytest.approx(0.55 if change == "mode" else 0.8)
    film.pause()


def test_toggle_says_whether_it_plays(qtbot: QtBot, clock: Clock) -> None:
    film = Playback(clock=clock)
    said: list[bool] = []
    film.playing_changed.connect(said.append)
    film.toggle()
    film.play()
    film.toggle()
    film.pause()
    assert said == [True, False]


def test_the_timer_ticks_by_itself(qtbot: QtBot) -> None:
    film = Playback(duration=1.0, frames_per_second=100)
    with qtbot.waitSignals([film.tick] * 3, timeout=2000):
        film.play()
    film.pause()
    assert 0.0 < film.time() <= 1.0


def test_impossible_speeds_are_refused(qtbot: QtBot) -> None:
    film = Playback()
    with pytest.raises(ValueError):
        film.set_speed(0.0)
    with pytest.raises(ValueError):
        film.set_duration(-1.0)


def test_freed_when_dropped(qtbot: QtBot, clock: Clock) -> None:
    film = playing(clock)
    alive = weakref.ref(film)
    del film
    gc.collect()
    assert alive() is None
