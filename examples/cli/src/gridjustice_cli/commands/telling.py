"""Who was told of a record, telling somebody again, and what is said to whom a person has to reach."""

from __future__ import annotations

from collections.abc import Callable

import click

from gridjustice_cli.completing import complete_name
from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import current


def add_to(group: Group, kind: str | None, metavar: str) -> None:
    """The commands stand in a group of records of that kind, or of any."""
    named = argument("name", metavar=metavar, help="cli.argument.record", shell_complete=complete_name(kind))
    group.command("told", help="cli.help.record.told")(named(_told(kind)))
    version = option("--version", type=click.IntRange(1), required=True, help="cli.option.version_told")
    to = option("--to", "recipient", required=True, metavar="HANDLE|party:ID", help="cli.option.told_to")
    group.command("tell-again", help="cli.help.record.tell_again")(named(version(to(_tell_again(kind)))))
    if kind is None:
        task = argument("name", metavar="ID", help="cli.argument.record", shell_complete=complete_name("outreach"))
        group.command("script", help="cli.help.record.script")(task(_script))


def _told(kind: str | None) -> Callable[..., None]:
    def told(name: str) -> None:
        from gridjustice import informed
        from gridjustice_cli.details import detail_of
        from gridjustice_cli.output import note, print_json, show, table

        session = current()
        naming = Naming(session)
        record = naming.id_of(name, *([kind] if kind else []))
        found = informed(session.office, session.actor, record)
        columns = ("version", "step", "target", "recipient", "template", "at", "outcome", "detail")
        if session.as_json:
            print_json(
                {"record": record, "told": [{"key": e.key} | {c: getattr(e, c) for c in columns} for e in found]}
            )
            return
        if not found:
            note(session.say("cli.told.none"))
            return
        of = session.office.show(session.actor, record).kind
        rows = [
            (
                session.label(f"{of}.step.{each.step}"),
                each.target.partition(":")[2],
                naming.name_of(each.recipient) if each.recipient else "–",
                each.at,
                session.say(f"cli.told.{each.outcome}"),
                detail_of(session.language, each.detail, each.outcome),
            )
            for each in found
        ]
        headings = [session.say(f"cli.column.{c}") for c in ("step", "by", "recipient", "at", "outcome", "detail")]
        show(table(headings, rows))

    return told


def _tell_again(kind: str | None) -> Callable[..., None]:
    def tell_again(name: str, version: int, recipient: str) -> None:
        from gridjustice import NotFoundError
        from gridjustice import tell_again as again
        from gridjustice_cli.output import done, print_json

        session = current()
        naming = Naming(session)
        notices = session.settings.notices(session.office)
        if notices is None:
            raise NotFoundError(session.say("cli.told.no_channels"))
        to = recipient if recipient.startswith("party:") else naming.id_of(recipient, "person")
        row = again(notices, session.actor, naming.id_of(name, *([kind] if kind else [])), version, to)
        if session.as_json:
            print_json({"key": row.name, "due": row.due})
        done(session, session.say("cli.told.again", target=row.target.partition(":")[2], due=row.due))

    return tell_again


def _script(name: str) -> None:
    """Whom to call or to visit, by which number, and what is read out, in the language they read."""
    from gridjustice import NoticeSettings, outreach_script, whom_to_reach
    from gridjustice_cli.output import pairs, print_json, show, text

    session = current()
    record = Naming(session).id_of(name, "outreach")
    settings = NoticeSettings.read(session.settings.section("notices"))
    whom = whom_to_reach(session.office, settings, session.actor, record)
    said = outreach_script(session.office, settings, session.actor, record)
    if session.as_json:
        print_json({"record": record, "name": whom.name, "phone": whom.phone, "text": said})
        return
    lines = [(session.say("cli.script.whom"), whom.name), (session.say("cli.script.phone"), whom.phone)]
    unread = session.say("cli.script.unread")
    show(pairs((label, value or unread) for label, value in lines), text(""), *map(text, said.split("\n")))
