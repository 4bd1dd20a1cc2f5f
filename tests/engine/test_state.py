"""Parameters, scenes, edits, history: what the user asked for survives every way it travels."""

import dataclasses
import json

import numpy as np
import pytest

from interp_explorer.engine import edits
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.history import LIMIT, History
from interp_explorer.engine.methods import METHODS, Geodesic, Linear, NeurInt, Spherical
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.parameters import check, describe, parse, relevant, to_dict
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.scene import Corners, End, Layer, Scene, View
from interp_explorer.engine.scene_file import from_json, load_scene, save_scene, to_json

SCENE = Scene(
    "digits",
    End((0.1, -0.2, 0.30000000000000004), "gallery:3"),
    End((1.0, 2.0, 3.0), "random:7"),
    (
        Layer("linear-1", Linear(), 0),
        Layer("spherical-1", Spherical(), 1, visible=False, name="Great circle"),
        Layer(
            "geodesic-1", Geodesic(epsilon=0.03, kernel="gaussian"), 2, controls=(ControlPoint(0.4, (1.0, 1.0, 1.0)),)
        ),
    ),
    points=61,
    view=View("pca-3", 200, 5, False, 0.62, plot="norm", grid=True),
    corners=Corners(tuple(End((float(i), 0.5, -1.0), f"random:{i}") for i in range(4)), 6),
    selected="geodesic-1",
    title="A title",
    story="A story.",
)


