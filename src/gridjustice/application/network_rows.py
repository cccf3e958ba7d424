"""What the rows of a network ask for: steps, each behind those it depends on, under a key made of its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from gridjustice.application.codec import canonical, digest
from gridjustice.application.network_tables import TableRow
from gridjustice.application.request import Request
from gridjustice.application.spreadsheets import RowProblem
from gridjustice.domain.network import Post
from gridjustice.domain.network_facts import (
    POSTS,
    CourtEstablished,
    GridAssignment,
    GridDrawn,
    LiaisonNamed,
    LiaisonReleased,
    PersonEnrolled,
    PostTaken,
    UnitAdopted,
)
from gridjustice.domain.record import Facts, Role, Scope
from gridjustice.domain.values import RecordId, named_id


@attrs.frozen(kw_only=True)
class AskedStep:
    """A step that a row asks for."""

    row: TableRow
    kind: str
    record: RecordId
    step: str
    facts: Facts

    def request(self, actor: str) -> Request:
        """The key is made of the content, so that the same row asks for the same thing for ever."""
        key = f"import:{self.record}:{self.step}:{digest(canonical(self.facts))[:32]}"
        kind = "" if self.row.table in ("posts", "assignments") else self.kind
        return Request(actor=actor, kind=kind, record=self.record, step=self.step, facts=self.facts, key=key)


def steps_of(rows: Mapping[str, Sequence[TableRow]]) -> list[AskedStep]:
    """The steps of all rows, each behind those it depends on."""
    steps = [_court(row) for row in sorted(rows["courts"], key=lambda r: str(r["path"]))]
    steps += [_unit(row) for row in _parents_first(rows["units"])]
    steps += [_person(row) for row in rows["people"]]
    steps += [_grid(row) for row in rows["grids"]]
    steps += [_post(row) for row in rows["posts"]]
    for row in sorted(rows["assignments"], key=lambda r: (r["place"], r["since"])):
        steps += _assignment(row)
    return steps


def _court(row: TableRow) -> AskedStep:
    facts = CourtEstablished(court=row["path"], name=row["name"], name_ko=row["name_ko"], level=row["level"])
    return AskedStep(row=row, kind="court", record=named_id("court", row["path"]), step="establish", facts=facts)


def _unit(row: TableRow) -> AskedStep:
    facts = UnitAdopted(
        court=row["court"], code=row["code"], name=row["name"], name_ko=row["name_ko"], kind=row["kind"],
        parent=named_id("unit", row["parent"]) if row["parent"] else None, mediates=row["mediates"],
    )  # fmt: skip
    return AskedStep(row=row, kind="unit", record=named_id("unit", row["code"]), step="adopt", facts=facts)


def _person(row: TableRow) -> AskedStep:
    facts = PersonEnrolled(
        court=row["court"], unit=named_id("unit", row["unit"]) if row["unit"] else None, handle=row["handle"],
        name=row["name"], phone=row["phone"], languages=row["languages"],
    )  # fmt: skip
    return AskedStep(row=row, kind="person", record=named_id("person", row["handle"]), step="enrol", facts=facts)


def _grid(row: TableRow) -> AskedStep:
    facts = GridDrawn(
        court=row["court"], unit=named_id("unit", row["unit"]), code=row["code"], name=row["name"],
        name_ko=row["name_ko"], nature=row["nature"], causes=row["causes"],
    )  # fmt: skip
    return AskedStep(row=row, kind="grid", record=named_id("grid", row["code"]), step="draw", facts=facts)


def _post(row: TableRow) -> AskedStep:
    scope = _scope(row)
    post = Post(
        role=row["role"], scope=scope, since=row["since"], until=row["until"], specialities=row["specialities"],
        place=named_id("unit", row["place"]) if scope is Scope.UNIT else row["place"],
    )  # fmt: skip
    record = named_id("person", row["handle"])
    return AskedStep(row=row, kind="person", record=record, step="take_post", facts=PostTaken(post=post))


def _scope(row: TableRow) -> Scope:
    return next(scope for scope, roles in POSTS.items() if row["role"] in roles)


def _assignment(row: TableRow) -> Iterator[AskedStep]:
    person = named_id("person", row["handle"])
    if row["role"] is not Role.LIAISON:
        facts = GridAssignment(person=person, role=row["role"], since=row["since"], until=row["until"])
        yield AskedStep(row=row, kind="grid", record=named_id("grid", row["place"]), step="assign", facts=facts)
        return
    unit = named_id("unit", row["place"])
    named = LiaisonNamed(person=person, since=row["since"])
    yield AskedStep(row=row, kind="unit", record=unit, step="name_liaison", facts=named)
    if row["until"] is not None:
        released = LiaisonReleased(person=person, until=row["until"])
        yield AskedStep(row=row, kind="unit", record=unit, step="release_liaison", facts=released)


def _parents_first(rows: Iterable[TableRow]) -> list[TableRow]:
    """Units in an order in which each comes behind its parent; those in a circle at the end."""
    waiting = {row["code"]: row for row in rows}
    ordered: list[TableRow] = []
    while ready := [row for row in waiting.values() if row["parent"] not in waiting]:
        ordered += ready
        for row in ready:
            del waiting[row["code"]]
    return [*ordered, *waiting.values()]


def circles(rows: Sequence[TableRow]) -> Iterator[RowProblem]:
    """Units that stand below themselves."""
    parents = {row["code"]: row["parent"] for row in rows}
    for row in rows:
        above, seen = row["parent"], {row["code"]}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == row["code"]:
            yield row.problem("parent", "is below the unit itself", "name the unit above it, or leave it empty")


def references(row: TableRow) -> Iterator[tuple[str, str, str]]:
    """What a row points at: (column, kind, code)."""
    match row.table:
        case "courts":
            above, slash, _ = row["path"].rpartition("/")
            if slash:
                yield "path", "court", above
        case "posts":
            yield "place", "unit" if _scope(row) is Scope.UNIT else "court", row["place"]
        case "assignments":
            yield "place", "unit" if row["role"] is Role.LIAISON else "grid", row["place"]
    for column, kind in (("court", "court"), ("unit", "unit"), ("parent", "unit")):
        if row.values.get(column):
            yield column, kind, row[column]
    if row.table in ("posts", "assignments"):
        yield "handle", "person", row["handle"]
