"""The lint of strangers' workflows: every mistake at its path, all of them at once, whatever the size."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs of its own
from tests.unit.workflow.samples_foreign import (
    AUTHORISATIONS,
    DEFINITION,
    EVENTS,
    LOAN,
    PERMIT,
    STATES,
    changed,
    read,
    told,
)

from gridjustice import Catalogue, LawBook
from gridjustice.language import Language
from gridjustice.workflow.foreign import FINDINGS, as_workflow, read_contents, read_workflows, workflow_schema
from gridjustice.workflow.foreign.checking import check
from gridjustice.workflow.foreign.findings import Names, TableFinding
from gridjustice.workflow.foreign.reading import MOST_BYTES, parse
from gridjustice.workflow.foreign.shape import misshapen
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Kind

CLERK = ["clerk"]
MISTAKES: list[tuple[str, str, Any]] = [
    ("wrong_type", "$.steps[0].when", changed(LOAN, ("steps.0.when", 7))),
    (
        "wrong_type",
        "$.states[0].initial",
        changed(LOAN, ("states.0.initial", "yes"), ("steps.5", {"name": "ask", "to": "asked", "roles": CLERK})),
    ),
    ("missing_member", "$.limits[0]", changed(LOAN, ("limits.0.unit", ...))),
    ("unknown_member", "$.steps[1].form", changed(LOAN, ("steps.1.form", "asked"))),
    ("not_allowed", "$.limits[0].unit", changed(LOAN, ("limits.0.unit", "days"))),
    ("not_allowed", "$.format", changed(LOAN, ("format", 2))),
    ("empty", "$.steps[4].from", changed(LOAN, ("steps.4.from", []))),
    ("too_small", "$.limits[0].number", changed(LOAN, ("limits.0.number", -1))),
    ("unknown_state", "$.steps[2].from[1]", changed(LOAN, ("steps.2.from.1", "Lend"))),
    ("unknown_state", "$.steps[4].to", changed(LOAN, ("steps.4.to", "*"))),
    ("unknown_state", "$.limits[0].runs_in[1]", changed(LOAN, ("limits.0.runs_in.1", "lant"))),
    ("unknown_step", "$.limits[0].expires_as", changed(LOAN, ("limits.0.expires_as", "remid"))),
    ("unknown_step", "$.limits[0].starts[0]", changed(LOAN, ("limits.0.starts", ["lends"]))),
    (
        "unknown_role",
        "$.steps[3].roles[0]",
        changed(
            LOAN,
            ("steps.3.roles.0", "raeder"),
            ("steps.5", {"name": "lose", "from": "lent", "to": "back", "roles": ["reader"]}),
        ),
    ),
    ("duplicate_name", "$.states[4].name", changed(LOAN, ("states.4", {"name": "back"}))),
    (
        "not_plain",
        "$.states[4].name",
        changed(
            LOAN,
            ("states.4", {"name": "归档", "final": True}),
            ("steps.5", {"name": "file", "from": "lent", "to": "归档", "roles": CLERK}),
        ),
    ),
    (
        "no_label",
        "$.states[1].label",
        changed(LOAN, ("states.0.label", {"en": "Asked", "zh-CN": "已申请"}), ("states.1.label", {"en": "Lent"})),
    ),
    ("no_initial", "$.states", changed(LOAN, ("states.0.initial", False))),
    ("several_initial", "$.states[1].initial", changed(LOAN, ("states.1.initial", True))),
    ("starts_twice", "$.states[0].initial", changed(LOAN, ("steps.5", {"name": "ask", "to": "asked", "roles": CLERK}))),
    ("unreachable", "$.states[4]", changed(LOAN, ("states.4", {"name": "lost", "final": True}))),
    ("no_final", "$.states", changed(LOAN, ("states.2.final", ...), ("states.3.final", ...))),
    (
        "dead_end",
        "$.states[4]",
        changed(
            LOAN,
            ("states.4", {"name": "lost"}),
            ("steps.5", {"name": "lose", "from": "lent", "to": "lost", "roles": CLERK}),
        ),
    ),
    ("final_goes_on", "$.steps[3].from[1]", changed(LOAN, ("steps.3.from.1", "refused"))),
    (
        "ambiguous",
        "$.steps[5].from",
        changed(LOAN, ("steps.5", {"name": "lend", "from": "asked", "to": "refused", "roles": CLERK})),
    ),
    (
        "ambiguous",
        "$.steps[5].from",
        changed(LOAN, ("steps.5", {"name": "remind", "from": "lent", "to": "back", "roles": CLERK})),
    ),
    (
        "ambiguous_by_role",
        "$.steps[5].from",
        changed(LOAN, ("steps.5", {"name": "lend", "from": "asked", "to": "refused", "roles": ["reader"]})),
    ),
    (
        "repeated_step",
        "$.steps[5].from",
        changed(LOAN, ("steps.5", {"name": "lend", "from": "asked", "to": "lent", "roles": ["reader"]})),
    ),
    ("no_way_out", "$.states[0]", changed(LOAN, ("leaves_by", {"step": "bring"}))),
    ("unknown_step", "$.leaves_by.step", changed(LOAN, ("leaves_by", {"step": "brign"}))),
    (
        "unknown_state",
        "$.leaves_by.except[0]",
        changed(LOAN, ("leaves_by", {"step": "bring", "except": ["Asked", "asked"]})),
    ),
    ("nobody", "$.steps[0]", changed(LOAN, ("steps.0.roles", ...))),
    ("nobody", "$.steps[0]", changed(LOAN, ("steps.0.roles", []))),
    ("no_people", "$.steps", changed(LOAN, ("roles", ...), *((f"steps.{n}.roles", ...) for n in range(5)))),
    ("unused_role", "$.roles[2]", changed(LOAN, ("roles.2", {"name": "guest"}))),
    ("party_stuck", "$.states[1]", changed(LOAN, ("steps.3.roles", CLERK), ("limits.0.expires_as", ...))),
    ("limit_in_final", "$.limits[0].runs_in[1]", changed(LOAN, ("limits.0.runs_in.1", "back"))),
]


def test_nothing_is_wrong_with_the_samples() -> None:
    """Neither with our own form nor with those of others, the importer's notes left out."""
    assert told(LOAN) == told(PERMIT) == told(DEFINITION) == told({"BusinessServices": [PERMIT]}) == []
    assert told(STATES, EVENTS, AUTHORISATIONS) == []


