"""Who could mediate a dispute, and why; and the assignment that takes the proposal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from gridjustice_cli.completing import complete_name
from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Suggestion

QUESTION = "mediators"
"""What the steps decide by which a mediator is named."""


def add_to(group: Group) -> None:
    """Give the disputes' commands those about mediators."""
    named = argument("name", metavar="NUMBER", help="cli.argument.record", shell_complete=complete_name("dispute"))
    group.command("mediators", help="cli.help.dispute.mediators")(named(_mediators))
    assigning = named(_assign)
    for each in (
        option("--key", metavar="KEY", help="cli.option.key"),
        option("--co-mediator", "others", multiple=True, metavar="PERSON", help="cli.option.co_mediator"),
        option("--mediator", metavar="PERSON", help="cli.option.mediator"),
    ):
        assigning = each(assigning)
    group.command("assign", help="cli.help.dispute.assign")(assigning)


def _mediators(name: str) -> None:
    """Who could mediate a dispute, who may not, and why."""
    from gridjustice import propose_mediators
    from gridjustice_cli.output import done, note, print_json, show, text

    session = current()
    record = Naming(session).id_of(name, "dispute")
    found = propose_mediators(session.office, session.actor, record)
    if session.as_json:
        print_json(_data(session, found))
        return
    show(text(session.say("cli.mediators.title", name=name), "bold"))
    if found.waits is not None:
        note(found.waits.text(session.tongue, session.catalogue))
        note(f"→ {found.waits.remedy(session.tongue, session.catalogue)}")
        return
    if found.candidates:
        show(_candidates(session, found))
    if found.set_aside:
        show(text(""), text(session.say("cli.mediators.set_aside"), "bold"), _set_aside(session, found))
    if not found.candidates:
        note(session.label("refusal.nobody_to_mediate"))
        note(f"→ {session.label('remedy.nobody_to_mediate')}")
        return
    first = found.candidates[0].name
    why = found.sentence(session.tongue, session.catalogue)
    done(
        session,
        session.say("cli.mediators.first", mediator=first, why=why),
        session.say("cli.mediators.next", number=name),
    )


def _assign(name: str, mediator: str | None, others: tuple[str, ...], key: str | None) -> None:
    """Ask a mediator: the one who is named, or the first of those who could."""
    from gridjustice_cli.stepping import tell

    session = current()
    naming = Naming(session)
    record = naming.id_of(name, "dispute")
    open_ = session.office.show(session.actor, record).steps
    step = next((row.step for row in open_ if row.decides == QUESTION), "assign")
    facts: dict[str, Any] = {"co_mediators": [naming.id_of(each, "person") for each in others]}
    if mediator is not None:
        facts["mediator"] = naming.id_of(mediator, "person")
    key = key or str(uuid.uuid4())
    tell(session, session.office.take(session.actor, record, step, facts, key=key), key)


def _candidates(session: Session, found: Suggestion) -> Any:
    from gridjustice_cli.output import table

    names = ("mediator", "unit", "points", "made_of", "open", "languages", "answers")
    rows = []
    for each in found.candidates:
        parts = ", ".join(f"{session.label(f'mediators.part.{part.name}')} {part.points}" for part in each.parts)
        languages = ", ".join(session.label(f"language.{language}") for language in each.languages)
        answers = ""
        if each.answers is not None and any(each.answers):
            down, excused, silent = each.answers
            answers = session.say("cli.mediators.answers", down=down, excused=excused, silent=silent)
        rows.append(
            (each.name, each.unit_name, str(each.score), parts, f"{each.open}/{each.capacity}", languages, answers)
        )
    return table([session.say(f"cli.column.{name}") for name in names], rows, fixed=(2, 4))


def _set_aside(session: Session, found: Suggestion) -> Any:
    from gridjustice_cli.output import table

    rows = []
    for each in found.set_aside:
        why = "\n".join(reason.text(session.tongue, session.catalogue) for reason in each.reasons)
        remedy = "\n".join(reason.remedy(session.tongue, session.catalogue) for reason in each.reasons)
        rows.append((each.name, why, remedy))
    return table([session.say(f"cli.column.{name}") for name in ("mediator", "why", "remedy")], rows)


def _data(session: Session, found: Suggestion) -> dict[str, Any]:
    from gridjustice import to_plain
    from gridjustice_cli.failures import reason_data

    return {
        "dispute": found.dispute,
        "step": found.step,
        "day": found.day.isoformat(),
        "waits": reason_data(found.waits, session) if found.waits is not None else None,
        "decider": found.decider,
        "candidates": [to_plain(each) for each in found.candidates],
        "set_aside": [
            {
                "mediator": each.mediator,
                "name": each.name,
                "reasons": [reason_data(reason, session) for reason in each.reasons],
            }
            for each in found.set_aside
        ],
        "reason": found.reason,
        "sentence": found.sentence(session.tongue, session.catalogue),
    }
