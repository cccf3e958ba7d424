"""The layers that import-linter cannot see; the others are contracts in ``pyproject.toml``, held by ``make layers``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gridjustice

ROOT = Path(__file__).resolve().parents[2]
DRIVERS = tuple(ROOT / "examples" / place for place in ("cli/src/gridjustice_cli", "django/src", "yanbian/src"))
MODULES = sorted(module for driver in DRIVERS for module in driver.rglob("*.py"))


def beyond_the_public_names(source: str) -> Iterator[str]:
    """What a module takes of gridjustice that is not a name in ``gridjustice.__all__``."""
    public = set(gridjustice.__all__)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (f"import {alias.name}" for alias in node.names if alias.name.startswith("gridjustice."))
            case ast.ImportFrom(module=str(module)) if module.startswith("gridjustice."):
                yield f"from {module} import ..."
            case ast.ImportFrom(module="gridjustice"):
                yield from (f"from gridjustice import {alias.name}" for alias in node.names if alias.name not in public)
            case ast.Attribute(value=ast.Name(id="gridjustice"), attr=name) if name not in public | {"__version__"}:
                yield f"gridjustice.{name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT / "examples").as_posix())
def test_a_driver_uses_public_names_only(module: Path) -> None:
    """What the command line can do, any host can do."""
    assert list(beyond_the_public_names(module.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import gridjustice.application",
        "from gridjustice.domain.record import Role",
        "from gridjustice import application",
        "def later():\n    from gridjustice.hooks import Plugins",
        "import gridjustice\ngridjustice.application.Office",
    ],
)
def test_an_inner_name_is_noticed(source: str) -> None:
    """The check above can fail."""
    assert list(beyond_the_public_names(source)) != []
