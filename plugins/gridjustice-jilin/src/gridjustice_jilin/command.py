"""``gridjustice jilin``: Korean names of units, and a court's heading in two languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from gridjustice.authoring import Language, Unit, equals, named_id
from gridjustice_jilin.letterhead import letterhead
from gridjustice_jilin.places import PlaceName, place_of
from gridjustice_jilin.settings import read

PAGE = 1000
HELP = {"help_option_names": ["--help", "-h"]}


@click.group(
    context_settings=HELP,
    help="The ways of Jilin: Korean names of places, headings in two languages, e-court and hotline.",
)
def jilin() -> None:
    """A group."""


@jilin.command(help="Korean names: checked by a person, attested in print, or only computed (may be wrong).")
@click.option("--apply", "apply_", is_flag=True, help="Take over the attested names; computed ones never.")
@click.pass_context
def names(ctx: click.Context, apply_: bool) -> None:
    """List the units with a place of the list."""
    session: Any = ctx.find_root().obj
    told = []
    for unit, place in _units(session):
        standing = _standing(session, unit, place)
        if apply_ and standing == "attested" and unit.name_ko != place.ko:
            key = f"jilin:{unit.id}:{place.ko}"
            session.office.take(session.actor, unit.id, "take_korean_name", {"name_ko": place.ko}, key=key)
            standing = "taken"
        told.append({"code": unit.code, "name": unit.name, "has": unit.name_ko, "ko": place.ko, "standing": standing})
    if session.as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told:
        standing = session.catalogue.text(Language(session.language), f"jilin.standing.{each['standing']}")
        click.echo(f"{each['code']}  {each['name']}  {each['has'] or '–'}  → {each['ko']}  [{standing}]")


@jilin.command("letterhead", help="The heading of the papers of the court COURT, in the order that the office has set.")
@click.argument("court")
@click.pass_context
def letterhead_(ctx: click.Context, court: str) -> None:
    """Print it."""
    session: Any = ctx.find_root().obj
    record = session.office.show(session.actor, named_id("court", court)).record
    lines = letterhead(record, read())
    click.echo(json.dumps(lines, ensure_ascii=False) if session.as_json else "\n".join(lines))


@jilin.command(help="What the e-court is called, and the hotline.")
@click.pass_context
def services(ctx: click.Context) -> None:
    """Print them."""
    session: Any = ctx.find_root().obj
    keys = ("jilin.e_court", "jilin.hotline")
    told = {key: session.catalogue.text(Language(session.language), key) for key in keys}
    click.echo(json.dumps(told, ensure_ascii=False) if session.as_json else "\n".join(told.values()))


def _units(session: Any) -> Iterator[tuple[Unit, PlaceName]]:
    """The units that the actor may see and that the list has, in pages."""
    last = None
    while views := session.office.find(session.actor, equals("kind", "unit"), limit=PAGE, after=last):
        last = views[-1]
        for view in views:
            if place := place_of(view.record.code, view.record.name):
                yield view.record, place


def _standing(session: Any, unit: Unit, place: PlaceName) -> str:
    """How a unit's Korean name came to be known: the last word of a person outweighs the list."""
    steps = [event.step for event in session.office.history(session.actor, unit.id)]
    named = [step for step in steps if step in {"check_korean_name", "take_korean_name", "rename"}]
    if named and named[-1] == "check_korean_name":
        return "checked"
    if named and named[-1] == "take_korean_name":
        return "taken"
    return "attested" if place.is_attested else "computed"
