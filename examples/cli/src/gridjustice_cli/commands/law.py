"""What the law says on a day: limits and measures, how a last day came about, what changed when, causes of action."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.completing import complete_figure
from gridjustice_cli.framework import Day, Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

law = Group("law", help="cli.help.law")
causes = Group("causes", help="cli.help.causes")


class Instant(click.ParamType[datetime]):
    """An instant, as 2022-06-01T08:00: of the court's place, where it names no other."""

    name = "instant"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """See `click.ParamType`."""
        return "YYYY-MM-DDTHH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """See `click.ParamType`."""
        if isinstance(value, datetime):
            return value
        from gridjustice import COURT_ZONE, EARLIEST, LATEST

        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(current().say("cli.error.no_instant", text=value), param, ctx)
        if not EARLIEST <= instant.date() <= LATEST:
            said = current().say("cli.error.day_out_of_range", text=value, earliest=EARLIEST, latest=LATEST)
            self.fail(said, param, ctx)
        return instant.replace(tzinfo=COURT_ZONE) if instant.tzinfo is None else instant.astimezone(COURT_ZONE)


of_figure = argument("key", metavar="[KEY]", required=False, help="cli.argument.figure", shell_complete=complete_figure)
from_day = option("--from", "start", type=Day(), help="cli.option.from")
from_instant = option("--at", "instant", type=Instant(), help="cli.option.at")


@law.command("limit", help="cli.help.law.limit")
@of_figure
@from_day
@from_instant
def limit(key: str | None, start: date | None, instant: datetime | None) -> None:
    """A limit that starts on a day, with its last day; or all of them, and the measures."""
    from gridjustice import NotFoundError
    from gridjustice_cli.output import done, print_json, show, table

    session = current()
    day = _start(session, start, instant)
    keys = [key] if key else sorted(session.law.figures())
    lines = []
    for each in keys:
        try:
            lines.append(_limit_data(session, each, day, instant))
        except NotFoundError:
            if key:
                raise
    if session.as_json:
        print_json({"limits": lines})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("limit", "label", "length", "due", "under")]
    rows = [(each["key"], each["label"], each["length"], each["due"], each["citation"]) for each in lines]
    show(table(headings, rows, fixed=(0, 3), title=session.say("cli.law.starting", day=day.isoformat())))
    if key:
        at = f"--at {day.isoformat()}T08:00" if lines[0]["unit"] == "hour" else f"--from {day.isoformat()}"
        done(session, session.say("cli.law.try_explain", command=f"gridjustice law explain {key} {at}"))


def _start(session: Session, start: date | None, instant: datetime | None) -> date:
    """The day that was named, by itself or with an hour."""
    if start is not None and instant is not None:
        raise click.UsageError(session.say("cli.error.from_and_at"), click.get_current_context())
    return start or (instant.date() if instant is not None else session.day())


def _limit_data(session: Session, key: str, day: date, instant: datetime | None) -> dict[str, Any]:
    from gridjustice import InvalidError, count
    from gridjustice_cli.commands.workflow import length

    figure = session.law.figure(key, day)
    due: str | None = None
    provisional = False
    try:
        start = instant if instant and figure.unit.value == "hour" else day
        counted = count(figure, start, session.plugins.calendar())
    except InvalidError:
        pass  # a measure has no last day, nor have hours without the instant they start
    else:
        due, provisional = _end(counted), counted.provisional
    return {
        "key": figure.key,
        "label": session.label(f"law.figure.{key}")
        if session.catalogue.has(session.tongue, f"law.figure.{key}")
        else key,
        "value": figure.value,
        "unit": figure.unit.value,
        "length": length(session, figure),
        "in_force": figure.in_force.isoformat(),
        "start": day.isoformat(),
        "due": due,
        "provisional": provisional,
        "citation": session.law.text(figure.citation, session.tongue),
        "is_default": figure.is_default,
        "confidence": figure.confidence.value,
    }


def _end(counted: Any) -> str:
    """The last day, or of hours the instant at which they end."""
    return str((counted.ends_at or counted.due).isoformat())


@law.command("explain", help="cli.help.law.explain")
@argument("name", metavar="NUMBER|KEY", help="cli.argument.explained", shell_complete=complete_figure)
@from_day
@from_instant
@option("--extended", type=click.IntRange(0), default=0, help="cli.option.extended")
@option("--paused", type=click.IntRange(0), default=0, help="cli.option.paused")
def explain_(name: str, start: date | None, instant: datetime | None, extended: int, paused: int) -> None:
    """How a last day came about: of a limit, or of every deadline of a record."""
    from gridjustice import explain
    from gridjustice_cli.output import print_json, show, text

    session = current()
    told: list[dict[str, Any]] = []
    if name in session.law.figures():
        figure = session.law.figure(name, _start(session, start, instant))
        told.append(_explained(session, figure, (start, instant), extended, paused))
    else:
        if start or instant or extended or paused:
            _refuse_counting(session, name)
        for key, each in _running(session, name):
            told.append(_counted(key, each, explain(each, session.tongue, session.catalogue, session.law)))
    if session.as_json:
        print_json({"limits": told})
        return
    if not told:
        show(text(session.say("cli.law.nothing_runs")))
    for line in told:
        show(text(f"{line['limit']} → {line['due']}" if line["due"] else line["limit"], "bold"))
        show(*(text(f"  {number}. {sentence}") for number, sentence in enumerate(line["sentences"], 1)))


def _explained(
    session: Session, figure: Any, begun: tuple[date | None, datetime | None], extended: int, paused: int
) -> dict[str, Any]:
    """A figure of the book: a limit counted by days or hours, or a measure."""
    from gridjustice import count, describe, explain

    given, instant = begun
    start: date = _start(session, given, instant)
    if not figure.unit.is_time:
        if extended or paused:
            said = session.say("cli.error.neither_extended_nor_paused", limit=figure.key)
            raise click.UsageError(said, click.get_current_context())
        sentences = [describe(figure, session.tongue, session.catalogue, session.law)]
        told = {"limit": figure.key, "figure": figure.key, "start": None, "due": None}
        return {**told, "provisional": False, "sentences": sentences}
    if figure.unit.value == "hour":
        if instant is None:
            said = session.say("cli.error.needs_at", limit=figure.key)
            raise click.UsageError(said, click.get_current_context())
        start = instant
    counted = count(figure, start, session.plugins.calendar(), paused_days=paused, extended=extended)
    return _counted(figure.key, counted, explain(counted, session.tongue, session.catalogue, session.law))


def _counted(key: str, counted: Any, sentences: list[str]) -> dict[str, Any]:
    return {
        "limit": key,
        "figure": counted.figure.key,
        "start": (counted.started_at or counted.start).isoformat(),
        "due": _end(counted),
        "provisional": counted.provisional,
        "sentences": sentences,
    }


def _refuse_counting(session: Session, name: str) -> None:
    """A misspelt limit is answered with those like it; a record counts from its own days."""
    if "." in name and ":" not in name:
        session.law.figure(name, session.day())
    raise click.UsageError(session.say("cli.error.record_counts_itself"), click.get_current_context())


def _running(session: Session, name: str) -> list[tuple[str, Any]]:
    """The counts behind the open deadlines of a record, with the figures they were counted with."""
    from gridjustice import NotFoundError, recount
    from gridjustice_cli.views import sorted_by_due

    try:
        view = session.office.show(session.actor, Naming(session).id_of(name))
    except NotFoundError:
        # It may have been meant as a limit: the book knows which are like it.
        if "." in name and ":" not in name:
            session.law.figure(name, session.day())
        raise
    office = session.office
    return [
        (session.label(f"{view.kind}.limit.{d.limit}"), recount(d, office.law, office.calendar))
        for d in sorted_by_due(view.record)
    ]


@law.command("changes", help="cli.help.law.changes")
@option("--on", "day", type=Day(), help="cli.option.changed_on")
@option("--from", "first", type=Day(), help="cli.option.changed_from")
@option("--to", "last", type=Day(), help="cli.option.changed_to")
@option("--first", "firsts", is_flag=True, help="cli.option.firsts")
def changes(day: date | None, first: date | None, last: date | None, firsts: bool) -> None:
    """Which figures, grounds and profiles became others, with what they were before."""
    from gridjustice_cli.output import done, print_json, show, table

    session = current()
    if day is not None and (first is not None or last is not None):
        raise click.UsageError(session.say("cli.error.on_and_from"), click.get_current_context())
    first, last = day or first or date.min, day or last or date.max
    if last < first:
        said = session.say("cli.error.to_before_from", first=first, last=last)
        raise click.UsageError(said, click.get_current_context())
    found = session.law.changes(first, last)
    shown = [each for each in found if firsts or not each.is_first]
    if session.as_json:
        print_json({"changes": [_change_data(session, each) for each in shown], "left_out": len(found) - len(shown)})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("what", "label", "before", "after")]
    for on in dict.fromkeys(each.day for each in shown):
        rows = [_change_row(_change_data(session, each)) for each in shown if each.day == on]
        show(table(headings, rows, title=session.say("cli.law.changed_on", day=on.isoformat())))
    if not shown:
        show(session.say("cli.law.unchanged"))
    if len(found) > len(shown):
        done(session, session.say("cli.law.firsts_left_out", number=len(found) - len(shown)))


def _change_data(session: Session, change: Any) -> dict[str, Any]:
    what = change.what.value
    name = change.key or (change.after or change.before).key
    label = {"profile": "cli.law.order", "figure": "", "basis": ""}[what]
    return {
        "day": change.day.isoformat(),
        "what": what,
        "key": name if what != "profile" else "",
        "kind": change.kind,
        "called": session.say(f"cli.law.what.{what}"),
        "label": session.say(label) if label else _called(session, what, change),
        "before": _rule_data(session, change.before),
        "after": _rule_data(session, change.after),
    }


def _called(session: Session, what: str, change: Any) -> str:
    """The words of a figure, and the key of what has none."""
    key = f"law.{what}.{change.key}"
    told = session.label(key) if session.catalogue.has(session.tongue, key) else ""
    named = f"{change.key} ({change.kind})" if change.kind else str(change.key)
    return f"{told}\n{named}" if told else named


def _rule_data(session: Session, rule: Any) -> dict[str, Any] | None:
    """A version of a rule in words: what it says, under which article, and how that is known."""
    if rule is None:
        return None
    known = rule.confidence.value
    return {
        "says": _said(session, rule),
        "citation": session.law.text(rule.citation, session.tongue),
        "instrument": rule.citation.instrument,
        "version": rule.citation.version,
        "article": rule.citation.article,
        "confidence": known,
        "known": session.label(f"law.confidence.{known}"),
        "in_force": rule.in_force.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
    }


def _said(session: Session, rule: Any) -> str:
    """What a version says beside its article: nothing for a ground, which is its article."""
    if hasattr(rule, "dockets_first"):
        return session.label(f"law.profile.{rule.key}")
    return _figure_said(session, rule) if hasattr(rule, "value") else ""


def _figure_said(session: Session, figure: Any) -> str:
    from gridjustice_cli.commands.workflow import length

    parts = [length(session, figure)]
    if extension := figure.extension:
        by = session.label(f"law.agreed_by.{extension.by}")
        parts.append(session.say("cli.law.extendable", by=by))
        if extension.limit is not None:
            form = "one" if extension.limit == 1 else "many"
            unit = f"law.unit.{extension.unit.value}.{form}"
            most = session.catalogue.text(session.tongue, unit, number=extension.limit)
            parts[-1] = session.say("cli.law.extendable_to", by=by, most=most)
    if figure.pausable:
        parts.append(session.say("cli.law.pausable"))
    return " · ".join(parts)


def _change_row(data: dict[str, Any]) -> Sequence[str]:
    def told(rule: dict[str, Any] | None) -> str:
        if rule is None:
            return "–"
        lines = (rule["says"], rule["citation"], f"({rule['known']})")
        return "\n".join(line for line in lines if line)

    return data["called"], data["label"], told(data["before"]), told(data["after"])


@causes.command("search", help="cli.help.causes.search")
@argument("words", nargs=-1, required=True, help="cli.argument.words")
@option("--on", "day", type=Day(), help="cli.option.on")
@option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="cli.option.limit")
@option("--older", is_flag=True, help="cli.option.older")
def search(words: tuple[str, ...], day: date | None, limit: int, older: bool) -> None:
    """Causes of action whose names hold the words, in the version of a day; and what others call so."""
    from gridjustice import Causes
    from gridjustice_cli.output import note, print_json, show, table, text

    session = current()
    asked = " ".join(words)
    if not asked.strip():
        raise click.UsageError(session.say("cli.error.no_words"), click.get_current_context())
    known = Causes.load()
    found = known.on(day or session.day())
    hits = found.search(asked, limit, older=older)
    others = _elsewhere(known, found, asked, hits, limit, older=older)
    hint = "" if hits or others else _hint(session, found, words)
    if session.as_json:
        told = [{**_cause_data(hit), "elsewhere": _counterparts(known, hit.cause)} for hit in hits]
        print_json({"version": found.version, "hits": told, "elsewhere": others, "hint": hint})
        return
    if hits:
        headings = [session.say(f"cli.column.{name}") for name in ("code", "name", "level", "above", "elsewhere")]
        rows = [
            (h.cause.code, h.cause.name, h.cause.level, " › ".join(a.name for a in h.path), _codes(known, h.cause))
            for h in hits
        ]
        show(table(headings, rows, fixed=(0, 2, 4), title=session.say("cli.causes.title", version=found.version)))
    else:
        note(session.say("cli.causes.none", words=asked, version=found.version))
    if others:
        headings = [session.say(f"cli.column.{name}") for name in ("version", "code", "name", "here")]
        named = [(each["version"], each["code"], each["name"], _here(session, each)) for each in others]
        title = session.say("cli.causes.elsewhere", version=found.version)
        show(*([text("")] if hits else []), table(headings, named, fixed=(0, 1), title=title))
    if hint:
        note(f"  → {hint}")


def _cause_data(hit: Any) -> dict[str, Any]:
    names = ("version", "code", "number", "name", "level", "parent", "older", "successor")
    return {**{n: getattr(hit.cause, n) for n in names}, "path": [above.name for above in hit.path]}


def _plain(causes: Iterable[Any]) -> list[dict[str, str]]:
    return [{"version": each.version, "code": each.code, "name": each.name} for each in causes]


def _counterparts(known: Any, cause: Any) -> list[dict[str, str]]:
    """What the cause is in every other version."""
    others = [each.version for each in known.lists if each.version != cause.version]
    return [told for version in others for told in _plain(known.counterparts(cause, version))]


def _codes(known: Any, cause: Any) -> str:
    return ", ".join(f"{each['version']}: {each['code']}" for each in _counterparts(known, cause))


def _elsewhere(
    known: Any, found: Any, words: str, hits: Sequence[Any], limit: int, *, older: bool
) -> list[dict[str, Any]]:
    """What other versions call so and the hits do not already say: with what it is here, or what to choose from."""
    shown = {hit.cause.code for hit in hits}
    told = []
    for hit in known.elsewhere(words, found.version, limit, older=older):
        here = known.counterparts(hit.cause, found.version)
        if not shown & {each.code for each in here}:
            nearest = () if here else known.nearest(hit.cause, found.version)
            told.append({**_cause_data(hit), "here": _plain(here), "nearest": _plain(nearest)})
    return told


def _here(session: Session, other: dict[str, Any]) -> str:
    def told(causes: Iterable[dict[str, str]]) -> str:
        return "\n".join(f"{each['code']} {each['name']}" for each in causes)

    if other["here"]:
        return told(other["here"])
    return session.say("cli.causes.choose") + ("\n" + told(other["nearest"]) if other["nearest"] else "")


def _hint(session: Session, found: Any, words: Sequence[str]) -> str:
    """What to try where nothing was found: the longest beginning of a word that finds something, or other words."""
    for word in (part for each in words for part in each.split()):
        for end in range(len(word) - 1, 1, -1):
            if found.search(word[:end], 1):
                return session.say("cli.causes.try_shorter", words=word[:end])
    return session.say("cli.causes.try_other")
