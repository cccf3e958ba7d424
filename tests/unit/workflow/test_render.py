"""Tables for people and programs: Markdown, Mermaid, JSON, and who may take what."""

from __future__ import annotations

import json
import re
from itertools import product

import attrs
import pytest
from tests.unit.workflow.small import COURT, JUDGE, LIAISON, WEDNESDAY, Note, S, small

from gridjustice.domain.record import NEW, Appointment, Role, Scope
from gridjustice.domain.values import RecordId
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.render import as_data, markdown, mermaid, permissions, who_text
from gridjustice.workflow.rules import Anyone, But, Holds, Public, Standing
from gridjustice.workflow.table import Audience, Kind, Limit, Step

KINDS = pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
LANGUAGES = pytest.mark.parametrize("language", Language)
words = Catalogue()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


@KINDS
@LANGUAGES
def test_markdown_has_a_line_for_every_line_of_the_table_and_limit(
    kind: Kind, language: Language, law: LawBook
) -> None:
    """In the order of the table, all with the columns of their heading."""
    steps, *limits = markdown(kind, language, words, law).split("\n\n")[1:]
    lines = steps.splitlines()
    assert [re.findall(r"`(\w+)`", cells(line)[0])[0] for line in lines[2:]] == [step.step for step in kind.steps]
    assert {len(cells(line)) for line in lines} == {7}
    assert len(limits) == bool(kind.limits)
    for table in limits:
        names = [re.findall(r"`(\w+)`", cells(line)[0])[0] for line in table.splitlines()[2:]]
        assert names == [limit.name for limit in kind.limits]


def test_markdown_says_what_refuses_a_step_and_under_which_article(law: LawBook) -> None:
    """Guards by name, fields of the facts, the article in force."""
    line = next(x for x in markdown(DISPUTE, Language.EN, words, law).splitlines() if "`apply`" in x)
    _, _, _, who, known, refused_if, under = cells(line)
    assert known == "signatures, materials, leaves_out_status"
    assert refused_if == (
        "not_joint, signed_by_stranger, lacks_authority, signed_in_future, confirmed_after_docketing, "
        "statement_is_out, applied_too_late, cannot_be_confirmed, interest_above_cap"
    )
    assert "205" in under
    assert who.count("/") == 3


@KINDS
@LANGUAGES
def test_a_diagram_has_plain_ids_and_declares_every_state_it_uses(kind: Kind, language: Language) -> None:
    """Labels are in the reader's language; what a program reads is ASCII."""
    first, *lines = mermaid(kind, language, words).splitlines()
    assert first == "stateDiagram-v2"
    declared: list[str] = []
    used: set[str] = set()
    for line in lines:
        if found := re.fullmatch(r'    state "[^"]+" as ([a-z_]+)', line):
            declared.append(found[1])
        elif found := re.fullmatch(r"    (\[\*\]|[a-z_]+) --> (\[\*\]|[a-z_]+)(?: : [^:;#]+)?", line):
            used |= {found[1], found[2]} - {"[*]"}
        else:
            found = re.fullmatch(r"    note left of ([a-z_]+) : .+", line)
            assert found, f"not understood: {line}"
            used.add(found[1])
    assert declared == [s.value for s in kind.states]
    assert used <= set(declared)


@KINDS
def test_a_diagram_draws_every_change_of_state_once(kind: Kind) -> None:
    """But for the way out to the court, which leads from everywhere and is one note."""
    text = mermaid(kind, Language.EN, words)
    arrows = re.findall(r"    (\S+) --> (\S+)", text)
    wanted = {
        ("[*]" if row.source == NEW else row.source, row.target)
        for row in kind.rows
        if row.source != row.target and row.step != kind.leaves_by
    }
    assert len(arrows) == len(set(arrows))
    assert set(arrows) == wanted | {(end, "[*]") for end in kind.ends}
    assert ("note left of brought" in text) is (kind.name == "dispute")


@KINDS
def test_the_table_as_data_survives_json(kind: Kind, law: LawBook) -> None:
    """Texts, numbers, lists: nothing that only Python has."""
    data = as_data(kind, law)
    assert json.loads(json.dumps(data)) == data
    assert [(s["step"], s["from"], s["to"]) for s in data["steps"]] == [(r.step, r.source, r.target) for r in kind.rows]
    assert [x["limit"] for x in data["limits"]] == [x.name for x in kind.limits]


def neighbours(record: object, facts: object, act: object) -> tuple[str, ...]:
    """A finder."""
    return ()


def is_short(record: Note) -> bool:
    """For a limit that applies to some."""
    return record.marked > 0


VARIANTS = (
    Limit(
        name="waiting", figure="trial.summary", starts=("pause",), runs_in=(S.WAITING,), applies_when=is_short,
        extended_by=("lengthen",), extension="months", paused_by=("answer",), resumed_by=("pause",),
        left_out_by=("lengthen",), owed_by=(Audience.LIAISON, Audience.COURT),
    ),
    Limit(name="waiting", figure="trial.ordinary", starts=("pause",), runs_in=(S.WAITING,)),
)  # fmt: skip


