"""Sketches: small networks that know how far apart decoded images are."""

import torch

from interp_explorer.app.main import main
from interp_explorer.engine.model import load_model
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers import sketch as sketching
from interp_explorer.trainers.sketch import add_sketch, fit_sketch


def small(monkeypatch):
    monkeypatch.setattr(sketching, "POINTS", 3000)
    monkeypatch.setattr(sketching, "COMPONENT_IMAGES", 500)


def test_a_sketch_keeps_the_distances_of_decoded_images(monkeypatch):
    small(monkeypatch)
    model = load_model("digits-vae")
    sketch, error = fit_sketch(model, 150, 0, Progress())
    assert error < 0.5
    z = model.prior.sample(40, torch.Generator().manual_seed(3))
    with torch.no_grad():
        true, seen = torch.pdist(model.decode(z).flatten(1)), torch.pdist(sketch(z))
    assert float(torch.corrcoef(torch.stack([true, seen]))[0, 1]) > 0.8
    again, _ = fit_sketch(model, 150, 0, Progress())
    assert torch.equal(sketch(z), again(z))


def test_a_model_with_a_sketch_is_the_same_model(monkeypatch, tmp_path):
    small(monkeypatch)
    before = load_model("digits-gan-semicircle")
    out = tmp_path / "sketched.safetensors"
    add_sketch("digits-gan-semicircle", out, 5, 1, Progress())
    after = load_model(out)
    z = torch.randn(3, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(before.decode(z), after.decode(z))
    assert after.sketch is not None and "sketch error" in after.header.scores


def test_the_command_says_how_good_the_sketch_is(monkeypatch, tmp_path, capsys):
    small(monkeypatch)
    out = tmp_path / "sketched.safetensors"
    assert main(["sketch", "digits-gan-normal", "--out", str(out), "--steps", "3"]) == 0
    assert "error" in capsys.readouterr().out and load_model(out).sketch is not None
    assert main(["sketch", "digits-gan-normal", "--steps", "0"]) == 2
    assert main(["sketch", "digits-classifier"]) == 2
