"""Taking a step from the command line: options and questions from its facts, a safe retry, a receipt in words."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, Option, session_of
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import Field, Receipt


class FactsCommand(Command):
    """A command whose options are the facts of a step."""

    def __init__(self, name: str, kind: str, step: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.kind = kind
        self.step = step

    def form(self, session: Session) -> tuple[Field, ...]:
        """What has to be known for the step.

        Raises:
            NotFoundError: there is no such kind or step.
        """
        from gridjustice import NotFoundError, form_of

        kinds = session.plugins.kinds()
        if self.kind not in kinds:
            raise NotFoundError(session.say("cli.error.no_kind", kind=self.kind, kinds=", ".join(kinds)))
        steps = kinds[self.kind].facts
        if self.step not in steps:
            raise NotFoundError(
                session.say("cli.error.no_step", step=self.step, kind=self.kind, steps=", ".join(steps))
            )
        return form_of(steps[self.step])

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options of the facts, and those that every step has."""
        if not ctx.meta.get("gridjustice.options"):
            from gridjustice_cli.facts import FieldOption

            session = session_of(ctx)
            options = [FieldOption(session, field) for field in self.form(session)]
            ctx.meta["gridjustice.options"] = [*options, *_common(birth=isinstance(self, BirthCommand))]
        self.params = ctx.meta["gridjustice.options"]
        return super().get_params(ctx)

    def facts(self, ctx: click.Context) -> dict[str, Any]:
        """The facts that were given, completed, and asked for where somebody can answer.

        Raises:
            UsageError: something must be given and is not; names all of it.
        """
        from gridjustice_cli import facts

        session, form = session_of(ctx), self.form(session_of(ctx))
        naming = Naming(session)
        plain = naming.completed(form, facts.given(form, ctx.params, ctx.params["facts_file"]))
        asked = ctx.params["ask"] if ctx.params["ask"] is not None else session.is_asked()
        while lacking := facts.missing(form, plain):
            if not asked:
                names = ", ".join(f"{facts.flag_of(f)} ({facts.shape(f)})" for f in lacking)
                raise click.UsageError(session.say("cli.error.missing", names=names), ctx)
            plain[lacking[0].name] = facts.ask(session, lacking[0])
            plain = naming.completed(form, plain)
        return plain


class BirthCommand(FactsCommand):
    """Begins a record: ``dispute report``."""

    def __init__(self, name: str, kind: str, **settings: Any) -> None:
        super().__init__(name, kind, name, **settings)

    def invoke(self, ctx: click.Context) -> None:
        """Take the step from NEW."""
        session = session_of(ctx)
        plain = self.facts(ctx)
        key = ctx.params["key"] or str(uuid.uuid4())
        tell(session, session.office.begin(session.actor, self.kind, self.step, plain, key=key), key)


class TakeCommand(FactsCommand):
    """Takes a step on a record that is there."""

    def __init__(self, kind: str, step: str, record: str) -> None:
        super().__init__(step, kind, step, help="cli.help.record.take")
        self.record = record

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the step is called, who takes it, where it leads; then how."""
        session = session_of(ctx)
        self.form(session)
        rows = [row for row in session.plugins.kinds()[self.kind].rows if row.step == self.step]
        from gridjustice import who_text

        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(session.label(f"{self.kind}.step.{self.step}"))
            for row in rows:
                ways = [session.label(f"{self.kind}.state.{state}") for state in (row.source, row.target)]
                who = who_text(row.who, session.tongue, session.catalogue)
                formatter.write_text(f"{ways[0]} → {ways[1]} · {who}")
        super().format_help_text(ctx, formatter)

    def invoke(self, ctx: click.Context) -> None:
        """Take it."""
        session = session_of(ctx)
        record = Naming(session).id_of(self.record, *((self.kind,) if self.kind else ()))
        key = ctx.params["key"] or str(uuid.uuid4())
        receipt = session.office.take(
            session.actor, record, self.step, self.facts(ctx), key=key, expected_version=ctx.params["expect"]
        )
        tell(session, receipt, key)


def _common(*, birth: bool) -> list[click.Option]:
    options: list[click.Option] = [
        Option(["--facts", "facts_file"], type=click.Path(path_type=Path, allow_dash=True), help="cli.option.facts"),
        Option(["--ask/--no-ask"], default=None, help="cli.option.ask"),
        Option(["--key"], metavar="KEY", help="cli.option.key"),
    ]
    if not birth:
        options.append(Option(["--expect"], type=click.IntRange(0), metavar="VERSION", help="cli.option.expect"))
    return options


def tell(session: Session, receipt: Receipt, key: str) -> None:
    """Say what was stored, and what can be done next."""
    from gridjustice import NotFoundError, decision_text, to_plain
    from gridjustice_cli.output import done, print_json

    naming = Naming(session)
    name, steps = str(receipt.record), []
    try:
        view = session.office.show(session.actor, receipt.record)
        name, steps = naming.code_of(view), list(dict.fromkeys(row.step for row in view.steps))
    except NotFoundError:
        view = None  # the step took the record out of the sight of the one who took it
    decided = _decided(session, receipt) if view is not None else None
    if session.as_json:
        decision = {} if decided is None else {"decision": to_plain(decided)}
        print_json({**to_plain(receipt), "name": name, "key": key, "steps": steps, **decision})
        return
    said = session.say(
        "cli.step.repeated" if receipt.repeated else "cli.step.taken",
        step=session.label(f"{receipt.kind}.step.{receipt.step}"),
        name=name,
        state=session.label(f"{receipt.kind}.state.{receipt.state}"),
        version=receipt.version,
    )
    hints = []
    if decided is not None:
        why = decision_text(decided, session.tongue, session.catalogue)
        hints.append(session.say("cli.step.decided", chosen=naming.name_of(decided.chosen), why=why))
    if view is not None:
        for deadline in sorted(view.record.deadlines, key=lambda d: d.runs_out):
            limit = session.label(f"{receipt.kind}.limit.{deadline.limit}")
            hints.append(
                session.catalogue.text(session.tongue, "timeline.runs", limit=limit, due=deadline.due.isoformat())
            )
    if steps:
        hints.append(session.say("cli.step.next", steps=", ".join(steps)))
    done(session, said, *hints)


def _decided(session: Session, receipt: Receipt) -> Any:
    """What was decided with a plugin's help when the step was taken; None where nothing was."""
    if not any(row.decides for row in session.office.kinds[receipt.kind].rows if row.step == receipt.step):
        return None
    events = session.office.history(session.actor, receipt.record)
    return next((event.derived.decision for event in events if event.version == receipt.version), None)