def test_a_scene_survives_its_file(tmp_path):
    save_scene(SCENE, tmp_path / "scene.json")
    assert load_scene(tmp_path / "scene.json") == SCENE


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda d: d["corners"]["ends"].pop(), "4 corners or none, not 3"),
        (lambda d: d["corners"]["ends"][1].update(latent=[0.0]), "top right corner does not have 3"),
        (lambda d: d["corners"].update(size=1), "cells a side is a whole number from 2"),
        (lambda d: d.update(corners=[]), "grid of corners is not an object"),
        (lambda d: d["view"].update(grid="yes"), "grid is true or false"),
        (lambda d: d.pop("layers"), "no format number or no layers"),
        (lambda d: d.update(format=99), "format 99"),
        (lambda d: d["layers"][0].update(method="teleport"), "no method 'teleport'"),
        (lambda d: d["layers"][2]["parameters"].update(epsilon=2), "outside its range"),
        (lambda d: d["layers"][2]["parameters"].update(speed=2), "no parameter 'speed'"),
        (lambda d: d["target"].update(latent=[1.0]), "different numbers of coordinates"),
        (lambda d: d["source"].update(latent=[float("nan")] * 3), "source coordinate is a finite number, not nan"),
        (lambda d: d["source"].update(latent=[10**400] * 3), "source coordinate is a finite number"),
        (lambda d: d["source"].update(latent=["1", "2", "3"]), "source coordinate is a finite number, not '1'"),
        (lambda d: d["source"].update(latent="123"), "source is not a list"),
        (lambda d: d["source"].update(origin=3), "origin is a text"),
        (lambda d: d.update(target=[0.0, 1.0, 2.0]), "target is not an object"),
        (lambda d: d["layers"][2]["controls"][0].update(latent=[0.0]), "control point"),
        (lambda d: d["layers"][0].update(id="geodesic-1"), "same id"),
        (lambda d: d["layers"][2].update(target={"latent": [0.0]}), "target of layer geodesic-1 does not have 3"),
        (lambda d: d["layers"][2].update(target=7), "layer's target is not an object"),
        (lambda d: d["layers"][2].update(target={"latent": [0, 0, 0], "origin": 3}), "origin of the target of layer"),
        (lambda d: d.pop("source"), "damaged: it lacks 'source'"),
        (lambda d: d.update(layers={}), "layers is not a list"),
        (lambda d: d["layers"].append(1), "layer is not an object"),
        (lambda d: d.update(model=3), "model is a text, not 3"),
        (lambda d: d.update(title=None), "title is a text"),
        (lambda d: d.update(points=1), "points is a whole number from 3 to 2000, not 1"),
        (lambda d: d.update(points=12.9), "points is a whole number from 3 to 2000, not 12.9"),
        (lambda d: d.update(points=True), "points is a whole number"),
        (lambda d: d.update(points=float("inf")), "points is a whole number from 3 to 2000, not inf"),
        (lambda d: d.update(view=[]), "view is not an object"),
        (lambda d: d["view"].update(colour="red", zoom=1), "unknown settings: colour, zoom"),
        (lambda d: d["view"].update(projection="fisheye"), "projection 'fisheye'"),
        (lambda d: d["view"].update(projection=["plane"]), "projection"),
        (lambda d: d["view"].update(plot="mood"), "no plot of 'mood'; choose one of: step distance"),
        (lambda d: d["view"].update(samples=5001), "samples is a whole number from 0 to 5000, not 5001"),
        (lambda d: d["view"].update(sample_seed=-1), "seed of the samples is a whole number"),
        (lambda d: d["view"].update(heat_map=1), "heat map is true or false"),
        (lambda d: d["view"].update(playhead=float("nan")), "playhead is a finite number"),
        (lambda d: d["view"].update(playhead=1.5), "playhead is from 0 to 1"),
        (lambda d: d["layers"][0].update(id=3), "id is a text"),
        (lambda d: d["layers"][0].update(method=["linear"]), "method is a text"),
        (lambda d: d["layers"][0].update(parameters=[]), "parameters is not an object"),
        (lambda d: d["layers"][0].update(visible="yes"), "visibility of layer linear-1 is true or false"),
        (lambda d: d["layers"][0].update(seed=2**63), "seed of layer linear-1 is a whole number"),
        (lambda d: d["layers"][0].update(seed=1.5), "seed of layer linear-1 is a whole number"),
        (lambda d: d["layers"][0].update(style=-1), "style of layer linear-1 is a whole number"),
        (lambda d: d["layers"][0].update(draws=3), "linear-1 has draws, but its method has no randomness"),
        (lambda d: d["layers"][0].update(method="gp-bridge", draws=1001), "draws of layer linear-1 is a whole number"),
        (lambda d: d["layers"][0].update(chosen=1), "chosen draw of layer linear-1 is a whole number from 0 to 0"),
        (lambda d: d["layers"][0].update(own_seeds=[[1, 2]]), "draw with an own seed of layer linear-1 is a whole"),
        (lambda d: d["layers"][0].update(own_seeds=[[0, -2]]), "own seed of layer linear-1 is a whole number"),
        (lambda d: d["layers"][0].update(own_seeds=[[0, 1], [0, 2]]), "draw with an own seed of layer linear-1"),
        (lambda d: d["layers"][0].update(own_seeds=[3]), "own seed is not a list"),
        (lambda d: d["layers"][0].update(own_seeds=[[3]]), "own seed is a draw and a seed"),
        (lambda d: d["layers"][0].update(own_velocities=3), "own velocities is not a list"),
        (lambda d: d["layers"][0].update(own_velocities=[[0, 1]]), "own velocity is not an object"),
        (lambda d: d["layers"][0].update(own_velocities=[{"draw": 0}]), "lacks 'velocity'"),
        (lambda d: d["layers"][0].update(own_velocities=[{"draw": 0, "velocity": [1, 2, 3]}]), "starts with none"),
        (lambda d: d["layers"][0].update(method="neurint", own_velocities=[{"draw": 0, "velocity": [1]}]), "3 coord"),
        (
            lambda d: d["layers"][0].update(method="neurint", own_velocities=[{"draw": 1, "velocity": [1, 2, 3]}]),
            "draw with an own velocity of layer linear-1 is a whole number from 0 to 0",
        ),
        (
            lambda d: d["layers"][0].update(method="neurint", own_velocities=[{"draw": 0, "velocity": ["a", 2, 3]}]),
            "own velocity coordinate is a finite number",
        ),
        (lambda d: d["layers"][0].update(name=3), "name of layer linear-1 is a text, not 3"),
        (lambda d: d["layers"][0].update(name="x" * 61), "name of the scene's layer linear-1 is longer than 60"),
        (lambda d: d["layers"][2].update(controls=3), "controls is not a list"),
        (lambda d: d["layers"][2]["controls"][0].pop("time"), "lacks 'time'"),
        (lambda d: d["layers"][2]["controls"][0].update(time="noon"), "time of a control point of layer geodesic-1 is"),
        (lambda d: d["layers"][2]["controls"][0].update(time=1.0), "geodesic-1 do not increase between 0 and 1"),
        (lambda d: d["layers"][2]["controls"].append(d["layers"][2]["controls"][0]), "do not increase between"),
        (lambda d: (d.update(points=3), d["layers"][2]["controls"].append({"time": 0.6, "latent": [0, 0, 0]})), "need"),
    ],
)
def test_a_damaged_scene_is_refused_with_its_cause(change, cause):
    data = json.loads(to_json(SCENE))
    change(data)
    with pytest.raises(ExplorerError, match=cause):
        from_json(json.dumps(data))


