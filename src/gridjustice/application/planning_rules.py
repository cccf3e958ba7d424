"""A court's own rules for a plan, from a TOML file in which people and grids stand by the names that people use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from gridjustice.domain.planning import JudgeRule, PairRule, Rules
from gridjustice.domain.planning.rules import WEIGHTS
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError, InvalidError, InvalidValueError
from gridjustice.law.tables import Table, read_toml


@attrs.frozen(kw_only=True)
class RuleSheet:
    """Rules with codes of grids and handles of judges, as a file has them; see `docs/how-to/plan-assignments.md`.

    Attributes:
        place: the file's name, for errors.
    """

    place: str
    fixed: tuple[tuple[str, str, str], ...] = ()
    forbidden: tuple[tuple[str, str, str], ...] = ()
    judges: tuple[tuple[str, JudgeRule], ...] = ()
    most_grids: int | None = None
    most_work: int | None = None
    weights: tuple[tuple[str, int], ...] = ()

    def resolved(self, grids: Mapping[str, RecordId], people: Mapping[str, RecordId]) -> Rules:
        """The rules with ids.

        Args:
            grids: ids by code.
            people: ids by handle.

        Raises:
            InvalidError: a grid or judge is not there, or two rules contradict each other.
        """

        def pairs(name: str, given: tuple[tuple[str, str, str], ...]) -> tuple[PairRule, ...]:
            return tuple(
                PairRule(
                    grid=self._known(f"{name}[{number}].grid", grid, grids, "grid"),
                    judge=self._known(f"{name}[{number}].judge", judge, people, "person"),
                    reason=reason,
                )
                for number, (grid, judge, reason) in enumerate(given)
            )

        judges = tuple(
            attrs.evolve(rule, judge=self._known(f"judges[{number}].judge", handle, people, "person"))
            for number, (handle, rule) in enumerate(self.judges)
        )
        try:
            return Rules(
                fixed=pairs("fixed", self.fixed), forbidden=pairs("forbidden", self.forbidden), judges=judges,
                most_grids=self.most_grids, most_work=self.most_work, weights=self.weights,
            )  # fmt: skip
        except InvalidValueError as problem:
            said = str(problem)
            for name, id_ in (*grids.items(), *people.items()):
                said = said.replace(id_, name)
            raise InvalidError(said, path=self.place) from problem

    def _known(self, path: str, name: str, ids: Mapping[str, RecordId], kind: str) -> RecordId:
        if name not in ids:
            problem = f"there is no {kind} {name!r} in the network of this plan"
            raise InvalidError(problem, path=f"{self.place}: {path}")
        return ids[name]


def read_rules(path: Path) -> RuleSheet:
    """The rules of a file.

    Raises:
        InvalidError: it cannot be read, or a field is unknown, missing or of the wrong form; names the place.
    """
    try:
        return _sheet(read_toml(path))
    except DefinitionError as problem:
        raise InvalidError(str(problem)) from problem


def _sheet(table: Table) -> RuleSheet:
    sheet = RuleSheet(
        place=table.place,
        fixed=_pairs(table, "fixed"),
        forbidden=_pairs(table, "forbidden"),
        judges=tuple(_judge(row) for row in _rows(table, "judges")),
        most_grids=_most(table, "most_grids"),
        most_work=_most(table, "most_work"),
        weights=_weights(table),
    )
    table.finish()
    return sheet


def _rows(table: Table, name: str) -> list[Table]:
    rows = table.rows(name) if table.has(name) else []
    for number, row in enumerate(rows):
        row.place = f"{table.place}: {name}[{number}]"
    return rows


def _pairs(table: Table, name: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for row in _rows(table, name):
        found.append((row.text("grid"), row.text("judge"), row.text("reason")))
        row.finish()
    return tuple(found)


def _judge(row: Table) -> tuple[str, JudgeRule]:
    handle = row.text("judge")
    rule = JudgeRule(
        judge=RecordId(handle),
        most_grids=_most(row, "most_grids"),
        most_work=_most(row, "most_work"),
        takes_new=row.flag("takes_new", default=True),
    )
    row.finish()
    return handle, rule


def _most(table: Table, name: str) -> int | None:
    return table.whole(name, least=0) if table.has(name) else None


def _weights(table: Table) -> tuple[tuple[str, int], ...]:
    given = table.table("weights")
    found = tuple((name, given.whole(name, least=0)) for name in WEIGHTS if given.has(name))
    given.finish()
    return found
