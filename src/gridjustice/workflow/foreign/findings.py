"""What the lint of a stranger's workflow can say: where, what, how grave, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum

import attrs

from gridjustice.language import Catalogue, Language

Path = tuple[str | int, ...]
"""Members and places from the root of a document down: ``("steps", 3, "to")``."""

_PLAIN = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_COMPARED, _ASKED = 2_000, 50


class Severity(str, Enum):
    """How grave a finding is."""

    ERROR = "error"
    """The workflow cannot be meant like this."""
    WARNING = "warning"
    """It can, but hardly is."""
    NOTE = "note"
    """What had to be assumed, or is not looked at."""


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

FINDINGS: Mapping[str, Severity] = {
    # The file.
    "not_json": _ERROR,
    "too_large": _ERROR,
    "too_deep": _ERROR,
    "not_recognised": _ERROR,
    "repeated_member": _ERROR,
    # The form.
    "wrong_type": _ERROR,
    "missing_member": _ERROR,
    "unknown_member": _ERROR,
    "not_allowed": _ERROR,
    "empty": _ERROR,
    "too_small": _ERROR,
    # Names.
    "unknown_state": _ERROR,
    "unknown_step": _ERROR,
    "unknown_role": _ERROR,
    "duplicate_name": _ERROR,
    "not_plain": _WARNING,
    "no_label": _WARNING,
    # Ways.
    "no_initial": _ERROR,
    "several_initial": _ERROR,
    "starts_twice": _WARNING,
    "begins_nowhere": _ERROR,
    "unreachable": _ERROR,
    "no_final": _ERROR,
    "dead_end": _ERROR,
    "trapped": _ERROR,
    "final_goes_on": _WARNING,
    "ambiguous": _ERROR,
    "ambiguous_by_role": _WARNING,
    "repeated_step": _WARNING,
    "no_way_out": _ERROR,
    # People.
    "nobody": _ERROR,
    "no_people": _WARNING,
    "unused_role": _WARNING,
    "party_stuck": _WARNING,
    # Limits.
    "limit_endless": _ERROR,
    "limit_in_final": _WARNING,
    # What a DIGIT business service says in its own way.
    "digit_start": _WARNING,
    "digit_inactive": _NOTE,
    "digit_length": _WARNING,
    # What a CCD definition says in its own way.
    "ccd_no_events": _ERROR,
    "ccd_condition": _ERROR,
    "ccd_no_default": _ERROR,
    "ccd_unknown_event": _WARNING,
    "ccd_states_assumed": _NOTE,
    "ccd_end_assumed": _NOTE,
}
"""Every code with its severity; ``table.finding.<code>`` and ``table.remedy.<code>`` are its sentences."""


@attrs.frozen
class TableFinding:
    """One thing that is wrong with a workflow, or had to be assumed of it.

    Attributes:
        code: one of `FINDINGS`.
        path: where it stands in the file.
        values: what the sentences fill in.
        table: the name of the workflow; empty where none was made out.
        file: the file; empty where there is one only, or none.
    """

    code: str
    path: Path = ()
    values: Mapping[str, object] = attrs.field(factory=dict)
    table: str = ""
    file: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return FINDINGS[self.code]

    @property
    def place(self) -> str:
        """The path as JSONPath writes it (RFC 9535): ``$.steps[3].to``."""
        return written(self.path)

    def text(self, language: Language, catalogue: Catalogue) -> str:
        """What is wrong."""
        said = catalogue.text(language, f"table.finding.{self.code}", **self._shown(language))
        if near := self.values.get("near"):
            said += catalogue.text(language, "table.near", near=near)
        return said

    def remedy(self, language: Language, catalogue: Catalogue) -> str:
        """What to do instead."""
        return catalogue.text(language, f"table.remedy.{self.code}", **self._shown(language))

    def _shown(self, language: Language) -> dict[str, object]:
        mark = "、" if language is Language.ZH else ", "
        shown = dict(self.values)
        if "at" in shown:
            shown["at"] = written(self.values["at"])  # type: ignore[arg-type]  # always a path
        return {k: mark.join(map(str, v)) if isinstance(v, (list, tuple)) else v for k, v in shown.items()}


def written(path: Path) -> str:
    """A path in the words of RFC 9535."""
    parts = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        elif _PLAIN.fullmatch(part):
            parts.append(f".{part}")
        else:
            escaped = part.replace("\\", "\\\\").replace("'", "\\'")
            parts.append(f"['{escaped}']")
    return "$" + "".join(parts)


class Names:
    """Names that are known, and which of them may be meant by one that is not.

    What differs by case, spaces and dashes alone is found at once. A likeness of letters is looked for among the
    first 2,000 names and for the first 50 that are asked for, so that a file of a million mistakes is read in time.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: dict[str, str] = {}
        for name in names:
            self._alike.setdefault(_folded(name), name)
        self._compared = list(self._alike.values())[:_COMPARED]
        self._asked = 0

    def near(self, name: str) -> str:
        """The known name that may be meant; empty where none is like it."""
        if alike := self._alike.get(_folded(name)):
            return alike
        self._asked += 1
        if self._asked > _ASKED:
            return ""
        found = get_close_matches(name[:100], self._compared, n=1, cutoff=0.7)
        return found[0] if found else ""


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name