def test_a_layer_is_called_by_its_own_name_or_else_by_its_method():
    two = edits.with_new_layer(SCENE, Linear())
    assert [two.label(layer) for layer in two.layers] == ["Linear 1", "Great circle", "Geodesic", "Linear 2"]
    named = edits.with_name(two, "linear-1", "  the short\n way ")
    assert named.label(named.layer("linear-1")) == "the short way"
    # Its usual name, or none, is no name of its own: it still counts with its like.
    for usual in ("", " ", "Linear 1"):
        assert edits.with_name(named, "linear-1", usual) == two
    assert len(edits.with_name(two, "linear-1", "long " * 20).layer("linear-1").name) <= 60
    copy = edits.with_new_layer(named, Linear(), named.layer("linear-1"))
    assert copy.label(copy.layers[-1]) == "Linear 3"


def test_velocities_set_by_hand_are_kept_as_long_as_they_mean_something():
    fan = edits.with_new_layer(SCENE, NeurInt())
    name = fan.selected
    fan = edits.with_velocity(edits.with_chosen_draw(fan, name, 3), name, (1.0, 2.0, 3.0))
    fan = edits.with_velocity(edits.with_chosen_draw(fan, name, 1), name, (4.0, 5.0, 6.5))
    assert fan.layer(name).own_velocities == ((1, (4.0, 5.0, 6.5)), (3, (1.0, 2.0, 3.0)))
    assert fan.layer(name).chosen_velocity == (4.0, 5.0, 6.5)
    assert from_json(to_json(fan)) == fan
    assert fan.request(fan.layer(name)).own_velocities == fan.layer(name).own_velocities

    def left(scene):
        return [draw for draw, _ in scene.layer(name).own_velocities]

    assert left(edits.with_drawn_velocity(fan, name)) == [3]
    assert left(edits.with_resampled_draw(fan, name, 5)) == [3]
    assert left(edits.with_draws(fan, name, 3)) == [1]
    assert left(edits.with_method(fan, name, NeurInt(T=2.0))) == [1, 3]
    for gone in (
        edits.resampled(fan, name, 5),
        edits.with_end(fan, "target", fan.source),
        edits.swapped(fan),
        edits.with_method(fan, name, NeurInt(reverse=True)),
    ):
        assert left(gone) == []


def test_a_layer_that_keeps_its_target_goes_there_whatever_the_scenes_is():
    kept = edits.with_own_target(SCENE, "geodesic-1", True)
    assert kept.request(kept.layer("geodesic-1")) == SCENE.request(SCENE.layer("geodesic-1"))
    moved = edits.with_end(kept, "target", End((0.0, 0.0, 1.0)))
    assert moved.request(moved.layer("linear-1")).target == (0.0, 0.0, 1.0)
    assert moved.request(moved.layer("geodesic-1")) == kept.request(kept.layer("geodesic-1"))
    assert from_json(to_json(moved)) == moved
    assert edits.with_end(moved, "source", End((0.0, 0.0, 1.0))).layer("geodesic-1").controls == ()
    assert edits.swapped(moved).request(edits.swapped(moved).layer("geodesic-1")).controls == ()
    # Elsewhere again, the control points of the old path go; with the same target nothing changes.
    freed = edits.with_own_target(moved, "geodesic-1", False).layer("geodesic-1")
    assert freed.target is None and freed.controls == ()
    assert edits.with_own_target(kept, "geodesic-1", False) == SCENE
    copied = edits.with_new_layer(moved, Linear(), moved.layer("geodesic-1"))
    assert copied.target_of(copied.layers[-1]) == SCENE.target


def test_a_file_from_before_draws_had_seeds_is_read():
    data = json.loads(to_json(SCENE))
    for layer in data["layers"]:
        del layer["own_seeds"], layer["chosen"]
    assert from_json(json.dumps(data)) == SCENE


def test_files_that_are_no_scenes_are_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\x80\x04\x95pickle")
    with pytest.raises(ExplorerError, match="Cannot read"):
        load_scene(tmp_path / "a.json")
    with pytest.raises(ExplorerError, match="Cannot read"):
        load_scene(tmp_path / "missing.json")
    with pytest.raises(ExplorerError, match="not JSON"):
        from_json("{")
    with pytest.raises(ExplorerError, match="nested too deeply"):
        from_json('{"format":1,"layers":' + "[" * 100_000)
    (tmp_path / "b.json").write_text(to_json(SCENE).replace('"linear"', '"lineal"'))
    with pytest.raises(ExplorerError, match=r"b\.json: There is no method 'lineal'"):
        load_scene(tmp_path / "b.json")


