"""How a run ends: every failure in words, with what to do next, and with an exit code that a script can ask."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import GridJusticeError, NotFoundError, PluginFailedError, Reason, StepRefusedError

REFUSED, USAGE, NOT_FOUND, CONFLICT, ADAPTER, FOUND, BUG, STOPPED, UNREAD = 1, 2, 3, 4, 5, 6, 70, 130, 141


def ended_by(problem: BaseException, session: Session) -> int:
    """The exit code of a run that ended with an error; the error has been told."""
    try:
        return _ended_by(problem, session)
    except BrokenPipeError:
        return _unread()


def _ended_by(problem: BaseException, session: Session) -> int:
    if isinstance(problem, click.exceptions.NoArgsIsHelpError) and not session.as_json:
        click.echo(problem.format_message())
        return USAGE
    if isinstance(problem, click.Abort):
        return _told(session, "stopped", STOPPED, session.say("cli.error.stopped"))
    if isinstance(problem, click.ClickException):
        return _misused(problem, session)
    if isinstance(problem, BrokenPipeError) or (isinstance(problem, OSError) and problem.errno == errno.EPIPE):
        return _unread()
    if isinstance(problem, OSError):
        where = f"{problem.filename}: " if problem.filename else ""
        return _told(session, "storage", ADAPTER, session.say("cli.error.system"), detail=f"{where}{problem.strerror}")
    if "gridjustice" in sys.modules:
        from gridjustice import GridJusticeError

        if isinstance(problem, GridJusticeError):
            return told(problem, session)
    return _bug(problem, session)


def told(problem: GridJusticeError, session: Session) -> int:
    """The exit code of an error that the core raised on purpose; it has been told."""
    data = as_data(problem, session)
    code: int = data["exit"]
    if session.as_json:
        from gridjustice_cli.output import print_json

        print_json({"error": data})
    else:
        from gridjustice_cli.output import print_failure

        print_failure(session, data)
    return code


def as_data(problem: GridJusticeError, session: Session) -> dict[str, Any]:
    """An error as plain data: its code, its exit code, a message, and what its kind has to add."""
    import gridjustice as g

    told: dict[str, Any] = {"code": "error", "exit": BUG, "message": str(problem)}
    match problem:
        case g.StepRefusedError():
            told |= _refusal(problem, session)
        case g.PluginFailedError():
            told |= _plugin_failed(problem, session)
        case g.RefusedError():
            told |= {"code": "refused", "exit": REFUSED}
            told["reasons"] = [{"code": reason.code} for reason in problem.reasons]
        case g.NotFoundError():
            told |= _not_found(problem, session)
        case g.KeyReusedError():
            told |= {"code": "key_reused", "exit": CONFLICT, "key": problem.key}
        case g.VersionConflictError():
            told |= {"code": "version_conflict", "exit": CONFLICT, "record": problem.record_id}
            told |= {"expected": problem.expected, "found": problem.found}
        case g.ConflictError():
            told |= {"code": "conflict", "exit": CONFLICT}
        case g.DefinitionError():
            told |= {"code": "definition", "exit": ADAPTER}
        case g.InvalidError():
            told |= {"code": "invalid", "exit": USAGE, "path": problem.path}
        case g.AdapterUnavailableError():
            told |= {"code": "unavailable", "exit": ADAPTER}
        case g.AdapterError():
            told |= {"code": "adapter", "exit": ADAPTER}
    # What the core says behind a semicolon is what there is instead, or what to do.
    says_more = told["code"] == "not_found" and "; " in told["message"]
    told["hint"] = "" if says_more else session.say(f"cli.error.{told['code']}")
    return told


def _not_found(problem: NotFoundError, session: Session) -> dict[str, Any]:
    from gridjustice import UnreachableError

    if isinstance(problem, UnreachableError):
        message = session.say("cli.told.no_way")
        return {"code": "unreachable", "exit": NOT_FOUND, "message": message, "recipient": problem.recipient}
    # The storage port has one error for what is not there; only its words say that the store itself is not.
    code = "not_prepared" if "gridjustice init" in str(problem) else "not_found"
    return {"code": code, "exit": NOT_FOUND}


def _plugin_failed(problem: PluginFailedError, session: Session) -> dict[str, Any]:
    """The core's own words for it, since the failing plugin may have brought others."""
    from gridjustice import Catalogue, Reason

    words, language = Catalogue(), session.tongue
    reasons = [
        {"code": reason.code, "text": reason.text(language, words), "remedy": reason.remedy(language, words)}
        for reason in problem.reasons
        if isinstance(reason, Reason)
    ]
    return {
        "code": "plugin_failed",
        "exit": ADAPTER,
        "plugin": problem.plugin,
        "hook": problem.hook,
        "reasons": reasons,
    }


def _refusal(problem: StepRefusedError, session: Session) -> dict[str, Any]:
    words, language = session.catalogue, session.tongue
    reasons = [reason_data(reason, session) for reason in problem.reasons]
    step = words.text(language, f"{problem.kind}.step.{problem.step}")
    kind = words.text(language, f"kind.{problem.kind}")
    return {
        "code": "refused",
        "exit": REFUSED,
        "kind": problem.kind,
        "record": problem.record or None,
        "step": problem.step,
        "message": session.say("cli.error.refused_step", step=step, kind=kind),
        "reasons": reasons,
    }


def reason_data(reason: Reason, session: Session) -> dict[str, Any]:
    """A reason in words, with its article and what to do."""
    words, language = session.catalogue, session.tongue
    return {
        "code": reason.code,
        "text": reason.text(language, words),
        "citation": reason.citation.text(language) if reason.citation else None,
        "remedy": reason.remedy(language, words),
    }


def _misused(problem: click.ClickException, session: Session) -> int:
    """A wrong command line: what is wrong, and where help is."""
    context = getattr(problem, "ctx", None)
    hint = session.say("cli.error.see_help", command=f"{context.command_path} --help") if context else ""
    message = problem.format_message()
    if isinstance(problem, click.exceptions.NoArgsIsHelpError) and context:
        # Its message is the whole help, which is for people.
        options, *words = context.command.collect_usage_pieces(context)
        message = session.say("cli.error.missing", names=" ".join(words) or options)
    return _told(session, "usage", USAGE, message, hint=hint)


def _told(session: Session, code: str, exit_code: int, message: str, *, detail: str = "", hint: str = "") -> int:
    if session.as_json:
        from gridjustice_cli.output import print_json

        said = f"{message} {detail}".strip()
        print_json({"error": {"code": code, "exit": exit_code, "message": said, "hint": hint}})
    else:
        from gridjustice_cli.output import sign

        click.echo(f"{sign('✗', 'red')} {message}{' ' + detail if detail else ''}", err=True)
        if hint:
            click.echo(f"  {hint}", err=True)
    return exit_code


def _unread() -> int:
    """Nobody reads any more (``| head``): say nothing, not even when the interpreter flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNREAD


def _bug(problem: BaseException, session: Session) -> int:
    if os.environ.get("GRIDJUSTICE_DEBUG"):
        traceback.print_exception(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    # Where it happened, not what it said: a message may hold personal data.
    where = f"{type(problem).__name__}, {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return _told(
        session, "bug", BUG, session.say("cli.error.bug", where=where), hint=session.say("cli.error.report_bug")
    )
