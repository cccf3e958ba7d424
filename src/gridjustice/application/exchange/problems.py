"""What is wrong with a row of a table: where, what was found, why it cannot be taken and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from gridjustice.language import Catalogue, Language
from gridjustice.workflow.refusals import Reason

SHOWN = 1000
"""So many characters of a value are shown: a cell can be as large as a file."""


class CellError(Exception):
    """A cell cannot be taken as it is; becomes a `RowProblem`, never leaves this package.

    Attributes:
        code: names the words in the catalogues.
        values: what the words fill in.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@attrs.frozen(kw_only=True)
class RowProblem:
    """What is wrong with a row of a table.

    Attributes:
        file: its name; of a workbook, with the name of the sheet behind it.
        row: its number as a spreadsheet counts; 0 for the file as a whole.
        column: the column's name in the library, empty for the whole row.
        value: what was found, as it stood there; the beginning, where that is long.
        code: names the words in the catalogues: ``exchange.problem.<code>`` and ``exchange.remedy.<code>``.
        values: what these words fill in.
        heading: the column as it is headed in the file, where it differs.
        reasons: of a step that is refused; they bring their own words.
    """

    file: str
    row: int
    column: str
    value: str
    code: str
    values: Mapping[str, object] = attrs.field(factory=dict)
    heading: str = ""
    reasons: tuple[Reason, ...] = ()

    def text(self, language: Language, catalogue: Catalogue) -> str:
        """Why it cannot be taken."""
        if self.reasons:
            return "; ".join(reason.text(language, catalogue) for reason in self.reasons)
        return catalogue.text(language, f"exchange.problem.{self.code}", **self._shown(language, catalogue))

    def what_to_do(self, language: Language, catalogue: Catalogue) -> str:
        """What to do about it."""
        if self.reasons:
            said = "; ".join(reason.remedy(language, catalogue) for reason in self.reasons)
            return said or catalogue.text(language, "exchange.remedy.other")
        return catalogue.text(language, f"exchange.remedy.{self.code}", **self._shown(language, catalogue))

    @property
    def problem(self) -> str:
        """Why it cannot be taken, in English, for logs and tests."""
        return self.text(Language.EN, _BUILT_IN)

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return self.what_to_do(Language.EN, _BUILT_IN)

    def _shown(self, language: Language, catalogue: Catalogue) -> dict[str, object]:
        return {name: _said(value, language, catalogue) for name, value in self.values.items()}


_BUILT_IN = Catalogue()


def _said(value: object, language: Language, catalogue: Catalogue) -> object:
    """A value as people read it: a key of the catalogue becomes its words, a list is told one by one."""
    if isinstance(value, str):
        return catalogue.text(language, value) if catalogue.has(language, value) else value
    if isinstance(value, (tuple, list)):
        return ("、" if language is Language.ZH else ", ").join(str(_said(v, language, catalogue)) for v in value)
    return value


PROBLEM_COLUMNS = ("file", "row", "column", "value", "problem", "remedy")
"""The columns of an error file; their headings stand under ``exchange.errors.<name>``."""


def problem_rows(
    problems: Sequence[RowProblem], language: Language, catalogue: Catalogue
) -> Iterator[tuple[str | int, ...]]:
    """The rows of an error file."""
    for each in problems:
        why, instead = each.text(language, catalogue), each.what_to_do(language, catalogue)
        yield (each.file, each.row, each.heading or each.column, each.value, why, instead)
