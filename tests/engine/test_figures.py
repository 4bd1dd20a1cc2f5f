"""Figures: the numbers of solved paths, drawn and as tables."""

import csv
import dataclasses
import struct
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from interp_explorer.app.figure_palette import figure_palette
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.figures import FIGURES, Curve, FigureSettings, Panel, Picture, as_csv, write_figure
from interp_explorer.engine.methods import Geodesic, Linear
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.scene import End, Layer, Scene
from interp_explorer.engine.solve import solve
from interp_explorer.widgets.theme import LIGHT

SVG = "{http://www.w3.org/2000/svg}"
ENDS = End((1.5, 0.0, -1.0, 0.5)), End((-1.0, 1.0, 1.0, -0.5))
SAMPLES = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)


@pytest.fixture
def make_picture(curved):
    """Solves the figure's own paths, or others, and makes its picture; gives the results too."""

    def make(name, layers=None, **view):
        scene = Scene("toy", *ENDS, FIGURES[name].layers if layers is None else layers, 12)
        scene = dataclasses.replace(scene, view=dataclasses.replace(scene.view, **view))
        results = {layer.id: solve(scene.request(layer), curved) for layer in scene.layers if layer.visible}
        return FIGURES[name].make(scene, results, SAMPLES), results

    return make


def read_csv(path):
    """(panel, series) -> (n, 2) of a table."""
    found = {}
    with open(path, newline="", encoding="utf-8") as file:
        [head, *rows] = csv.reader(file)
    assert head == ["panel", "series", "x", "y"]
    for panel, series, x, y in rows:
        found.setdefault((panel, series), []).append((float(x), float(y)))
    return {key: np.array(values) for key, values in found.items()}


def write(picture, path, **settings):
    settings = FigureSettings(**settings)
    write_figure(picture, path, settings, figure_palette(settings.theme))
    return path


def test_a_table_holds_the_solved_values_exactly(make_picture, tmp_path):
    picture, results = make_picture("steps")
    table = read_csv(write(picture, tmp_path / "steps.csv"))
    assert list(table) == [(panel, path) for panel in ("Step distance", "Quality") for path in ("Linear", "Geodesic")]
    for name, result in (("Linear", results["linear"]), ("Geodesic", results["geodesic"])):
        steps, quality = table["Step distance", name], table["Quality", name]
        np.testing.assert_array_equal(steps[:, 1], result.step_distances)
        np.testing.assert_array_equal(steps[:, 0], (result.times[1:] + result.times[:-1]) / 2)
        np.testing.assert_array_equal(quality, np.stack([result.times, result.quality], 1))


def test_the_epsilon_figure_has_a_curve_a_value(make_picture, tmp_path):
    picture, results = make_picture("epsilon")
    table = read_csv(write(picture, tmp_path / "epsilon.csv"))
    assert [series for _, series in table] == ["ε = 0.001", "ε = 0.01", "ε = 0.1", "ε = 0.25"]
    for (_, series), values in table.items():
        np.testing.assert_array_equal(values[:, 1], results[f"epsilon-{series[4:]}"].step_distances)


def test_the_epsilon_figure_needs_two_values(make_picture):
    layers = (Layer("a", Geodesic()), Layer("b", Geodesic(knots=3)), Layer("c", Linear()))
    with pytest.raises(ExplorerError, match="different epsilon"):
        make_picture("epsilon", layers)


def test_the_projection_shows_paths_samples_and_ends(make_picture, tmp_path):
    picture, results = make_picture("projection")
    table = {series: values for (_, series), values in read_csv(write(picture, tmp_path / "p.csv")).items()}
    assert list(table) == ["Linear", "Spherical", "Geodesic", "prior samples", "z₀", "z₁"]
    np.testing.assert_allclose(table["z₀"], [[1, 0]], atol=1e-12)
    np.testing.assert_allclose(table["z₁"], [[0, 1]], atol=1e-12)
    # FG eq. 15: least squares on the two ends.
    ends = np.array([ENDS[0].latent, ENDS[1].latent])
    expected = np.linalg.lstsq(ends.T, results["geodesic"].latents.T.astype(float), rcond=None)[0].T
    np.testing.assert_allclose(table["Geodesic"], expected, atol=1e-9)
    assert table["prior samples"].shape == (20, 2)


@pytest.mark.parametrize("projection", ["isometric", "pca-2", "pca-3"])
def test_every_projection_is_drawn_in_two_dimensions(make_picture, projection):
    picture, _ = make_picture("projection", projection=projection)
    [panel] = picture.panels
    assert panel.equal and len(panel.curves) == 3