def test_a_limit_shows_what_makes_it_longer_and_when_time_stands_still(law: LawBook) -> None:
    """And, where several share a name, each with its figure and its condition."""
    text = markdown(small(limits=VARIANTS), Language.EN, words, law)
    heading, _, *lines = text.split("\n\n")[2].splitlines()
    assert cells(heading)[6:8] == ["longer with", "stands still"]
    assert cells(heading)[-1] == "binds"
    assert [cells(line)[6:8] for line in lines] == [["lengthen", "answer → pause; days of lengthen"], ["—", "—"]]
    assert [cells(line)[0].split("`")[1:] for line in lines] == [["waiting", " (is_short)"], ["waiting", ""]]
    assert [cells(line)[1] for line in lines] == ["3 month (`trial.summary`)", "6 month (`trial.ordinary`)"]
    assert [cells(line)[-1] for line in lines] == ["judicial liaison, court", "—"]
    first, second = as_data(small(limits=VARIANTS), law)["limits"]
    assert (first["owed_by"], second["owed_by"]) == (["liaison", "court"], [])
    assert (first["paused_by"], first["resumed_by"], first["left_out_by"]) == (["answer"], ["pause"], ["lengthen"])
    assert (first["extension"], first["applies_when"]) == ("months", "is_short")
    assert (second["extension"], second["applies_when"], second["paused_by"]) == (None, None, [])


def test_the_table_as_data_names_finders(law: LawBook) -> None:
    """By the names of their functions."""
    kind = small().extended(steps=(Step("look", S.DONE, S.DONE, JUDGE, finds=(neighbours,)),))
    assert as_data(kind, law)["steps"][-1]["finds"] == ["neighbours"]


def test_the_table_as_data_names_guards_and_consequences(law: LawBook) -> None:
    """By the names of their functions."""
    kinds = {kind.name: kind for kind in BUILT_IN}
    issue = as_data(kinds["order"], law)["steps"][0]
    assert issue["refused_if"] == ["not_written_to_unit", "cannot_be_pointed_at"]
    assert issue["leads_to"] == ["note_order"]
    delegate = [s for s in as_data(kinds["dispute"], law)["steps"] if s["step"] == "delegate"]
    assert [s["profiles"] for s in delegate] == [[], ["court_annexed_2022"]]


@attrs.frozen(kw_only=True)
class Given(Note):
    """A note that gives somebody a role."""

    given: Appointment

    def appointments(self) -> tuple[Appointment, ...]:
        return (self.given,)


PLACES = {Scope.COURT: str(COURT), Scope.UNIT: "u1", Scope.GRID: "g1", Scope.RECORD: "n1", Scope.EVERYWHERE: ""}


@KINDS
def test_the_permission_matrix_is_what_the_rules_say(kind: Kind) -> None:
    """For every role at every scope: the steps it lists are those that somebody with this role alone may take."""
    matrix = permissions({kind.name: kind})
    workflow = Workflow(kind)
    listed = 0
    for role, (scope, place) in product(Role, PLACES.items()):
        held = Appointment(person="p", role=role, scope=scope, place=place, since=WEDNESDAY)
        mine = RecordId("p" if (role, scope) == (Role.ONESELF, Scope.RECORD) else "n1")
        record = Given(
            id=mine,
            state=S.OPEN,
            court=COURT,
            unit=RecordId("u1"),
            grid=RecordId("g1"),
            given=held,
        )
        standing = Standing.of("p", (held,), WEDNESDAY)
        may = {row.step for row in kind.rows if workflow.holds(row.who, standing, record)}
        assert may == set(matrix.get(f"{role.value}@{scope.value}", {}).get(kind.name, ())), (role, scope)
        listed += len(may)
    assert listed


def test_the_permission_matrix_is_sorted_and_names_each_step_once() -> None:
    """Roles by name, steps in the order of the table."""
    matrix = permissions({"note": small()})
    assert list(matrix) == ["judge@court", "liaison@unit"]
    assert matrix["liaison@unit"] == {"note": ["stamp", "pause"]}
    assert matrix["judge@court"]["note"] == ["open", "mark", "pause", "lengthen", "answer", "go_on", "shelve", "drop"]


def test_a_rule_in_words_names_its_roles_once() -> None:
    """What is taken away is not named; the judge of a grid has a name of their own."""
    rule = But(JUDGE | LIAISON | JUDGE | Holds(Role.JUDGE, Scope.GRID), Holds(Role.PARTY, Scope.RECORD))
    assert who_text(rule, Language.EN, words) == "judge / judicial liaison / grid judge"
    assert who_text(Anyone(), Language.EN, words) == who_text(Public(), Language.EN, words) == "everybody"
