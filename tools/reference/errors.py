"""Errors: the tree, when each is raised, what to do, and how the command line ends; and every reason for a refusal."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from tools.reference.writing import ROOT, code, first_line, link, prose, source, table

from gridjustice import errors
from gridjustice.errors import GridJusticeError
from gridjustice.language import Catalogue, Language
from gridjustice_cli.failures import as_data
from gridjustice_cli.session import Session


def tree() -> list[tuple[int, type[GridJusticeError]]]:
    """Every error that is raised on purpose, by whatever distribution of this repository, with its depth."""
    _load()
    return list(_below(GridJusticeError, 0))


def _below(cls: type[GridJusticeError], depth: int) -> Iterator[tuple[int, type[GridJusticeError]]]:
    yield depth, cls
    for each in sorted(cls.__subclasses__(), key=lambda one: one.__name__):
        # Tests and pages make errors of their own.
        if inspect.getfile(each).startswith(tuple(str(folder) for folder in _folders())):
            yield from _below(each, depth + 1)


def _folders() -> list[Path]:
    return [ROOT / "src", *sorted(ROOT.glob("*/*/src"))]


def inside() -> list[tuple[str, str, str]]:
    """Errors that never leave their distribution: name, file, first line."""
    known = {cls.__name__ for _, cls in tree()}
    return [
        (each.name, file.relative_to(ROOT).as_posix(), (ast.get_docstring(each) or "").partition("\n")[0])
        for file, each in _definitions()
        if each.name not in known
    ]


def _definitions() -> Iterator[tuple[Path, ast.ClassDef]]:
    for folder in _folders():
        for file in sorted(folder.rglob("*.py")):
            for each in ast.parse(file.read_text("utf-8")).body:
                if isinstance(each, ast.ClassDef) and each.name.endswith("Error") and not each.name.startswith("_"):
                    yield file, each


def _load() -> None:
    """Import every module that defines an error, so that its class is in the tree."""
    for file, _ in _definitions():
        folder = next(folder for folder in _folders() if file.is_relative_to(folder))
        import_module(".".join(file.relative_to(folder).with_suffix("").parts))


def page() -> str:
    """The tree, then each error."""
    advice = _advice()
    rows = []
    for depth, cls in tree():
        root = next((base.__name__ for base in cls.__mro__ if base.__name__ in advice), "")
        rows.append(
            (
                f"{'· ' * depth}[`{cls.__name__}`](#{cls.__name__.lower()})",
                first_line(cls),
                code(advice.get(root, "see what is below it")),
                _exit(cls),
            )
        )
    head = (
        "# Errors\n\nOne tree: the type says whether to try again, the message says what was tried, on what, why not. "
        "Failure is never `None` or `False`. Everything that the library raises on purpose is a `GridJusticeError`; "
        "anything else is a bug, or comes from what a host passed in.\n\n"
        + table(("error", "when", "what to do", "exit code of `gridjustice`"), rows)
    )
    parts = [head, "Of a step that is refused, every reason is given at once: [refusals](refusals.md).\n"]
    parts += [f"## `{cls.__name__}`\n\n{prose(cls)}\n\nIn {source(cls)}.\n" for _, cls in tree()]
    rest = [(f"`{name}`", code(says), link(file)) for name, file, says in inside()]
    if rest:
        parts.append(
            "## Errors that stay inside\n\nThey never reach whoever calls the library.\n\n"
            + table(("error", "says", "where"), rest)
        )
    return "\n".join(parts)


def _advice() -> dict[str, str]:
    """What the caller should do, from the table at the head of `gridjustice.errors`."""
    rows = re.findall(r"^``(\w+)``\s+(.+)$", inspect.getdoc(errors) or "", re.MULTILINE)
    children = {
        "AdapterUnavailableError": "try again later",
        "AdapterRejectedError": "correct what was asked",
        "AdapterUnsupportedError": "do without",
    }
    return {**dict(rows), **children}


def _exit(cls: type[GridJusticeError]) -> int:
    """The exit code of the command line for such an error, as the command line itself gives it."""
    exit_code: int = as_data(_made(cls), Session((), {"GRIDJUSTICE_LANG": "en"}))["exit"]
    return exit_code


def _made(cls: type[GridJusticeError]) -> GridJusticeError:
    """An error of that class, made without knowing what it wants to be told: whatever is asked of it is empty."""
    empty: type[GridJusticeError] = type(cls.__name__, (cls,), {"__getattr__": lambda error, name: ""})
    return empty.__new__(empty, "")


# Refusals: every code with its sentence, its remedy and who gives it.


def refusals(catalogue: Catalogue) -> str:
    """Every reason for which a step may be refused."""
    by = _givers()
    codes = {key.partition(".")[2] for key in catalogue.words(Language.EN) if key.startswith("refusal.")} - {"under"}
    rows = [
        (
            f"`{name}`",
            catalogue.text(Language.EN, f"refusal.{name}"),
            catalogue.text(Language.EN, f"remedy.{name}") if catalogue.has(Language.EN, f"remedy.{name}") else "",
            ", ".join(f"`{each}`" for each in by[name]) if name in by else "the engine",
        )
        for name in sorted(codes | by.keys())
    ]
    return (
        "# Refusals\n\nWhy a step may be refused. A `StepRefusedError` carries every reason at once; each has this "
        "code, the sentence in three languages, the article in force on that day where a rule of law refuses, and "
        "what to do instead. What stands in braces is filled in.\n\n"
        + table(("code", "says", "what to do instead", "given by"), rows)
    )


def _givers() -> dict[str, list[str]]:
    """Codes of `Reason`, with the functions that give them."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "src").rglob("*.py")):
        for function in _functions(ast.parse(file.read_text("utf-8"))):
            for name in _codes(function):
                if function.name not in found.setdefault(name, []):
                    found[name].append(function.name)
    return found


def _functions(module: ast.Module) -> Iterable[ast.FunctionDef]:
    return [each for each in ast.walk(module) if isinstance(each, ast.FunctionDef)]


def _codes(function: ast.FunctionDef) -> Iterator[str]:
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Reason" and call.args:
            first = call.args[0]
            yield from (
                each.value for each in ast.walk(first) if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
