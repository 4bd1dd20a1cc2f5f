"""Learned dynamics: exact answers, orders of convergence, agreement of the solvers, cancelling."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torchdiffeq import odeint

from interp_explorer.engine.dynamics import integrate, system_of
from interp_explorer.engine.dynamics.systems import FirstOrder, SecondOrder
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.export import export
from interp_explorer.engine.methods import Linear, NeurInt
from interp_explorer.engine.model import assemble, load_model
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.solve import solve

SOLVERS = ("euler", "rk4", "dopri5")
TIMES = torch.linspace(0, 1, 7, dtype=torch.float64)


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, state):
        return self.function(state)


def oscillator(dimension=2):
    """z'' = -z."""
    return SecondOrder(Function(lambda state: -state[:, :dimension]), dimension)


def learned(order="second", dimension=6):
    with torch.random.fork_rng():
        torch.manual_seed(1)
        field = build_network("vector-field", {"latent_dimension": dimension, "hidden": 16, "order": order})
    return system_of(field.double())


def starts(count=5, size=12):
    return torch.randn(count, size, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("solver", SOLVERS)
def test_without_a_force_paths_are_straight(solver):
    system = SecondOrder(Function(lambda state: torch.zeros_like(state[:, :6])), 6)
    state = starts()
    expected = state[:, None, :6] + TIMES[:, None] * state[:, None, 6:]
    torch.testing.assert_close(integrate(system, state, TIMES, solver, 4), expected)


def test_runge_kutta_has_order_4_and_euler_order_1():
    state, times = starts(3, 4), torch.linspace(0, 1, 5, dtype=torch.float64)
    exact = state[:, None, :2] * times.cos()[:, None] + state[:, None, 2:] * times.sin()[:, None]
    for solver, order in (("euler", 1), ("rk4", 4)):
        errors = [(integrate(oscillator(), state, times, solver, steps) - exact).abs().max() for steps in (16, 32)]
        assert math.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.15)


def test_between_its_steps_runge_kutta_keeps_order_4_and_euler_is_straight():
    state = starts(3, 4)
    times = torch.tensor([0.0, 0.03, 0.1, 0.17, 0.58, 1.0], dtype=torch.float64)
    exact = state[:, None, :2] * times.cos()[:, None] + state[:, None, 2:] * times.sin()[:, None]
    errors = [(integrate(oscillator(), state, times, "rk4", steps) - exact).abs().max() for steps in (8, 16, 32)]
    assert errors[2] < 1e-6 and errors[0] / errors[2] > 2**6
    coarse = integrate(oscillator(), state, torch.tensor([0.0, 0.25, 0.5, 1.0], dtype=torch.float64), "euler", 2)
    torch.testing.assert_close(coarse[:, 1], (coarse[:, 0] + coarse[:, 2]) / 2)


def test_the_solvers_agree_as_steps_grow():
    system, state = learned(), starts()
    fine = integrate(system, state, TIMES, "dopri5")
    gaps = [(integrate(system, state, TIMES, "euler", steps) - fine).abs().max() for steps in (8, 64, 512)]
    assert gaps[0] > 4 * gaps[1] > 16 * gaps[2]
    torch.testing.assert_close(integrate(system, state, TIMES, "rk4", 64), fine, atol=1e-4, rtol=0)


@pytest.mark.parametrize("order", ["second", "first", "first-conditioned"])
def test_runge_kutta_is_that_of_torchdiffeq(order):
    system, state = learned(order).float(), starts().float()
    times = torch.linspace(0, 1, 33)
    start = system.start(state[:, :6], state[:, 6:])
    with torch.no_grad():
        expected = system.position(odeint(system, start, times, method="rk4")).transpose(0, 1)
    torch.testing.assert_close(integrate(system, start, times, "rk4", 32), expected, atol=1e-5, rtol=0)


def test_first_order_dynamics_follow_the_field_and_ignore_what_is_drawn():
    system = FirstOrder(Function(lambda state: -state), 4)
    position, drawn = starts(3, 4), starts(3, 4)
    expected = position[:, None] * (-TIMES).exp()[:, None]
    torch.testing.assert_close(
        integrate(system, system.start(position, drawn), TIMES, "rk4", 64), expected, atol=1e-8, rtol=0
    )


def test_a_condition_steers_and_stays():
    system = learned("first-conditioned")
    position, drawn = starts(3, 6), starts(3, 6).flip(0)
    state = system.start(position, drawn)
    assert torch.equal(system(0.0, state)[:, 6:], torch.zeros(3, 6, dtype=torch.float64))
    assert not torch.allclose(integrate(system, state, TIMES), integrate(system, system.start(position, -drawn), TIMES))


@pytest.mark.parametrize("solver", SOLVERS)
def test_paths_do_not_depend_on_each_other(solver, monkeypatch):
    system, state = learned(), starts(7)
    together = integrate(system, state, TIMES, solver, 16)
    monkeypatch.setattr("interp_explorer.engine.dynamics.paths.CHUNK", 3)
    torch.testing.assert_close(integrate(system, state, TIMES, solver, 16), together, atol=1e-4, rtol=0)


def test_time_can_run_on_and_back():
    system, state = oscillator(), starts(3, 4)
    far = integrate(system, state, torch.tensor([0.0, 2 * math.pi], dtype=torch.float64), "rk4", 200)
    torch.testing.assert_close(far[:, 1], state[:, :2], atol=1e-6, rtol=0)
    back = integrate(system, state, -TIMES, "rk4", 64)
    mirrored = integrate(system, torch.cat([state[:, :2], -state[:, 2:]], 1), TIMES, "rk4", 64)
    torch.testing.assert_close(back, mirrored)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_solve_that_nobody_wants_stops(solver):
    progress = Progress()
    calls = []

    def field(state):
        calls.append(1)
        progress.cancel()
        return -state[:, :2]

    with pytest.raises(Cancelled):
        integrate(SecondOrder(Function(field), 2), starts(3, 4), TIMES, solver, 1000, progress)
    assert len(calls) < 30


@pytest.mark.parametrize("solver", SOLVERS)
def test_paths_that_run_off_are_an_error_of_one_sentence(solver):
    system = SecondOrder(Function(lambda state: 1e4 * state[:, :2] ** 3), 2)
    with pytest.raises(ExplorerError, match=r"infinity|stiff"):
        integrate(system, 10 * starts(3, 4), TIMES, solver, 16)


@pytest.fixture(scope="module")
def model():
    """A NeurInt model of 8-pixel images with random weights."""
    shape = {"size": 8, "maps": 4, "latent_dimension": 6}
    descriptions = {
        "decoder": ("progressive-generator", shape),
        "encoder": ("position-encoder", shape),
        "velocity": ("velocity-encoder", {"latent_dimension": 6, "least": 0.5}),
        "field": ("vector-field", {"latent_dimension": 6, "hidden": 16}),
    }
    with torch.random.fork_rng():
        torch.manual_seed(0)
        networks = {role: build_network(*described) for role, described in descriptions.items()}
    return assemble(header(networks), Normal(6), networks, Gallery.empty((1, 8, 8), 6))


def header(networks):
    return ModelHeader(
        name="toy",
        title="Toy",
        summary="",
        networks={role: describe_network(network) for role, network in networks.items()},
        prior={"name": "normal", "arguments": {"dimension": 6}},
        image_shape=(1, 8, 8),
        latent_dimension=6,
        classes=(),
        recipe={},
        data={},
    )


def request(method, points=9, **values):
    source, target = (tuple(row.tolist()) for row in starts(2, 6))
    return PathRequest("toy", method, source, target, points=points, **values)


def test_the_method_starts_at_the_source_with_the_learned_velocity(model):
    still = solve(request(NeurInt(temperature=0)), model)
    source, target = (torch.tensor([end]) for end in (still.request.source, still.request.target))
    system = model.dynamics()
    with torch.no_grad():
        state = system.start(source, model.start_density(source, target)[0])
    expected = integrate(system, state, torch.from_numpy(still.times), "rk4", 32)[0]
    torch.testing.assert_close(torch.from_numpy(still.latents), expected)
    assert still.latents[0] == pytest.approx(still.request.source, abs=1e-6)
    assert not torch.allclose(model.decode(expected[-1:]), model.decode(target), atol=1e-3)
    gap = (model.decode(expected[-1:]) - model.decode(target)).square().mean().sqrt()
    assert f"by {gap:.3f} a pixel" in still.note


def test_draws_differ_are_seeded_and_do_not_depend_on_their_number(model):
    fan = solve(request(NeurInt(), draws=5, seed=3), model)
    fewer = solve(request(NeurInt(), draws=2, seed=3), model)
    assert fan.latents.shape == (5, 9, 6) and fan.frames.shape == (5, 9, 1, 8, 8)
    assert fan.latents[:2] == pytest.approx(fewer.latents, abs=1e-5)
    assert (fan.latents[:, 0] == fan.latents[0, 0]).all()
    assert abs(fan.latents[0, -1] - fan.latents[1, -1]).max() > 0.01
    assert abs(solve(request(NeurInt(), draws=2, seed=4), model).latents - fewer.latents).max() > 0.01
    cold = solve(request(NeurInt(temperature=0), draws=2), model)
    assert cold.latents[0] == pytest.approx(cold.latents[1], abs=1e-6)


def test_temperature_spreads_and_velocity_scales_the_start(model):
    def start(**values):
        near = solve(request(NeurInt(T=0.01, **values), points=3, draws=3), model)
        return torch.from_numpy(near.latents[:, -1] - near.latents[:, 0]) / 0.01

    cold, still = start(temperature=0), start(temperature=0, velocity=0)
    assert still.abs().max() < 0.1 * cold.abs().max()
    torch.testing.assert_close(start(temperature=0, velocity=2) - still, 2 * (cold - still), atol=0.05, rtol=0.05)
    torch.testing.assert_close(start(temperature=4) - cold, 4 * (start() - cold), atol=0.1, rtol=0.05)


def test_a_longer_time_goes_on_along_the_same_path(model):
    once = solve(request(NeurInt(steps=20), points=5), model)
    twice = solve(request(NeurInt(steps=40, T=2), points=9), model)
    assert twice.latents[:5] == pytest.approx(once.latents, abs=1e-5)


def test_what_is_past_t_changes_nothing_before_it_and_the_gap_is_that_at_t(model):
    once = solve(request(NeurInt(steps=10, T=0.7), points=8, draws=3), model)
    more = solve(request(NeurInt(steps=10, T=0.7, extrapolate=0.45), points=24, draws=3), model)
    # Its 24 points are 0.05 apart, those of the shorter path 0.1.
    assert more.latents[:, :15:2] == pytest.approx(once.latents, abs=1e-5)
    assert once.flight.arrived == 1 and more.flight.arrived == pytest.approx(0.7 / 1.15)
    assert more.flight.gap == pytest.approx(once.flight.gap, abs=1e-6)
    assert more.flight.image == pytest.approx(once.frames[:, -1], abs=1e-5)
    assert "at T (t = 0.61) differs from the target's" in more.note
    assert (abs(more.latents[:, -1] - once.latents[:, -1]).max(-1) > 0.05).all()


def test_in_reverse_it_is_the_path_of_the_exchanged_ends_backwards(model):
    there = request(NeurInt(extrapolate=0.3), draws=3)
    back = replace(there, method=replace(there.method, reverse=True), source=there.target, target=there.source)
    one, other = solve(there, model), solve(back, model)
    assert other.latents[:, ::-1] == pytest.approx(one.latents, abs=1e-5)
    assert (one.flight.launched, other.flight.launched) == (0, 1)
    assert one.flight.arrived + other.flight.arrived == pytest.approx(1)
    assert other.flight.gap == pytest.approx(one.flight.gap)
    assert (one.flight.end, other.flight.end) == ("target", "source")
    assert other.latents[0, -1] == pytest.approx(back.target, abs=1e-6)


def test_the_flight_tells_velocity_arrival_and_gap(model):
    fan = solve(request(NeurInt(T=0.01), points=3, draws=3), model)
    rate = (fan.latents[:, 1] - fan.latents[:, 0]) / 0.005
    assert fan.flight.velocity == pytest.approx(rate, abs=0.05)
    wanted = model.decode(torch.tensor([fan.request.target]))[0].numpy()
    assert fan.flight.wanted == pytest.approx(wanted, abs=1e-6)
    assert fan.flight.gap == pytest.approx([((frame - wanted) ** 2).mean() ** 0.5 for frame in fan.frames[:, -1]])
    second = fan.draw(1).flight
    assert second.gap == fan.flight.gap[1] and second.velocity.shape == (6,) and second.image.shape == (1, 8, 8)
    alone = solve(request(NeurInt()), model).flight
    assert alone.velocity.shape == (6,) and alone.gap.shape == ()


def test_a_velocity_of_its_own_is_that_of_its_draw_alone(model):
    drawn = solve(request(NeurInt(), draws=3), model)
    wish = (1.0, -2.0, 0.5, 0.0, 3.0, -1.0)
    own = solve(request(NeurInt(velocity=0.3), draws=3, own_velocities=((1, wish),)), model)
    assert own.flight.velocity[1] == pytest.approx(wish)
    set_ = solve(request(NeurInt(), draws=3, own_velocities=((1, wish),)), model)
    assert set_.latents[[0, 2]] == pytest.approx(drawn.latents[[0, 2]], abs=1e-5)
    # Neither the scale of the mean nor the noise plays a part in it.
    assert set_.latents[1] == pytest.approx(own.latents[1], abs=1e-5)
    start = torch.tensor([[*drawn.request.source, *wish]])
    expected = integrate(model.dynamics(), start, torch.from_numpy(drawn.times), "rk4", 32)[0]
    assert set_.latents[1] == pytest.approx(expected.numpy(), abs=1e-5)
    again = solve(
        request(NeurInt(), draws=3, own_velocities=((1, tuple(map(float, drawn.flight.velocity[1]))),)), model
    )
    assert again.latents == pytest.approx(drawn.latents, abs=1e-5)


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"method": Linear(), "own_velocities": ((0, (1.0,) * 6),)}, "Linear start with no velocity"),
        ({"method": NeurInt(), "own_velocities": ((1, (1.0,) * 6),)}, "no such draw to set the velocity of"),
        ({"method": NeurInt(), "own_velocities": ((0, (1.0,) * 5),)}, "has 6 finite coordinates"),
        ({"method": NeurInt(), "own_velocities": ((0, (math.inf,) * 6),)}, "has 6 finite coordinates"),
    ],
)
def test_a_velocity_that_cannot_be_is_refused(model, values, cause):
    with pytest.raises(ExplorerError, match=cause):
        solve(request(**values), model)


def test_dynamics_of_first_order_have_a_gap_and_no_velocity(model):
    with torch.random.fork_rng():
        torch.manual_seed(3)
        field = build_network("vector-field", {"latent_dimension": 6, "hidden": 16, "order": "first"})
    first = replace(model, field=field, velocity=None)
    flight = solve(request(NeurInt(), draws=2), first).flight
    assert flight.velocity is None and flight.gap.shape == (2,)
    with pytest.raises(ExplorerError, match="first order"):
        solve(request(NeurInt(), own_velocities=((0, (1.0,) * 6),)), first)


def test_the_numbers_of_a_flight_are_exported(model, tmp_path):
    result = solve(request(NeurInt(), draws=2, own_velocities=((1, (1.0,) * 6),)), model)
    export([result], tmp_path / "path.npz")
    with np.load(tmp_path / "path.npz", allow_pickle=False) as arrays:
        assert arrays["velocity"].shape == (2, 6) and (arrays["velocity"][1] == 1).all()
        assert arrays["gap"] == pytest.approx(result.flight.gap)
        meta = json.loads(str(arrays["meta"]))
    assert meta["own_velocities"] == [{"draw": 1, "velocity": [1.0] * 6}]
    assert meta["method"]["parameters"]["reverse"] is False


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_solver_gives_nearly_the_same_path(model, solver):
    path = solve(request(NeurInt(solver=solver, steps=400)), model)
    assert path.latents == pytest.approx(solve(request(NeurInt()), model).latents, abs=0.02)


def test_what_such_a_path_cannot_do_is_said(model):
    with pytest.raises(ExplorerError, match="toy has learned no dynamics"):
        solve(request(NeurInt()), replace(model, field=None))
    with pytest.raises(ExplorerError, match="remove the control points"):
        solve(request(NeurInt(), controls=(ControlPoint(0.5, (0.0,) * 6),)), model)


def test_dynamics_travel_in_the_model_file(model, tmp_path):
    networks = {role: getattr(model, role) for role in ("decoder", "encoder", "velocity", "field")}
    weights = {role: network.state_dict() for role, network in networks.items()}
    write_model(tmp_path / "toy.safetensors", model.header, weights, model.gallery)
    loaded = load_model(tmp_path / "toy.safetensors")
    path = request(NeurInt(), draws=2)
    assert solve(path, loaded).latents == pytest.approx(solve(path, model).latents)
    wrong = {**weights, "field": build_network("vector-field", {"latent_dimension": 5, "hidden": 16}).state_dict()}
    described = {
        **model.header.networks,
        "field": {"name": "vector-field", "arguments": {"latent_dimension": 5, "hidden": 16}},
    }
    write_model(tmp_path / "bad.safetensors", replace(model.header, networks=described), wrong, model.gallery)
    with pytest.raises(ExplorerError, match="do not fit each other"):
        load_model(tmp_path / "bad.safetensors")


@pytest.mark.parametrize("order", ["second", "first", "first-conditioned"])
def test_slopes_written_in_place_are_those_of_the_system(order):
    system, state = learned(order), starts()
    state = system.start(state[:, :6], state[:, 6:])
    slope = torch.full_like(state, torch.nan)
    system.fill(state, slope)
    torch.testing.assert_close(slope, system(0.0, state).detach())