def test_a_mark_of_the_byte_order_is_no_part_of_a_scene(tmp_path):
    (tmp_path / "scene.json").write_text(to_json(SCENE), encoding="utf-8-sig")
    assert load_scene(tmp_path / "scene.json") == SCENE


@pytest.mark.parametrize("selected", ["nothing", None, ["linear-1"]])
def test_a_selection_that_names_no_layer_becomes_none(selected):
    data = json.loads(to_json(SCENE)) | {"selected": selected}
    assert from_json(json.dumps(data)).selected == ""


def test_the_metric_is_the_selected_geodesics_and_goes_into_every_request_without_one():
    expected = Metric(epsilon=0.03, kernel="gaussian")
    assert SCENE.metric == expected
    assert SCENE.request(SCENE.layers[0]).metric == expected
    other = Layer("geodesic-2", Geodesic(epsilon=0.3))
    scene = SCENE.with_layer(other)
    assert scene.request(scene.layers[0]).metric == expected
    assert scene.request(other).metric == Metric(epsilon=0.3)


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_is_described_and_its_parameters_survive_text(name):
    method = METHODS[name]()
    assert method.label and method.summary
    as_text = {key: str(value) for key, value in to_dict(method).items()}
    assert parse(METHODS[name], as_text) == method
    for p in describe(method):
        assert p.help.endswith("."), p.name
        if p.low is not None:
            assert p.low <= p.default <= p.high
        if p.when is not None:
            assert p.when[0] in to_dict(method)


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"epsilon": "big"}, "epsilon is a number"),
        ({"epsilon": "nan"}, "finite"),
        ({"epsilon": 0.6}, "outside its range 0 to 0.5"),
        ({"knots": 2.5}, "whole number"),
        ({"kernel": "cubic"}, "kernel is one of"),
        ({"kernal": "linear"}, "no parameter 'kernal'"),
    ],
)
def test_wrong_values_are_named(values, cause):
    with pytest.raises(ExplorerError, match=cause):
        parse(Geodesic, values)


def test_only_parameters_with_an_effect_are_relevant():
    names = {p.name for p in relevant(Geodesic(kernel="gaussian"))}
    assert "gamma" in names and "offset" not in names and "knots" not in names
    check(Geodesic())


def test_parameters_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Geodesic().epsilon = 0.2


def test_adding_and_removing_a_control_point_is_the_identity():
    scene, index = edits.with_control(SCENE, "geodesic-1", 0.7, (0.0, 0.0, 0.0))
    assert index == 1
    assert [p.time for p in scene.layer("geodesic-1").controls] == [0.4, 0.7]
    assert edits.without_control(scene, "geodesic-1", index) == SCENE
    with pytest.raises(ExplorerError, match="already"):
        edits.with_control(scene, "geodesic-1", 0.7001, (0.0, 0.0, 0.0))


def test_swapping_twice_is_the_identity_and_mirrors_control_points():
    once = edits.swapped(SCENE)
    assert once.source == SCENE.target
    assert once.layer("geodesic-1").controls[0].time == pytest.approx(0.6)
    assert edits.swapped(once) == SCENE


def test_new_layers_get_their_own_id_and_style():
    scene = edits.with_new_layer(SCENE, Geodesic())
    added = scene.layers[-1]
    assert added.id == "geodesic-2" and added.style == 3 and scene.selected == added.id
    assert edits.without_layer(scene, added.id).selected == "geodesic-1"


def test_another_end_drops_the_control_points_of_the_old_path():
    scene = edits.with_end(SCENE, "target", End((0.0, 0.0, 1.0)))
    assert all(not layer.controls for layer in scene.layers)


def test_history_goes_back_and_forth():
    history = History(0)
    for state in range(1, 4):
        history.push(state, f"step {state}")
    assert (history.undo(), history.undo_label, history.redo_label) == (2, "step 2", "step 3")
    assert history.undo() == 1 and history.redo() == 2
    history.push(9, "other way")
    assert history.redo() == 9 and history.redo_label == ""
    history.push(9, "nothing new")
    assert history.undo() == 2


def test_history_is_bounded_and_quiet_changes_are_no_steps():
    history = History(0)
    for state in range(1, 3 * LIMIT):
        history.push(state, "step")
    for _ in range(3 * LIMIT):
        history.undo()
    assert history.state == 2 * LIMIT - 1
    history.replace(-1)
    assert history.state == -1 and history.undo_label == ""


def test_latents_become_plain_numbers():
    assert edits.as_latent(np.float32([0.5, 2])) == (0.5, 2.0)
