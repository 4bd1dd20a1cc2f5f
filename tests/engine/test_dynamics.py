"""Learned dynamics: exact answers, orders of convergence, agreement of the solvers, cancelling."""

import math

import pytest
import torch
from torch import nn
from torchdiffeq import odeint

from interp_explorer.engine.dynamics import integrate, system_of
from interp_explorer.engine.dynamics.systems import FirstOrder, SecondOrder
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.networks import build_network
from interp_explorer.engine.progress import Progress

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