@pytest.mark.parametrize(
    ("name", "curves"), [("steps", (0, 2) * 2), ("epsilon", (0, 1, 2, 3)), ("projection", (0, 1, 2))]
)
def test_a_drawing_has_every_curve_in_its_colour(make_picture, tmp_path, name, curves):
    picture, _ = make_picture(name)
    file = write(picture, tmp_path / "figure.svg", width=600)
    root = ElementTree.parse(file).getroot()
    assert root.tag == f"{SVG}svg"
    # Matplotlib's points are 1/72 inch; a hundred units are an inch.
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(432)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("id", "").startswith("curve-")]
    styles = [group.find(f"{SVG}path").get("style") for group in groups]
    assert len(styles) == len(curves)
    for style, index in zip(styles, curves):
        assert f"stroke: {LIGHT.path_style(index).color}" in style
        assert ("stroke-dasharray" in style) == bool(LIGHT.path_style(index).dash)


def test_the_same_numbers_give_the_same_bytes(make_picture, tmp_path):
    picture, _ = make_picture("steps")
    for form in ("svg", "png", "csv"):
        first = write(picture, tmp_path / f"first.{form}").read_bytes()
        assert first == write(picture, tmp_path / f"second.{form}").read_bytes()


def test_a_picture_has_the_size_that_is_asked_for(make_picture, tmp_path):
    picture, _ = make_picture("steps")
    data = write(picture, tmp_path / "f.png", width=500, resolution=3.0, theme="dark").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1500, 600)


def test_what_cannot_be_written_leaves_nothing_behind(make_picture, tmp_path):
    picture, _ = make_picture("steps")
    with pytest.raises(ExplorerError, match=r"ends in one of \.svg, \.png, \.csv"):
        write(picture, tmp_path / "figure.pdf")
    with pytest.raises(ExplorerError, match="there is no folder"):
        write(picture, tmp_path / "missing" / "figure.svg")
    with pytest.raises(ExplorerError, match="width = 10 is outside"):
        write(picture, tmp_path / "figure.svg", width=10)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_figure(picture, tmp_path / "figure.svg", FigureSettings(), figure_palette("light"), progress)
    assert list(tmp_path.iterdir()) == []


def test_no_figure_without_paths(make_picture):
    for name in FIGURES:
        with pytest.raises(ExplorerError, match="no solved path"):
            make_picture(name, (Layer("hidden", Linear(), visible=False),))


def test_a_band_is_drawn_and_written_and_panels_stand_in_rows(tmp_path):
    x = np.linspace(0, 1, 3)
    banded = Curve("median", x, x, 2, band=(x - 0.1, x + 0.2))
    panels = tuple(Panel(f"panel {k}", "x", "y", (banded, Curve("line", x, x, 0)), legend=k == 0) for k in range(4))
    picture = Picture(panels, aspect=1.0, columns=3)
    rows = list(csv.DictReader(as_csv(picture).splitlines()))
    bounds = {name: [float(r["y"]) for r in rows if r["panel"] == "panel 1" and r["series"] == f"median, {name}"]
              for name in ("lower", "upper")}  # fmt: skip
    assert np.allclose(bounds["lower"], x - 0.1) and np.allclose(bounds["upper"], x + 0.2)
    write_figure(picture, tmp_path / "bands.svg", FigureSettings(), figure_palette("light"))
    drawn = (tmp_path / "bands.svg").read_text()
    assert drawn.count('id="FillBetweenPolyCollection') == 4 and drawn.count('id="axes_') == 4
    assert drawn.count('id="legend_') == 1


def test_no_two_curves_look_alike_and_none_like_what_they_are_compared_with():
    palette = figure_palette("light")
    looks = [palette.path(style) for style in range(40)]
    assert len(set(looks)) == len(looks)
    assert all(color != looks[0][0] for color, _ in looks[1:])


def test_a_shared_legend_stands_below_and_adds_its_lines_to_the_height(tmp_path):
    x = np.linspace(0, 1, 3)

    def height(names, shared):
        curves = tuple(Curve(name, x, k * x, k) for k, name in enumerate(names))
        picture = Picture((Panel("One", "x", "y", curves), Panel("Two", "x", "y", curves)), 0.5, shared=shared)
        data = write(picture, tmp_path / "figure.png", width=400, resolution=1.0).read_bytes()
        return struct.unpack(">I", data[20:24])[0]

    assert height(["a", "b"], shared=False) == 200
    assert height(["a", "b"], shared=True) == 217
    assert height([40 * "a", 40 * "b", "c"], shared=True) == 200 + 3 * 17
