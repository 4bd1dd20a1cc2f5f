"""Refuse an import that points the wrong way between the folders of the package.

Run it as `python .ci/check_imports.py [ROOT]`. It prints one line for each offence, FILE:LINE: what
is wrong, and exits with 1 if there is any. Imports inside functions count like those at the top.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "interp_explorer"
QT = {"PySide6", "shiboken6", "pyqtgraph", "superqt", "qtpy"}
MAY_IMPORT = {
    "engine": {"engine"},
    "trainers": {"trainers", "engine"},
    "widgets": {"widgets", "engine"},
    "app": {"app", "widgets", "trainers", "engine"},
}
MUST_NOT_IMPORT = {"engine": QT, "trainers": QT, "widgets": {"torch"}, "app": set()}


def offences(root: Path) -> Iterator[str]:
    """One line for each import below `root` that is not allowed."""
    for folder in MAY_IMPORT:
        for path in sorted((root / folder).rglob("*.py")):
            for line, message in _offences_in(path, path.relative_to(root)):
                yield f"{path.relative_to(root)}:{line}: {message}"


def _offences_in(path: Path, relative: Path) -> Iterator[tuple[int, str]]:
    folder = relative.parts[0]
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        for target in _targets(node, relative):
            top = target[0]
            if top == PACKAGE:
                yield node.lineno, f"imports {PACKAGE} by name; imports inside the package are relative"
            elif top in MUST_NOT_IMPORT[folder]:
                yield node.lineno, f"{folder} must not import {top}"
            elif top.startswith(".") and top[1:] in MAY_IMPORT and top[1:] not in MAY_IMPORT[folder]:
                yield node.lineno, f"{folder} must not import from {top[1:]}"


def _targets(node: ast.AST, relative: Path) -> list[list[str]]:
    """The dotted names a statement imports; one of the package's own begins with '.' and its folder."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".") for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    module = node.module.split(".") if node.module else []
    if node.level == 0:
        return [module]
    base = relative.parts[:-1][: len(relative.parts) - node.level]
    names = [[*base, *module, alias.name] for alias in node.names]
    return [["." + name[0], *name[1:]] for name in names]


if __name__ == "__main__":
    found = list(offences(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
    print("\n".join(found) if found else "Imports point one way.")
    sys.exit(bool(found))
