"""A counted limit in sentences that a party can follow: the rule, the start, every day that moved the end, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from gridjustice.errors import NotFoundError
from gridjustice.language import Catalogue, Language
from gridjustice.law.book import LawBook
from gridjustice.law.citations import Confidence
from gridjustice.law.counting import Count
from gridjustice.law.figures import Figure, Unit

_DAY = timedelta(days=1)


def explain(count: Count, language: Language, catalogue: Catalogue, book: LawBook) -> list[str]:
    """How a last day came about, one sentence a step, in the order of the counting.

    Args:
        count: what was counted, fresh or put together again from what was stored.
        language: of the sentences.
        catalogue: holds them, under ``law.*``.
        book: names the instruments, and the grounds of the counting itself.
    """
    words = _Words(language, catalogue, book, count.start)
    told = [words.rule(count.figure)]
    if count.started_at is not None:
        told.append(words.at("started_at", count.started_at))
    elif count.figure.value:
        told.append(words.say("started", date=words.day(count.start), ground=words.ground("counting.start_day")))
    else:
        told.append(words.say("very_day", date=words.day(count.start)))
    if count.figure.unit in {Unit.MONTH, Unit.YEAR}:
        told.append(words.say("corresponding", ground=words.ground("counting.months")))
    if count.extended and count.figure.extension is not None:
        extension = count.figure.extension
        by = words.of("agreed_by", extension.by)
        told.append(words.say("extended", by=by, length=words.length(count.extended, extension.unit)))
    if count.paused_days:
        told.append(words.say("paused", length=words.length(count.paused_days, Unit.DAY)))
    if count.figure.unit is Unit.WORKING_DAY:
        if count.skipped:
            told.append(words.say("skipped", days=words.days(count.skipped)))
        if count.made_up:
            told.append(words.say("made_up", days=words.days(count.made_up)))
    elif count.skipped:
        nominal, due, days = words.day(count.nominal), words.day(count.due), words.days(count.skipped)
        ground = words.ground("counting.rest_day")
        told.append(words.say("moved", nominal=nominal, due=due, days=days, ground=ground))
    told.append(words.at("ends", count.ends_at) if count.ends_at else words.say("due", date=words.day(count.due)))
    if count.provisional:
        told.append(words.say("provisional", calendar=count.calendar))
    return told


def describe(figure: Figure, language: Language, catalogue: Catalogue, book: LawBook) -> str:
    """The rule behind a limit in one sentence: its name, its length, its article, or that it is an agreed one."""
    return _Words(language, catalogue, book, figure.in_force).rule(figure)


class _Words:
    """The sentences of one language."""

    def __init__(self, language: Language, catalogue: Catalogue, book: LawBook, on: date) -> None:
        self._language, self._catalogue, self._book, self._on = language, catalogue, book, on

    def say(self, sentence: str, **values: object) -> str:
        return self._catalogue.text(self._language, f"law.explain.{sentence}", **values)

    def rule(self, figure: Figure) -> str:
        sentence = "rule" if figure.unit.is_time else "measure"
        if figure.is_default:
            sentence += "_default" if figure.confidence is Confidence.DESIGN else "_unread"
        elif figure.confidence is Confidence.SECONDARY:
            sentence += "_reported"
        elif not figure.value:
            sentence += "_very_day"
        return self.say(
            sentence,
            name=self.of("figure", figure.key),
            length=self.length(figure.value, figure.unit),
            citation=self._book.text(figure.citation, self._language),
        )

    def ground(self, basis: str) -> str:
        """The ground in brackets, empty for days before anything that the book knows."""
        try:
            citation = self._book.cite(basis, self._on)
        except NotFoundError:
            return ""
        return self.say("ground", citation=self._book.text(citation, self._language))

    def of(self, kind: str, name: str) -> str:
        """The words of a name, or the name where it is words already."""
        key = f"law.{kind}.{name}"
        return self._catalogue.text(self._language, key) if self._catalogue.has(self._language, key) else name

    def length(self, number: int, unit: Unit) -> str:
        form = "one" if number == 1 else "many"
        return self._catalogue.text(self._language, f"law.unit.{unit.value}.{form}", number=number)

    def day(self, day: date) -> str:
        month = self._catalogue.text(self._language, f"law.month.{day.month}")
        return self._catalogue.text(self._language, "law.date", year=day.year, month=month, day=day.day)

    def at(self, sentence: str, instant: datetime) -> str:
        return self.say(sentence, date=self.day(instant.date()), time=f"{instant:%H:%M}")

    def days(self, days: Iterable[tuple[date, str]]) -> str:
        """Runs of days with one reason, as one period each."""
        told = []
        numbered = ((day - place * _DAY, reason, day) for place, (day, reason) in enumerate(days))
        for (_, reason), run in groupby(numbered, key=lambda entry: entry[:2]):
            period = [day for *_, day in run]
            told.append(self._period(period[0], period[-1], self.of("day", reason)))
        return self._catalogue.text(self._language, "law.separator").join(told)

    def _period(self, first: date, last: date, reason: str) -> str:
        if first == last:
            return self.say("day", date=self.day(first), reason=reason)
        return self.say("period", first=self.day(first), last=self.day(last), reason=reason)
