"""The table as it is written, and the rows that it means."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import JUDGE, Marked, S, decide, note, small

from gridjustice.domain.record import NEW, NoFacts
from gridjustice.errors import DefinitionError
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import SAME, Kind, Limit, Step


def test_a_step_from_several_states_is_a_row_for_each() -> None:
    """Alike in everything else."""
    rows = list(Step("drop", (S.OPEN, S.WAITING), S.DROPPED, JUDGE, Marked, (), "filing.right").rows())
    assert [(row.source, row.target) for row in rows] == [("open", "dropped"), ("waiting", "dropped")]
    assert attrs.evolve(rows[0], source="waiting") == rows[1]


def test_same_means_the_state_the_record_is_in() -> None:
    """For each of the sources."""
    rows = list(Step("mark", (S.OPEN, S.WAITING), SAME, JUDGE).rows())
    assert [(row.source, row.target) for row in rows] == [("open", "open"), ("waiting", "waiting")]


def test_a_birth_comes_from_nothing() -> None:
    """Its source is the state before all states."""
    (birth,) = Step("open", NEW, S.OPEN, JUDGE).rows()
    assert birth.is_birth
    assert birth.source == "new"
    (other,) = Step("drop", S.OPEN, S.DROPPED, JUDGE).rows()
    assert not other.is_birth


def test_a_step_without_facts_needs_none() -> None:
    """Nothing is asked."""
    (row,) = Step("drop", S.OPEN, S.DROPPED, JUDGE).rows()
    assert row.facts is NoFacts
    assert (row.refused_if, row.profiles, row.leads_to, row.tells, row.finds) == ((), frozenset(), (), (), ())


def twice(record: object, facts: object, act: object) -> tuple[str, ...]:
    """A finder."""
    return ("n1", "n1")


@pytest.mark.parametrize(
    ("finds", "complaint"),
    [
        (twice, "is a comma missing"),
        (("twice",), "tuple of functions"),
        ((twice, twice), "different names"),
        ((lambda record, facts, act: (),), "different names"),
    ],
    ids=["no tuple", "a text", "twice", "no name"],
)
def test_finders_are_functions_with_a_name_each(finds: Any, complaint: str) -> None:
    """By which the facts ask for what they found."""
    with pytest.raises(DefinitionError, match=complaint):
        Step("drop", S.OPEN, S.DROPPED, JUDGE, finds=finds)
    (row,) = Step("drop", S.OPEN, S.DROPPED, JUDGE, finds=(twice,)).rows()
    assert row.finds == (twice,)


def test_a_kind_knows_the_facts_of_its_steps_in_the_order_of_the_table() -> None:
    """Each step once, with the names of what must be known."""
    kind = small()
    assert list(kind.facts)[:4] == ["open", "mark", "stamp", "pause"]
    assert kind.facts_of("mark") is Marked
    assert kind.fields["mark"] == ("times",)
    assert kind.fields["drop"] == ()


def test_a_plugin_adds_rows_and_limits_behind_those_of_the_kind() -> None:
    """The kind it extends stays as it was; the new one works."""
    kind = small()
    more = kind.extended(
        steps=(Step("praise", S.DONE, SAME, JUDGE),),
        limits=(Limit(name="praising", figure="triage", starts=("mark",), runs_in=(S.DONE,), ends=("praise",)),),
    )
    assert [row.step for row in more.rows] == [*(row.step for row in kind.rows), "praise"]
    assert [limit.name for limit in more.limits] == ["opening", "waiting", "praising"]
    assert (more.ends, more.untimed, more.leaves_not) == (kind.ends, kind.untimed, kind.leaves_not)
    assert "praise" not in kind.facts
    done = decide(more, note(marked=2), "mark", Marked()).record
    assert [d.limit for d in done.deadlines] == ["praising"]
    assert decide(more, done, "praise").record.deadlines == ()


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_every_built_in_kind_can_be_extended(kind: Kind) -> None:
    """Without a change of its own."""
    more = kind.extended(limits=())
    assert more.rows == kind.rows
    assert Workflow(more).kind is more


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_every_row_of_the_built_in_tables_has_a_basis(kind: Kind) -> None:
    """Every act of a court's people rests on something that can be named."""
    assert [row.step for row in kind.rows if not row.basis] == []
