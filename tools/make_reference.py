"""Writes the generated pages of ``docs/reference`` from the code and the law book: ``make reference``.

``tests/docs/test_reference.py`` holds every page equal to what stands here, so the pages cannot drift. What a page is
made of stands in `tools.reference`, one module a page.
"""

from __future__ import annotations

from tools.reference import (
    clauses,
    commands,
    errors,
    hooks,
    layers,
    limits,
    names,
    permissions,
    ports,
    steps,
    workflow_json,
)
from tools.reference.writing import HEADER, REFERENCE

from gridjustice.hooks import Plugins, builtin
from gridjustice.language import Catalogue
from gridjustice.law import LawBook


def pages() -> dict[str, str]:
    """Every generated page, by its path below ``docs/reference``."""
    plugins = Plugins([("builtin", builtin)])
    kinds, law, catalogue = plugins.kinds(), LawBook.load(), Catalogue(plugins.catalogues())
    made = {f"steps/{name}.md": steps.page(kind, catalogue, law) for name, kind in kinds.items()}
    made["steps/README.md"] = steps.index(kinds, catalogue)
    made["permissions.md"] = permissions.page(kinds, catalogue)
    made["limits.md"] = limits.page(kinds, law, catalogue)
    made["hooks.md"] = hooks.page()
    made |= {f"ports/{name}.md": ports.page(name, port) for name, port in ports.ports().items()}
    made["ports/README.md"] = ports.index()
    made["errors.md"] = errors.page()
    made["refusals.md"] = errors.refusals(catalogue)
    made["commands.md"] = commands.page()
    made["names.md"] = names.page()
    made["for-authors.md"] = names.for_authors()
    made["layers.md"] = layers.page()
    made["clauses.md"] = clauses.page()
    made["workflow-json.md"] = workflow_json.page(catalogue)
    written = {path: HEADER + text for path, text in made.items()}
    written["workflow.schema.json"] = workflow_json.schema()
    return written


def main() -> None:
    """Write the pages, and remove those of kinds that are no longer there."""
    made = pages()
    for old in REFERENCE.rglob("*.md"):
        if old.read_text("utf-8").startswith(HEADER) and old.relative_to(REFERENCE).as_posix() not in made:
            old.unlink()
    for path, text in made.items():
        file = REFERENCE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(f"wrote docs/reference/{path}")


if __name__ == "__main__":
    main()