@pytest.mark.parametrize(
    ("code", "place", "document"), MISTAKES, ids=[f"{c}-{n}" for n, (c, _, _) in enumerate(MISTAKES)]
)
def test_a_mistake_is_found_at_its_path_and_nothing_else(code: str, place: str, document: Any) -> None:
    """One mistake, one finding."""
    assert told(document) == [(code, place)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            changed(LOAN, ("steps.5", {"name": "forget", "roles": CLERK})),
            {("begins_nowhere", "$.steps[5]"), ("starts_twice", "$.states[0].initial")},
        ),
        (
            changed(
                LOAN,
                *((f"states.{n}", {"name": f"round{n}"}) for n in (4, 5, 6)),
                ("steps.5", {"name": "turn", "from": "lent", "to": "round4", "roles": CLERK}),
                *(
                    (
                        f"steps.{n + 2}",
                        {"name": "turn", "from": f"round{n}", "to": f"round{(n - 3) % 3 + 4}", "roles": ["*"]},
                    )
                    for n in (4, 5, 6)
                ),
            ),
            {("trapped", "$.states[4]")},
        ),
        (
            changed(
                LOAN,
                ("states.4", {"name": "lost"}),
                ("steps.5", {"name": "lose", "from": "lent", "to": "lost", "roles": CLERK}),
                ("limits.0.runs_in", ["lost"]),
            ),
            {("dead_end", "$.states[4]"), ("limit_endless", "$.limits[0].runs_in[0]")},
        ),
    ],
    ids=["begins nowhere", "three go round", "a limit where nothing leaves"],
)
def test_some_mistakes_come_together(document: Any, expected: set[tuple[str, str]]) -> None:
    """What follows from one another is told as well, and nothing more."""
    assert set(told(document)) == expected


def test_every_code_is_shown_by_a_test() -> None:
    """No finding that could never be given."""
    here = Path(__file__).read_text("utf-8") + Path(__file__).with_name("test_foreign_importers.py").read_text("utf-8")
    assert [code for code in FINDINGS if here.count(f'"{code}"') == 0] == []


