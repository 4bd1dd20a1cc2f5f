"""A user's file that cannot be used, and hides a shipped model, says so."""

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from interp_explorer.engine import model_library
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import load_model
from interp_explorer.engine.model_library import SHIPPED

NAME = "digits-vae-2d"


def test_a_broken_file_that_hides_a_shipped_model_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(model_library, "model_folders", lambda: (tmp_path, SHIPPED))
    shipped, users = SHIPPED / f"{NAME}.safetensors", tmp_path / f"{NAME}.safetensors"
    with safe_open(shipped, framework="np") as file:
        tensors, header = {key: file.get_tensor(key) for key in file.keys()}, file.metadata()  # noqa: SIM118
    [name, *_] = [key for key in tensors if key.startswith("decoder.") and tensors[key].dtype.kind == "f"]
    tensors[name] = np.full_like(tensors[name], np.nan)
    save_file(tensors, users, header)
    with pytest.raises(ExplorerError) as raised:
        load_model(NAME)
    assert str(raised.value) == (
        f"{users}: the weights {name} are not all finite numbers; it hides the model of that name that ships with the "
        "program, so remove or rename it."
    )
    # Elsewhere it hides nothing.
    with pytest.raises(ExplorerError, match=r"not all finite numbers\.$"):
        load_model(users.rename(tmp_path / "other.safetensors"))
    assert load_model(NAME).latent_dimension == 2
