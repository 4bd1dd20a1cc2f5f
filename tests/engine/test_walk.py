"""Walks through a list of stops: what they pass, what they repeat, and what they hold in memory."""

import gc
import warnings
from dataclasses import replace

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.export import ExportSettings
from interp_explorer.engine.methods import GPBridge, Linear, OUBridge
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.walk import Walk, walk_frames, walk_glimpse, write_walk

STOPS = ((0.1, 0.0), (0.9, 0.3), (0.4, -0.5))


@pytest.fixture
def model(make_toy):
    """Images of one pixel: the first coordinate."""
    return make_toy(lambda z: z[:, :1], 2)


def walk(**values):
    return Walk("toy", OUBridge(T=0.5), STOPS, **{"points": 6, **values})


@pytest.mark.parametrize("loop", [True, False])
def test_a_walk_passes_every_stop_once_and_is_as_long_as_it_says(model, loop):
    asked = walk(loop=loop)
    frames = np.array(list(walk_frames(asked, model)))
    assert frames.shape == (asked.frames, 1, 1, 1)
    assert asked.frames == (15 if loop else 11)
    np.testing.assert_array_equal(frames[[0, 5, 10], 0, 0, 0], np.float32([0.1, 0.9, 0.4]))


def test_stretches_have_seeds_of_their_own_that_follow_from_one(model):
    requests = list(walk().requests())
    assert len({request.seed for request in requests}) == 3
    assert [request.seed for request in walk(loop=False).requests()] == [request.seed for request in requests[:2]]
    one, two, other = (np.array(list(walk_frames(walk(seed=seed), model))) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 0.1
    # The same two stops again give another path.
    there = replace(walk(loop=False), stops=STOPS[:2] * 2)
    frames = np.array(list(walk_frames(there, model)))
    assert np.abs(frames[:6] - frames[10:]).max() > 0.05


def test_no_more_than_one_stretch_is_computed_ahead(model):
    counted = []
    decode = model.decode
    model.decode = lambda z: counted.append(len(z) == 10) or decode(z)
    frames = walk_frames(walk(points=10), model)
    for _ in range(9):
        next(frames)
    assert sum(counted) == 1
    next(frames)
    assert sum(counted) == 2


@pytest.mark.parametrize("loop", [True, False])
@pytest.mark.parametrize("count", [2, 7, 100])
def test_a_glimpse_shows_frames_of_the_film_and_decodes_no_others(model, loop, count):
    asked = walk(loop=loop)
    film = np.array(list(walk_frames(asked, model)))
    decoded = []
    decode = model.decode
    model.decode = lambda z: decoded.append(len(z)) or decode(z)
    glimpse = walk_glimpse(asked, model, count)
    places = np.linspace(0, len(film) - 1, min(count, len(film))).round().astype(int)
    np.testing.assert_array_equal(glimpse, film[places])
    assert sum(decoded) == len(places)


def test_pixels_of_a_walk_can_be_draws(model):
    """A pixel of a Bernoulli decoder is 0 or 1, and the mean of many is the mean."""
    model.likelihood = "bernoulli"
    asked = replace(walk(points=400, loop=False), method=Linear(), stops=((0.3, 0.0), (0.3, 1.0)))
    drawn = np.array(list(walk_frames(replace(asked, pixels="draw"), model)))
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.3, abs=0.1)
    np.testing.assert_array_equal(drawn, np.array(list(walk_frames(replace(asked, pixels="draw"), model))))
    assert np.unique(list(walk_frames(asked, model))).tolist() == [np.float32(0.3)]


def read_film(path):
    """The frames of a film, (n, h, w) from 0 to 255."""
    if path.suffix == ".gif":
        with Image.open(path) as film:
            return np.array([np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(film)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the reader leaves its pipes to the garbage collector
        meta, *frames = imageio_ffmpeg.read_frames(path)
        gc.collect()
    width, height = meta["size"]
    return np.array([np.frombuffer(frame, np.uint8).reshape(height, width, 3)[..., 0] for frame in frames])


@pytest.mark.parametrize("ending", [".gif", ".mp4"])
def test_a_walk_is_written_as_a_film(model, tmp_path, ending):
    reported = []
    path = tmp_path / f"walk{ending}"
    asked = replace(walk(points=12), method=Linear())
    progress = Progress(lambda fraction, text: reported.append(fraction))
    write_walk(asked, model, path, ExportSettings(size=16), progress)
    shown = read_film(path)
    assert shown.shape == (33, 16, 16)
    expected = np.concatenate([np.linspace(a, b, 12)[:-1] for a, b in ((0.1, 0.9), (0.9, 0.4), (0.4, 0.1))])
    np.testing.assert_allclose(shown.mean((1, 2)) / 255, expected, atol=0.03)
    assert reported == sorted(reported) and len(reported) >= 33


def test_a_walk_that_is_cancelled_leaves_nothing(model, tmp_path):
    progress = Progress(lambda fraction, text: progress.cancel() if fraction > 0.4 else None)
    with pytest.raises(Cancelled):
        write_walk(walk(points=30), model, tmp_path / "walk.mp4", ExportSettings(size=16), progress)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "name", "settings", "cause"),
    [
        ({"stops": STOPS[:1]}, "a.mp4", {}, "2 to 1000 images, not 1"),
        ({"points": 2}, "a.mp4", {}, "points = 2 is outside its range 3 to 2000"),
        ({}, "a.png", {}, r"must end in \.mp4 or \.gif"),
        ({"method": OUBridge(T=0.0)}, "a.mp4", {}, r"\bT\b"),
        ({"method": GPBridge(T=1.4, kernel="periodic", period=0.7)}, "a.mp4", {}, "repeats itself"),
        ({"pixels": "draw"}, "a.mp4", {}, "no likelihood"),
        ({}, "a.mp4", {"playback": "ping-pong"}, "not played backwards"),
    ],
)
def test_bad_walks_are_refused_and_leave_nothing(model, tmp_path, values, name, settings, cause):
    with pytest.raises(ExplorerError, match=cause):
        write_walk(replace(walk(), **values), model, tmp_path / name, ExportSettings(**settings))
    assert list(tmp_path.iterdir()) == []
