"""The package holds what the tree holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("app", "engine", "trainers", "widgets")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def modules() -> set[str]:
    """Every module of the tree, as a path below the root."""
    found = {path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")} | set(ROOT.glob("*.py"))
    return {path.relative_to(ROOT).as_posix() for path in found}


def assets() -> set[str]:
    """Every file that the program opens by itself, as a path below the root."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "assets").rglob("*") if path.is_file()}


def test_every_package_is_listed() -> None:
    folders = {Path(module).parent for module in modules()} - {Path()}
    expected = ["interp_explorer", *sorted(f"interp_explorer.{'.'.join(folder.parts)}" for folder in folders)]
    assert PROJECT["tool"]["setuptools"]["packages"] == expected
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from a copy of the tree."""
    copy = tmp_path_factory.mktemp("copy")
    unwanted = shutil.ignore_patterns("__pycache__")
    for folder in (*FOLDERS, "assets", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", *(path.name for path in ROOT.glob("*.py"))):
        shutil.copy(ROOT / name, copy)
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, "dist"], cwd=copy, check=True, capture_output=True)
    [path] = (copy / "dist").glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_module_and_asset(wheel: set[str]) -> None:
    inside = {name.removeprefix("interp_explorer/") for name in wheel if name.startswith("interp_explorer/")}
    assert inside == modules() | assets()


def test_wheel_installs_one_name(wheel: set[str]) -> None:
    version = {name.split("/")[0] for name in wheel if ".dist-info/" in name}
    assert {name.split("/")[0] for name in wheel} == {"interp_explorer", *version}
    assert len(version) == 1


def test_readme_has_the_blocks_that_ci_runs() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for name, beginning in (
        ("test-command", "python3 -m venv .venv && "),
        ("system-packages", "sudo apt-get install "),
    ):
        mark = lines.index(f"<!-- {name} -->")
        assert lines[mark + 1].startswith("```")
        assert lines[mark + 2].startswith(beginning)
        assert lines[mark + 3] == "```"
