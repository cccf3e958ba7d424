"""What the rows of the tables ask for: steps, each behind those it depends on, under a key made of its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from gridjustice.application.codec import canonical, digest
from gridjustice.application.exchange.forms import TableRow
from gridjustice.application.exchange.spool import dispute_code
from gridjustice.application.request import Request
from gridjustice.domain.dispute.choices import Side
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.dispute.prevention import TakenOver
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

PartiesOf = Callable[[str], Sequence[TableRow]]
"""The rows of the parties of a dispute, by its code."""


@attrs.frozen(kw_only=True)
class AskedStep:
    """A step that a row asks for.

    Attributes:
        key: made of the content, so that the same row asks for the same thing for ever.
    """

    row: TableRow
    kind: str
    record: RecordId
    step: str
    facts: Facts

    key: str = attrs.field(init=False)

    @key.default
    def _key(self) -> str:
        return f"import:{self.record}:{self.step}:{digest(canonical(self.facts))[:32]}"

    def request(self, actor: str) -> Request:
        """The same, in somebody's name."""
        kind = "" if self.row.table in ("posts", "assignments") else self.kind
        return Request(actor=actor, kind=kind, record=self.record, step=self.step, facts=self.facts, key=self.key)


def steps_of(row: TableRow, parties_of: PartiesOf) -> list[AskedStep]:
    """The steps that a row asks for, in their order.

    Raises:
        InvalidError: what the cells mean one by one makes no sense together.
    """
    if row.table == "assignments":
        return list(_assignment(row))
    if row.table == "disputes":
        return [_dispute(row, parties_of)]
    return [_STEPS[row.table](row)]


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


def _dispute(row: TableRow, parties_of: PartiesOf) -> AskedStep:
    code = dispute_code(row["court"], row["number"])
    facts = TakenOver(
        court=row["court"], number=row["number"], unit=named_id("unit", row["unit"]),
        grid=named_id("grid", row["grid"]) if row["grid"] else None, gist=row["gist"],
        reported_on=row["reported_on"], asked_on=row["asked_on"], parties=tuple(_parties(row, parties_of(code))),
        cause=row["cause"], cause_version=row["cause_version"], claimed_fen=row["claimed"], matter=row["matter"],
        level=row["level"], stood=row["stood"],
    )  # fmt: skip
    return AskedStep(row=row, kind="dispute", record=named_id("dispute", code), step="take_over", facts=facts)


def _parties(row: TableRow, described: Sequence[TableRow]) -> Iterator[Party]:
    """Those of the table of parties, and those of whom the register has the name alone."""
    for each in described:
        yield Party(
            id=each["party"], side=each["side"], name=each["name"], phone=each["phone"], phone_of=each["phone_of"],
            id_number=each["id_number"],
            credit_code=each["credit_code"], address=each["address"], language=each["language"],
            person=named_id("person", each["handle"]) if each["handle"] else None,
            unit=named_id("unit", each["unit"]) if each["unit"] else None,
        )  # fmt: skip
    for letter, side, names in (("a", Side.APPLICANT, "applicants"), ("r", Side.RESPONDENT, "respondents")):
        for number, name in enumerate(row[names], 1):
            yield Party(id=f"{letter}{number}", side=side, name=name)


_STEPS: Mapping[str, Callable[[TableRow], AskedStep]] = {
    "courts": _court,
    "units": _unit,
    "people": _person,
    "grids": _grid,
    "posts": _post,
}


def references(row: TableRow) -> Iterator[tuple[str, str, str]]:
    """What a row points at: (column, kind, code)."""
    match row.table:
        case "courts":
            above, slash, _ = row["path"].rpartition("/")
            if slash:
                yield "path", "court", above
        case "disputes" if row["grid"]:
            yield "grid", "grid", row["grid"]
        case "posts":
            yield "place", "unit" if _scope(row) is Scope.UNIT else "court", row["place"]
        case "assignments":
            yield "place", "unit" if row["role"] is Role.LIAISON else "grid", row["place"]
    for column, kind in (("court", "court"), ("unit", "unit"), ("parent", "unit")):
        if row.values.get(column):
            yield column, kind, row[column]
    if row.values.get("handle") and row.table != "people":
        yield "handle", "person", row["handle"]
