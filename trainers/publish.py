"""From a trained state to a model file: gallery, scores, card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import nn

from ..engine.errors import ExplorerError
from ..engine.model import assemble, load_classifier
from ..engine.model_file import Gallery, ModelHeader, write_model
from ..engine.networks import describe_network
from ..engine.parameters import to_dict
from ..engine.priors import Prior
from ..engine.progress import Progress
from .datasets import Dataset
from .gallery import make_codes, make_gallery
from .recipes import RECIPES, Recipe
from .state import TrainingState


def publish(
    recipe: Recipe,
    state: TrainingState,
    data: Dataset,
    judge: nn.Module | None,
    name: str,
    seed: int,
    path: Path,
    progress: Progress,
    scored: bool = True,
) -> None:
    """Measure what the state's networks can do, if it is to be `scored`, and write them to `path` as the model `name`.

    `judge` is the classifier that scores the samples and ships beside them. Raises ExplorerError if the
    file cannot be written.
    """
    networks = {role: network.cpu() for role, network in recipe.parts(state).items()}
    if judge is not None:
        networks["classifier"] = judge
    prior = recipe.density(networks, data)
    header = _header(recipe, prior, state, data, networks, name, seed)
    gallery, codes = Gallery.empty(data.image_shape, header.latent_dimension), None
    if prior is not None:
        model = assemble(header, prior, networks, gallery)
        gallery, codes = make_gallery(model, data, seed, progress), make_codes(model, data)
    scores = recipe.scores(networks, data) if scored else {}
    header = replace(header, scores=scores, card=_card(header, scores))
    write_model(path, header, {role: network.state_dict() for role, network in networks.items()}, gallery, codes)


def load_judge(recipe: Recipe, data: Dataset) -> nn.Module | None:
    """The classifier that a recipe names, if it names one.

    Raises ExplorerError if there is no such classifier or it was made for other images or classes.
    """
    name = recipe.judged_by()
    if not name:
        return None
    header, classifier = load_classifier(name)
    if header.image_shape != data.image_shape or header.classes != data.classes:
        raise ExplorerError(
            f"The classifier {name} is for images of {header.image_shape} in {len(header.classes)} classes, "
            f"not for those of {data.name}, {data.image_shape} in {len(data.classes)}."
        )
    return classifier


def _header(
    recipe: Recipe,
    prior: Prior | None,
    state: TrainingState,
    data: Dataset,
    networks: dict[str, nn.Module],
    name: str,
    seed: int,
) -> ModelHeader:
    return ModelHeader(
        name=name,
        title=recipe.title(data),
        summary=recipe.method(),
        networks={role: describe_network(network) for role, network in networks.items()},
        prior=None if prior is None else {"name": prior.name, "arguments": prior.arguments()},
        image_shape=data.image_shape,
        latent_dimension=0 if prior is None else prior.dimension,
        classes=data.classes,
        recipe={"name": RECIPES.name_of(recipe), "config": to_dict(recipe), "seed": seed, "steps": state.step},
        data=_origin(data),
    )


def _origin(data: Dataset) -> dict[str, Any]:
    origin = {"name": data.name, "sha256": data.sha256, "images": len(data.train), "licence": data.licence}
    return origin | ({"spec": data.spec} if data.spec else {})


def _card(header: ModelHeader, scores: dict[str, float]) -> str:
    measured = "; ".join(f"{name} {value:.4g}" for name, value in scores.items()) or "nothing"
    recipe, data = header.recipe, header.data
    return (
        f"{header.summary} It saw {recipe['steps']} batches of {recipe['config']['batch_size']} of the "
        f"{data['images']} training images of {data['name']} (seed {recipe['seed']}). Measured with images it was "
        "not trained on: "
        f"{measured}. Data: {data['licence']}."
    )
