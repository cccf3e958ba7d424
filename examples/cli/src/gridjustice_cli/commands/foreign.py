"""Workflows of others: linted by path, brought into our form, and ours in theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import Reading, TableFinding

FORMS = ("gridjustice", "digit", "ccd")
COLOURS = {"error": "red", "warning": "yellow", "note": "dim"}


def is_file(what: str | None) -> bool:
    """Whether a word names a file or folder, and no kind."""
    return what is not None and ("/" in what or what.endswith(".json") or Path(what).exists())


def read(session: Session, path: str, form: str | None) -> Reading:
    """What a file or folder holds.

    Raises:
        NotFoundError: it is not there.
    """
    from gridjustice import NotFoundError, read_workflows

    if not Path(path).exists():
        raise NotFoundError(session.say("cli.error.no_workflow_file", path=path))
    return read_workflows(Path(path), form or "")


def lint_file(session: Session, path: str, form: str | None, *, strict: bool) -> None:
    """Tell everything that is wrong, and end with the exit code for it."""
    from gridjustice_cli.failures import FOUND
    from gridjustice_cli.output import done, print_json, show, table, text

    reading = read(session, path, form)
    if session.as_json:
        print_json(_data(session, reading))
    elif reading.findings:
        headings = [session.say(f"cli.column.{name}") for name in ("place", "severity", "problem", "remedy")]
        show(table(headings, [_line(session, each, text) for each in reading.findings], fixed=(1,)))
    wrong = {each.severity.value for each in reading.findings} - {"note"}
    if "error" in wrong or (wrong and strict):
        raise click.exceptions.Exit(FOUND)
    names = ", ".join(f"{each.name} ({each.form})" for each in reading.workflows)
    done(session, session.say("cli.lint.passed" if wrong else "cli.lint.clean", kinds=names))


def _line(session: Session, finding: TableFinding, text: Any) -> tuple[Any, ...]:
    severity = finding.severity.value
    return (
        f"{finding.file}: {finding.place}" if finding.file else finding.place,
        text(session.label(f"table.severity.{severity}"), COLOURS[severity]),
        finding.text(session.tongue, session.catalogue),
        finding.remedy(session.tongue, session.catalogue),
    )


def _data(session: Session, reading: Reading) -> dict[str, Any]:
    tongue, catalogue = session.tongue, session.catalogue
    return {
        "workflows": [{"name": each.name, "form": each.form, "file": each.file or None} for each in reading.workflows],
        "findings": [
            {
                "file": each.file or None,
                "workflow": each.table or None,
                "path": each.place,
                "code": each.code,
                "severity": each.severity.value,
                "message": each.text(tongue, catalogue),
                "remedy": each.remedy(tongue, catalogue),
            }
            for each in reading.findings
        ],
    }


def convert_file(session: Session, path: str, form: str | None, name: str | None) -> None:
    """Print a workflow in the form of format 1.

    Raises:
        NotFoundError: there is none, none of that name, or several and no name.
    """
    from gridjustice import NotFoundError
    from gridjustice_cli.output import print_json

    reading = read(session, path, form)
    found = [each for each in reading.workflows if name in (None, each.name)]
    if len(found) != 1:
        names = ", ".join(each.name for each in reading.workflows) or "—"
        raise NotFoundError(session.say("cli.error.which_workflow", path=path, names=names))
    print_json(found[0].document)