def test_all_mistakes_are_told_at_once() -> None:
    """The first does not hide the others, not even one of form."""
    broken = changed(LOAN, ("format", "1"), ("steps.0.to", "lnt"), ("steps.1", 5), ("states.3.final", "no"))
    assert {("not_allowed", "$.format"), ("unknown_state", "$.steps[0].to"), ("wrong_type", "$.steps[1]")} <= set(
        told(broken)
    )


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b'{"a": 1,}', "not_json", "$"),
        (b"", "not_json", "$"),
        (b'{"format": NaN}', "not_json", "$"),
        (b'{"format": ' + b"9" * 5000 + b"}", "not_json", "$"),
        (b'{"format": 1, "name": "\xff"}', "not_json", "$"),
        (b"[" * 100_000, "too_deep", "$"),
        (b'{"a":' * 100_000, "too_deep", "$"),
        (b" " * (MOST_BYTES + 1), "too_large", "$"),
        (b"[1, 2]", "not_recognised", "$"),
        (b'{"steps": []}', "not_recognised", "$"),
        (b'{"format": 1, "x": {"y": 1, "y": 2}}', "repeated_member", "$.x.y"),
    ],
    ids=[
        *("comma", "empty", "NaN", "huge number", "not UTF-8", "deep array", "deep object", "large", "array", "object"),
        "twice",
    ],
)
def test_what_is_no_workflow_is_said_clearly(content: bytes, code: str, place: str) -> None:
    """A finding as any other, never an exception."""
    findings = read_contents([("x.json", content)]).findings
    assert (code, place) in [(each.code, each.place) for each in findings]


