"""Whether the network says already what a row says, or says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from gridjustice.application.exchange.forms import NAMED_BY
from gridjustice.application.exchange.problems import RowProblem
from gridjustice.application.exchange.rows import AskedStep
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.network import Assignment, Grid, NetworkState, Person, Unit
from gridjustice.domain.network_facts import GridAssignment, LiaisonNamed, LiaisonReleased, PostTaken
from gridjustice.domain.record import Facts

_LATER = frozenset(("posts",))
"""Facts of a birth that an import leaves to steps of their own."""


def says_already(record: Any, facts: Facts) -> bool:
    """Whether the network says what the facts would make it say.

    A dispute of that number is there already, whatever became of it: who imports need not be allowed to read it.
    """
    match record, facts:
        case None, _:
            return False
        case Dispute(), _:
            return True
        case Person(), PostTaken():
            return facts.post in record.posts
        case Unit(), LiaisonNamed():
            return any((a.person, a.since) == (facts.person, facts.since) for a in record.liaisons)
        case Unit(), LiaisonReleased():
            return any((a.person, a.until) == (facts.person, facts.until) for a in record.liaisons)
        case Grid(), GridAssignment():
            wanted = Assignment(person=facts.person, role=facts.role, since=facts.since, until=facts.until)
            return wanted in record.assignments
    return record.state is NetworkState.ACTIVE and not _differing(record, facts)


def is_there(record: Any, facts: Any) -> bool:
    """Whether the same court has it, with whatever values."""
    return record.state is NetworkState.ACTIVE and record.court == getattr(facts, "court", None)


def _differing(record: Any, facts: Any) -> list[str]:
    names = [field.name for field in attrs.fields(type(facts)) if field.name not in _LATER]
    return [name for name in names if getattr(record, name, None) != getattr(facts, name)]


def contradiction(record: Any, asked: AskedStep) -> Iterator[RowProblem]:
    """A row about something that is there, but otherwise."""
    if isinstance(record, Person) and isinstance(asked.facts, PostTaken):
        new = asked.facts.post
        if any((p.role, p.place, p.since) == (new.role, new.place, new.since) for p in record.posts):
            yield asked.row.problem("role", "post_otherwise")
    if record is None or asked.row.table in ("posts", "assignments"):
        return
    kind = f"exchange.kind.{asked.kind}"
    if record.state is not NetworkState.ACTIVE:
        yield asked.row.problem(NAMED_BY[asked.kind][1], "closed", kind=kind)
        return
    for name in _differing(record, asked.facts):
        now = getattr(record, name)
        field = f"exchange.column.{name}"
        if name in ("unit", "parent"):
            yield asked.row.problem(name, "there_elsewhere", kind=kind, field=field)
        else:
            said = "—" if now is None else " ".join(now) if isinstance(now, tuple) else str(getattr(now, "value", now))
            yield asked.row.problem(name, "there_otherwise", kind=kind, field=field, now=said)
