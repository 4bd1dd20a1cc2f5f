"""How fast autoencoders train: `python benchmarks/training.py`.

Images a second of processor time, of the training loop with all that it does beside (shuffling, moving averages,
checks for numbers that are not finite, the log) and of a bare loop over the same networks, losses and batches,
written as in a notebook. The two take turns, so that both meet the same computer. At least 0.9 is wanted of the
ratio. Sheets and checkpoints, which come every thousand steps, are timed apart.
"""

from __future__ import annotations

import os
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.nn import functional as F
from torch.optim import Adam

from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.errors import Cancelled
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.checkpoint import write_checkpoint
from interp_explorer.trainers.datasets import Dataset, open_dataset
from interp_explorer.trainers.loop import initial_state, run_loop
from interp_explorer.trainers.recipes.aeai import AEAI
from interp_explorer.trainers.recipes.shaped import ShapedRecipe
from interp_explorer.trainers.run import make_recipe
from interp_explorer.trainers.run_directory import RunDirectory
from interp_explorer.trainers.state import TrainingState

NEVER = 1_000_000
WARM_UP = 5
"""Steps before the clock starts."""


def bare_autoencoder(recipe: ShapedRecipe, data: Dataset) -> Callable[[Tensor], None]:
    """One step of it on a batch."""
    networks = recipe.networks(data)
    encoder, decoder = networks["encoder"], networks["decoder"]
    optimiser = Adam([*encoder.parameters(), *decoder.parameters()], recipe.learning_rate)

    def step(images: Tensor) -> None:
        loss = F.mse_loss(decoder(encoder(images)), images)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    return step


def bare_aeai(recipe: ShapedRecipe, data: Dataset) -> Callable[[Tensor], None]:
    """One step of it, all losses on."""
    assert isinstance(recipe, AEAI)
    networks = recipe.networks(data)
    encoder, decoder, discriminator = (networks[name] for name in ("encoder", "decoder", "discriminator"))
    optimiser = Adam([*encoder.parameters(), *decoder.parameters()], recipe.learning_rate)
    opponent = Adam(discriminator.parameters(), recipe.learning_rate)
    a, c, s = recipe.adversarial_weight, recipe.cycle_weight, recipe.smoothness_weight

    def step(images: Tensor) -> None:
        z = encoder(images)
        towards = z.flip(0) - z
        mixed = z + torch.rand(len(z), 1) * towards
        with forward_ad.dual_level():
            latents = forward_ad.make_dual(torch.cat([z, mixed]), torch.cat([torch.zeros_like(z), towards]))
            both, speed = forward_ad.unpack_dual(decoder(latents))
        rebuilt, made = both.chunk(2)
        real_logits, made_logits = discriminator(images), discriminator(made.detach())
        loss = F.softplus(-real_logits).mean() + F.softplus(made_logits).mean()
        opponent.zero_grad()
        loss.backward()
        opponent.step()
        loss = F.mse_loss(rebuilt, images) + a * F.softplus(-discriminator(made)).mean()
        loss = loss + c * F.mse_loss(encoder(made), mixed) + s * speed[len(z) :].square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    return step


BARE = {"autoencoder": bare_autoencoder, "aeai": bare_aeai}


def compare(name: str, data: Dataset, preset: str, steps: int, rounds: int) -> None:
    """Print a line: both rates and their ratio, and what sheets and a checkpoint cost."""
    recipe = make_recipe(name, preset, {"size": data.image_shape[1], "sample_every": NEVER, "checkpoint_every": NEVER})
    assert isinstance(recipe, ShapedRecipe)
    recipe = replace(recipe, steps=NEVER)
    if isinstance(recipe, AEAI):
        recipe = replace(recipe, warm_up_images=0, smooth_images=0, ramp_images=0)
    state = initial_state(recipe, data, 0, torch.device("cpu"))
    torch.manual_seed(0)
    step = BARE[name](recipe, data)
    looped = bare = 0.0
    with tempfile.TemporaryDirectory() as folder:
        run = RunDirectory(Path(folder) / "run")
        with run.open({}, resume=False):
            for turn in range(rounds + 1):
                seconds = loop_seconds(recipe, state, data, run, steps if turn else WARM_UP)
                looped += seconds if turn else 0.0
                seconds = bare_seconds(step, data, recipe.batch_size, steps if turn else WARM_UP)
                bare += seconds if turn else 0.0
            sheets = seconds_of(lambda: (recipe.sheet(state, data), recipe.strips(state, data)))
            saving = seconds_of(lambda: write_checkpoint(run.checkpoints, state.state_dict(), ""))
    seen = rounds * steps * recipe.batch_size
    print(
        f"  {name:12} {seen / looped:9.0f} {seen / bare:9.0f} {bare / looped:8.2f} {1000 * sheets:8.0f} ms "
        f"{1000 * saving:9.0f} ms"
    )


def loop_seconds(recipe: ShapedRecipe, state: TrainingState, data: Dataset, run: RunDirectory, steps: int) -> float:
    """Of so many steps of the loop, which reports before each and is cancelled then."""
    times: list[float] = []

    def report(fraction: float, text: str) -> None:
        times.append(time.process_time())
        if len(times) > steps:
            raise Cancelled

    with suppress(Cancelled):
        run_loop(recipe, state, data, run, "", Progress(report))
    return times[steps] - times[0]


def bare_seconds(step: Callable[[Tensor], None], data: Dataset, batch_size: int, steps: int) -> float:
    """Of as many steps of the bare loop."""
    images = torch.from_numpy(data.train.images)

    def run() -> None:
        for _ in range(steps):
            step(images[torch.randperm(len(images))[:batch_size]].float() / 255)

    return seconds_of(run)


def seconds_of(run: Callable[[], object]) -> float:
    """Processor time."""
    started = time.process_time()
    run()
    return time.process_time() - started


def main() -> None:
    """Print the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="pole")
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--preset", default="cpu")
    parser.add_argument("--steps", type=int, default=10, help="of each turn")
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, torch threads: {limit_threads()}")
    data = open_dataset(arguments.data, arguments.size)
    print(f"images a second of processor time; {arguments.data}, preset {arguments.preset}")
    print("  recipe            loop      bare    ratio      sheets   checkpoint")
    for name in BARE:
        compare(name, data, arguments.preset, arguments.steps, arguments.rounds)


if __name__ == "__main__":
    main()
