"""Each thing that can be wrong with a table is found, and named with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from tests.unit.workflow.small import JUDGE, STEPS, Marked, Opened, S, is_third, small
from tests.unit.workflow.small import LIMITS as SMALL_LIMITS

from gridjustice.domain.record import NEW, Role, Scope
from gridjustice.errors import DefinitionError
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.lint import PROBLEMS, Finding, lint, structural_problems, words_of
from gridjustice.workflow.rules import Holds
from gridjustice.workflow.table import SAME, Audience, Kind, Limit, Step

GIVES = ((Role.JUDGE, Scope.COURT), (Role.LIAISON, Scope.UNIT))
LIMITS = tuple(attrs.evolve(limit, owed_by=(Audience.COURT,)) for limit in SMALL_LIMITS)
UNUSABLE = ("dangling", "facts", "hidden", "ambiguous", "no_birth", "public")


def sound(**changes: Any) -> Kind:
    given = {
        "gives": GIVES,
        "limits": LIMITS,
        "steps": (*STEPS, Step("tell", S.OPEN, SAME, JUDGE, tells=(Audience.COURT,))),
    }
    return small(**(given | changes))


def plus(*steps: Step) -> Kind:
    return sound().extended(steps=steps)


def limited(**changes: Any) -> Kind:
    return sound(limits=(*LIMITS[1:], attrs.evolve(LIMITS[0], **changes)))


def without(*names: str) -> Kind:
    return sound(steps=tuple(step for step in STEPS if step.step not in names))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[str]], Catalogue]:
    """A catalogue of these keys, in all languages."""

    def catalogue(keys: Iterable[str]) -> Catalogue:
        keys = tuple(keys)
        folder = tmp_path_factory.mktemp("locale")
        for language in Language:
            messages = Catalog(language.value)
            for key in keys:
                messages.add(key, f"<{key}>")
            (folder / language.value / "LC_MESSAGES").mkdir(parents=True)
            with (folder / language.value / "LC_MESSAGES" / "note.mo").open("wb") as file:
                write_mo(file, messages)
        return Catalogue((folder,))

    return catalogue


def found(kind: Kind, law: LawBook, catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(f.problem, f.place) for f in lint(kind, {kind.name: kind}, law, catalogue)]


BROKEN: dict[str, tuple[Kind, set[str]]] = {
    "dangling": (plus(Step("fly", S.OPEN, "above", JUDGE)), {"step fly from open"}),
    "facts": (plus(Step("mark", S.WAITING, SAME, JUDGE, Opened)), {"step mark from waiting"}),
    "hidden": (plus(Step("go_on", S.WAITING, S.DONE, JUDGE)), {"step go_on from waiting"}),
    "ambiguous": (sound(limits=(*LIMITS, attrs.evolve(LIMITS[0], runs_in=()))), {"limit opening"}),
    "no_birth": (without("open"), {"table"}),
    # The court's people alone may see it, so no group is told of it (P49).
    "public": (
        sound(may_see=JUDGE).extended(steps=(Step("post", S.OPEN, SAME, JUDGE, tells=(Audience.PUBLIC,)),)),
        {"step post from open"},
    ),
    "unreachable": (
        sound(steps=tuple(s for s in sound().steps if s.step != "mark")),
        {"state done"},
    ),
    "dead_end": (
        sound(
            steps=(*(s for s in sound().steps if s.step != "drop"), Step("drop", S.OPEN, S.DROPPED, JUDGE)),
            ends=(S.DROPPED,),
            untimed=(S.DONE,),
            leaves_by="",
        ),
        {"state done"},
    ),
    "no_way_out": (
        sound(steps=(*(s for s in sound().steps if s.step != "drop"), Step("drop", S.OPEN, S.DROPPED, JUDGE))),
        {"state waiting"},
    ),
    "nobody": (
        plus(Step("bless", S.OPEN, SAME, Holds(Role.PRESIDENT, Scope.COURT))),
        {"step bless from open"},
    ),
    "no_limit": (sound(limits=LIMITS[1:]), {"state open"}),
    "no_figure": (limited(figure="no such figure"), {"limit opening"}),
    "no_path": (limited(owed_by=()), {"limit opening"}),
    "no_basis": (plus(Step("muse", S.OPEN, SAME, JUDGE, basis="no such basis")), {"step muse from open"}),
}


def test_a_sound_table_has_no_finding(law: LawBook, compiled: Callable[[Iterable[str]], Catalogue]) -> None:
    """The small one, with all its words."""
    kind = sound()
    assert found(kind, law, compiled(key for _, key in words_of(kind))) == []


@pytest.mark.parametrize("problem", BROKEN)
def test_each_problem_is_found_with_its_place(
    problem: str, law: LawBook, compiled: Callable[[Iterable[str]], Catalogue]
) -> None:
    """And nothing else is found in a table with one thing wrong."""
    kind, places = BROKEN[problem]
    catalogue = compiled(key for _, key in words_of(kind))
    assert {(p, place) for p, place in found(kind, law, catalogue) if p == problem} == {(problem, p) for p in places}


def test_a_word_that_is_missing_is_found_in_each_language(
    law: LawBook, compiled: Callable[[Iterable[str]], Catalogue]
) -> None:
    """Labels of kind, states, steps, limits, roles and facts; notices of steps that tell somebody."""
    kind = sound()
    words = words_of(kind)
    findings = lint(kind, {kind.name: kind}, law, compiled(()))
    assert len(findings) == 3 * len(words)
    assert {f.problem for f in findings} == {"no_label", "no_notice"}
    assert {(f.place, f.detail) for f in findings if f.problem == "no_notice"} == {
        ("step tell", f"no {language.tag} text for notice.note.tell") for language in Language
    }
    assert {f.place for f in findings if f.problem == "no_label"} >= {
        *("kind", "state open", "step mark", "limit waiting", "role judge", "facts of mark"),
    }


def test_every_problem_has_its_test() -> None:
    """A new one needs one."""
    assert {*BROKEN, "no_label", "no_notice", "weakens"} == set(PROBLEMS)  # the last is in test_extending


@pytest.mark.parametrize("problem", UNUSABLE)
def test_a_table_that_cannot_be_used_is_refused_by_the_engine(problem: str) -> None:
    """When it is defined."""
    kind, places = BROKEN[problem]
    assert all(any(place in told for told in structural_problems(kind)) for place in places)
    with pytest.raises(DefinitionError, match=problem):
        Workflow(kind)


@pytest.mark.parametrize("problem", sorted(set(BROKEN) - set(UNUSABLE)))
def test_a_table_that_is_only_incomplete_can_be_used(problem: str) -> None:
    """A court may try a table before its words and limits are there."""
    kind, _ = BROKEN[problem]
    assert structural_problems(kind) == []
    assert Workflow(kind).kind is kind


@pytest.mark.parametrize(
    ("kind", "place", "detail"),
    [
        (plus(Step("fly", "above", S.OPEN, JUDGE)), "step fly from above", "'above' is no state of note"),
        (plus(Step("undo", S.OPEN, NEW, JUDGE)), "step undo from open", "nothing goes back to before its birth"),
        (limited(starts=("begin",)), "limit opening", "'begin' is no step of note"),
        (limited(ends=("finish",)), "limit opening", "'finish' is no step of note"),
        (limited(extended_by=("stretch",)), "limit opening", "'stretch' is no step of note"),
        (limited(expires_as="lapse"), "limit opening", "'lapse' is no step of note"),
        (limited(runs_in=("above",)), "limit opening", "'above' is no state of note"),
        (limited(from_day="yesterday"), "limit opening", "a note has no 'yesterday'"),
        (limited(extended_by=("mark",)), "limit opening", "the facts of 'mark' have no 'days'"),
        (limited(paused_by=("freeze",)), "limit opening", "'freeze' is no step of note"),
        (limited(resumed_by=("thaw",)), "limit opening", "'thaw' is no step of note"),
        (limited(left_out_by=("skip",)), "limit opening", "'skip' is no step of note"),
        (limited(left_out_by=("mark",)), "limit opening", "the facts of 'mark' have no 'days'"),
        (
            limited(extended_by=("lengthen",), extension="months"),
            "limit opening",
            "the facts of 'lengthen' have no 'months'",
        ),
        (sound(cited_by="mood"), "table", "a note has no 'mood'"),
    ],
    ids=[
        *("source", "birth", "starts", "ends", "extended_by", "expires_as", "runs_in", "from_day", "days"),
        *("paused_by", "resumed_by", "left_out_by", "days left out", "extension", "cited_by"),
    ],
)
def test_whatever_leads_nowhere_is_dangling(kind: Kind, place: str, detail: str) -> None:
    """Sources, targets, steps and states of limits, what they read of facts."""
    assert f"note: {place}: {detail} [dangling]" in structural_problems(kind)


@pytest.mark.parametrize(
    ("later", "hidden"),
    [
        (Step("mark", S.OPEN, S.DROPPED, JUDGE, Marked, when=is_third), True),
        (Step("mark", S.OPEN, S.DROPPED, JUDGE, Marked), False),
        (Step("shelve", S.OPEN, S.DONE, JUDGE, profiles=("old",)), True),
        (Step("shelve", S.OPEN, S.DONE, JUDGE, profiles=("old", "newest")), False),
        (Step("shelve", S.OPEN, S.DONE, JUDGE), False),
        (Step("drop", S.OPEN, S.DONE, JUDGE, when=is_third), True),
        (Step("drop", S.OPEN, S.DONE, JUDGE, profiles=("old",)), True),
    ],
    ids=["same when", "no when", "profile within", "profile beyond", "all profiles", "behind one for all", "covered"],
)
def test_a_row_is_hidden_where_an_earlier_one_always_comes_first(later: Step, hidden: bool) -> None:
    """Same step and state, a condition that holds whenever the later one does, profiles that cover it."""
    assert any("[hidden]" in told for told in structural_problems(plus(later))) is hidden


def is_short(record: Any) -> bool:
    """For a limit that applies to some."""
    return bool(record.marked)


def other(**changes: Any) -> Limit:
    return attrs.evolve(LIMITS[0], **{"figure": "mediation.delegated", **changes})


@pytest.mark.parametrize(
    ("limits", "problems"),
    [
        ((attrs.evolve(LIMITS[0], applies_when=is_short), other()), []),
        ((LIMITS[0], other()), ["an earlier one with 'triage' always applies first [hidden]"]),
        ((LIMITS[0], other(starts=("open", "pause"))), []),
        ((LIMITS[0], other(runs_in=())), []),
        (
            (attrs.evolve(LIMITS[0], applies_when=is_short), other(figure="triage")),
            ["the figure 'triage' stands there twice [ambiguous]"],
        ),
        (
            (attrs.evolve(LIMITS[0], applies_when=is_short), other(expires_as="drop")),
            ["expires as '' and as 'drop' [ambiguous]"],
        ),
    ],
    ids=["told apart", "hidden", "starts elsewhere too", "runs elsewhere too", "same figure", "other expiry"],
)
def test_limits_of_one_name_are_told_apart_by_their_figures(limits: tuple[Limit, ...], problems: list[str]) -> None:
    """They expire alike, and none stands where it never applies."""
    kind = sound(limits=(*LIMITS[1:], *limits))
    assert structural_problems(kind) == [f"note: limit opening: {problem}" for problem in problems]


def test_a_limit_is_a_length_of_time(law: LawBook) -> None:
    """An age or a share has no last day."""
    findings = [f for f in lint(limited(figure="person.minor"), {}, law, Catalogue()) if f.problem == "no_figure"]
    assert [f.detail for f in findings] == ["'person.minor' is no length of time"]


def test_a_role_on_the_record_is_given_by_the_kind_itself(law: LawBook) -> None:
    """That some other kind has parties does not give this one any."""
    asks = plus(Step("plead", S.OPEN, SAME, Holds(Role.PARTY, Scope.RECORD)))
    other = small(name="other", gives=((Role.PARTY, Scope.RECORD),))
    kinds = {"note": asks, "other": other}
    assert ("nobody", "step plead from open") in [(f.problem, f.place) for f in lint(asks, kinds, law, Catalogue())]
    own = attrs.evolve(asks, gives=(*GIVES, (Role.PARTY, Scope.RECORD)))
    assert "nobody" not in [f.problem for f in lint(own, {"note": own, "other": other}, law, Catalogue())]


def test_a_role_at_a_place_may_be_given_by_another_kind(law: LawBook) -> None:
    """Units give liaisons to disputes."""
    other = small(name="other", gives=GIVES)
    kind = sound(gives=())
    assert "nobody" in [f.problem for f in lint(kind, {"note": kind}, law, Catalogue())]
    assert "nobody" not in [f.problem for f in lint(kind, {"note": kind, "other": other}, law, Catalogue())]


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_p52_the_built_in_tables_have_no_finding_in_structure_people_or_law(kind: Kind, law: LawBook) -> None:
    """Above all: a party can leave a dispute for the court from every state outside of it."""
    kinds = {each.name: each for each in BUILT_IN}
    findings = [f for f in lint(kind, kinds, law, Catalogue()) if f.problem not in ("no_label", "no_notice")]
    assert findings == []


def test_a_finding_reads_like_a_sentence() -> None:
    """Table, place, what is wrong."""
    assert str(Finding("note", "step fly from open", "dangling", "'above' is no state of note")) == (
        "note: step fly from open: 'above' is no state of note [dangling]"
    )