def test_where_json_is_broken_is_said() -> None:
    """Line and column, as editors count."""
    (finding,) = read_contents([("x.json", b'{\n "format": 1,\n "name": x}')]).findings
    assert (finding.values["line"], finding.values["column"]) == (3, 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_are_told_apart(encoding: str) -> None:
    """As editors on Windows write them."""
    content = json.dumps(changed(LOAN, ("name", "借阅")), ensure_ascii=False).encode(encoding)
    reading = read_contents([("x.json", content)])
    assert (reading.workflows[0].name, reading.findings) == ("借阅", ())


def seconds_of(number: int, *, broken: bool) -> float:
    """How long a chain of so many states takes to check, with three mistakes for each of them."""
    states = [{"name": f"s{n}", "initial": n == 0, "final": n == number - 1} for n in range(number)]
    steps: list[dict[str, Any]] = [
        {"name": "go", "from": f"s{n}", "to": f"s{n + 1}", "roles": ["r"]} for n in range(number - 1)
    ]
    if broken:
        steps += [{"name": "any", "from": "*", "to": f"S{n}", "roles": ["r"]} for n in range(number)]
        steps += [{"name": "go", "from": [f"s{n}", f"x{n}"], "roles": [f"q{n}"], "when": "w"} for n in range(number)]
    content = json.dumps({"format": 1, "name": "long", "states": states, "steps": steps}).encode()
    begun = process_time()
    findings = read_contents([("x.json", content)]).findings
    spent = process_time() - begun
    assert len(findings) == (3 * number - 1 if broken else 0)
    return spent


def test_time_grows_as_the_file_does() -> None:
    """Ten times as many mistakes take about ten times as long: nothing compares each with each."""
    seconds_of(200, broken=True)
    assert seconds_of(10_000, broken=True) < 30 * seconds_of(1_000, broken=True)


@pytest.mark.slow
def test_a_hundred_thousand_states_are_checked() -> None:
    """In seconds, and no stack overflows."""
    assert seconds_of(100_000, broken=False) < 20


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_our_own_tables_are_clean_when_they_are_exported(kind: Kind, law: LawBook) -> None:
    """The two lints agree; what is exported is of the published form, and survives JSON."""
    document = json.loads(json.dumps(as_workflow(kind, law, Catalogue())))
    # What was closed by a redrawing is opened again where the redrawing is undone.
    undone = [("final_goes_on", "reopen")] if kind.name in {"unit", "grid"} else []
    assert [(finding.code, finding.values["step"]) for finding in check(document)] == undone
    Draft202012Validator(workflow_schema()).validate(document)
    ways = {
        (step["name"], source, step.get("to", source))
        for step in document["steps"]
        for source in step.get("from", ["new"])
    }
    assert ways == {(row.step, row.source, row.target) for row in kind.rows}


def test_the_published_schema_is_one() -> None:
    """Of the draft that it names."""
    Draft202012Validator.check_schema(workflow_schema())


WORDS = st.sampled_from(
    ["format", "name", "states", "steps", "from", "to", "roles", "label", "final", "when", "limits"]
)
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.sampled_from(["", "a", "day", "*"])
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
PLACES = [
    ("format",),
    ("states",),
    ("states", 0),
    ("states", 1, "final"),
    ("steps",),
    ("steps", 0),
    ("steps", 0, "from"),
    ("steps", 2, "roles"),
    ("steps", 3, "to"),
    ("limits",),
    ("limits", 0, "unit"),
    ("limits", 0, "number"),
    ("leaves_by",),
    ("roles", 0),
]


@given(st.sampled_from(PLACES), TREES)
def test_the_form_is_that_of_the_schema(place: tuple[str | int, ...], tree: object) -> None:
    """Whatever is put wherever: our reader of the schema says it is misshapen if and only if jsonschema does."""
    document = changed(LOAN, (".".join(map(str, place)), tree))
    valid = Draft202012Validator(workflow_schema()).is_valid(document)
    assert (not list(misshapen(document))) is valid


@given(
    TREES | st.tuples(st.sampled_from(PLACES), TREES).map(lambda it: changed(LOAN, (".".join(map(str, it[0])), it[1])))
)
def test_whatever_is_given_is_answered(document: object) -> None:
    """Never an exception, and a place in the document for every finding."""
    for form in ("gridjustice", "digit", "ccd", ""):
        for finding in read(document, form=form).findings:
            assert finding.place.startswith("$")
            assert finding.text(Language.EN, Catalogue())


@pytest.mark.parametrize("language", Language)
def test_every_finding_has_words(language: Language) -> None:
    """What is wrong and what to do, each with the values that findings have."""
    catalogue = Catalogue()
    words = catalogue.words(language)
    keys = {f"table.{part}.{code}" for code in FINDINGS for part in ("finding", "remedy")}
    assert keys <= words.keys()
    assert {key for key in words if key.startswith(("table.finding.", "table.remedy."))} == keys
    for code, _, document in MISTAKES:
        for finding in read(document).findings:
            if finding.code == code:
                assert "{" not in finding.text(language, catalogue) + finding.remedy(language, catalogue)


def test_what_may_be_meant_is_named() -> None:
    """By letters, by case and dashes, and never by chance."""
    assert Names(["IN_MEDIATION", "open"]).near("in-mediation") == "IN_MEDIATION"
    assert Names(["closed"]).near("closd") == "closed"
    assert Names(["closed"]).near("xyz") == ""
    (finding,) = [
        each for each in read(changed(LOAN, ("steps.0.to", "lendt"))).findings if each.code == "unknown_state"
    ]
    assert finding.text(Language.EN, Catalogue()) == "There is no state lendt. Is lent meant?"


def test_a_misspelt_name_is_told_once() -> None:
    """Not again as a state that nothing leads to where it can be guessed, and never as one that nothing leaves."""
    assert told(changed(LOAN, ("steps.3.to", "bakc"))) == [("unknown_state", "$.steps[3].to")]
    unlike = told(changed(LOAN, ("steps.3.to", "nowhere")))
    assert unlike == [("unknown_state", "$.steps[3].to"), ("unreachable", "$.states[2]")]


def test_paths_are_those_of_rfc_9535() -> None:
    """Names that are no identifiers stand in brackets, with what has to be escaped."""
    path = ("a", 0, "PreConditionState(s)", "it's")
    assert TableFinding("empty", path).place == "$.a[0]['PreConditionState(s)']['it\\'s']"


def test_a_folder_is_read_as_a_whole(tmp_path: Path) -> None:
    """Every JSON file of it, with its name in each finding."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loan.json").write_text(json.dumps(changed(LOAN, ("steps.0.to", "lnt"))))
    (tmp_path / "permit.json").write_text(json.dumps(PERMIT))
    reading = read_workflows(tmp_path)
    assert [each.name for each in reading.workflows] == ["loan", "TIMBER"]
    assert {each.file for each in reading.findings} == {"a/loan.json"}
    assert read_workflows(tmp_path / "permit.json").findings == ()


def test_json_is_parsed_once() -> None:
    """What stands twice is found in arrays too."""
    data, findings = parse(b'[{"a": 1, "a": 2}, {"b": [{"c": 1, "c": 1, "c": 1}]}]')
    assert data[0]["a"] == 2
    assert sorted(each.place for each in findings) == ["$[0].a", "$[1].b[0].c"]
