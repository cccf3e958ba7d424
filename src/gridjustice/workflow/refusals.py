"""Why a step was refused: a code, the rule it breaks, and what to do instead, in three languages.

The sentences stand in the catalogues: ``refusal.<code>`` says why not, ``remedy.<code>`` says what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from gridjustice.errors import PluginFailedError, RefusedError
from gridjustice.language import Catalogue, Language
from gridjustice.law import Citation, LawBook


@attrs.frozen
class Reason:
    """One reason for a refusal.

    Attributes:
        code: names the sentences in the catalogues.
        basis: key of the legal basis; empty where no rule of law but the table itself refuses.
        values: what the sentences fill in.
        citation: the article in force on the day, once the engine has resolved it.
    """

    code: str
    basis: str = ""
    values: Mapping[str, object] = attrs.field(factory=dict)
    citation: Citation | None = None

    def on(self, law: LawBook, day: date, mediation: str = "") -> Reason:
        """The same reason with the article that is in force on that day for that kind of mediation."""
        return attrs.evolve(self, citation=law.cite(self.basis, day, mediation)) if self.basis else self

    def text(self, language: Language, catalogue: Catalogue) -> str:
        """Why not, and under which article."""
        key = f"refusal.{self.code}"
        spoken = catalogue.has(language, key)
        why = catalogue.text(language, key, **self.shown(language, catalogue)) if spoken else _spelt(self.code)
        if self.citation is None:
            return why
        return catalogue.text(language, "refusal.under", why=why, citation=self.citation.text(language))

    def remedy(self, language: Language, catalogue: Catalogue) -> str:
        """What to do instead; empty where nobody has said it."""
        if not catalogue.has(language, f"remedy.{self.code}"):
            return ""
        return catalogue.text(language, f"remedy.{self.code}", **self.shown(language, catalogue))

    def shown(self, language: Language, catalogue: Catalogue) -> dict[str, object]:
        """The values as the reader sees them: a text that is a key of the catalogue becomes its words."""
        return {name: _shown(value, language, catalogue) for name, value in self.values.items()}


def _shown(value: object, language: Language, catalogue: Catalogue) -> object:
    if isinstance(value, str):
        return catalogue.text(language, value)
    if isinstance(value, (tuple, list)):
        return ("、" if language is Language.ZH else ", ").join(str(_shown(v, language, catalogue)) for v in value)
    return value


class StepRefusedError(RefusedError):
    """A step was refused; the reasons are `Reason` objects, all of them at once.

    Attributes:
        kind: of the record.
        record: its id, empty for a birth that was refused.
        step: the step that was tried.
    """

    reasons: tuple[Reason, ...]

    def __init__(self, kind: str, record: str, step: str, reasons: Sequence[Reason]) -> None:
        on = f"on {kind} {record}" if record else f"for a new {kind}"
        super().__init__(f"{step!r} {on} is refused: {'; '.join(_plain(r) for r in reasons)}", reasons)
        self.kind = kind
        self.record = record
        self.step = step


def failed_plugin(plugin: str, hook: str, problem: BaseException) -> PluginFailedError:
    """The error of a plugin that failed where it had to decide or refuse, with a reason in three languages."""
    return PluginFailedError(plugin, hook, problem, [Reason("plugin_failed", values={"plugin": plugin, "hook": hook})])


def _plain(reason: Reason) -> str:
    under = f" ({reason.citation.text(Language.EN)})" if reason.citation else ""
    return f"{_spelt(reason.code)}{under}"


def _spelt(code: str) -> str:
    return code.replace("_", " ")
