"""Hooks: from the docstrings of their specifications."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from tools.reference.writing import ROOT, link, prose, signature, source

from gridjustice.hooks import Plugins, specifications


def page() -> str:
    """Every hook: when it is asked, what it may return, and who offers it here."""
    described = (inspect.getdoc(specifications) or "").partition("\n\n")[2]
    head = (
        f"# Hooks\n\n{prose(described)}\n\nSpecified in {source(specifications)}; asked by `Plugins` in "
        f"{source(Plugins)}.\n"
    )
    parts = [head]
    implementations = dict(_implementations())
    for name, function in vars(specifications).items():
        if name.startswith("gridjustice_"):
            known = "".join(f"\n- {file}" for file in implementations.get(name, ())) or "\n- nobody yet"
            parts.append(
                f"## `{name}`\n\n```python\n{signature(name, function)}\n```\n\n"
                f"{prose(function)}\n\nOffered by:\n{known}\n"
            )
    return "\n".join(parts)


def _implementations() -> Iterator[tuple[str, list[str]]]:
    """Each hook with the files of this repository that implement it."""
    found: dict[str, list[str]] = {}
    for file in sorted((*ROOT.glob("src/**/*.py"), *ROOT.glob("*/*/src/**/*.py"))):
        for name in re.findall(r"^@hookimpl\ndef (gridjustice_\w+)", file.read_text("utf-8"), re.MULTILINE):
            path = file.relative_to(ROOT).as_posix()
            found.setdefault(name, []).append(link(path))
    yield from found.items()
