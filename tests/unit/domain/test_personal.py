"""Personal data is marked where it is defined; masking and erasure follow from the marks."""

from __future__ import annotations

from datetime import date
from typing import Any, get_type_hints

import attrs
import pytest

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import Form, Side
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.dispute.prevention import Report, Triage
from gridjustice.domain.dispute.record import Agreement
from gridjustice.domain.network import Person
from gridjustice.domain.personal import ERASED, HIDDEN, marks, mask_text, masked, personal, unwrap
from gridjustice.domain.record import Facts
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, named_id
from gridjustice.errors import DefinitionError, InvalidValueError
from gridjustice.workflow.kinds import BUILT_IN

CLASSES = list(dict.fromkeys(cls for kind in BUILT_IN for cls in (kind.record, *kind.facts.values())))
NO_PERSONS = {
    # Of a network that is redrawn: ids of records, and names of places.
    *("redrawing", "successors", "people", "subjects", "rest", "was_units", "new_unit", "was_unit", "was_grid"),
    *("record", "records", "kind", "places", "was_name", "was_name_ko"),
    *("id", "unit", "grid", "parent", "person", "place", "party", "mediator", "reporter", "origin", "order", "orders"),
    *("subject", "agreed_by", "court", "code", "number", "handle", "case_number", "profile", "seal"),
    *("cause", "cause_version", "causes", "specialities", "language", "languages"),
    *("figure", "limit", "calendar", "state", "left", "warned"),
    *("latitude", "longitude", "quiet_from", "quiet_until"),
    *("barred", "taken_by"),
    # Ids of records, and short names of parties, of agents and of partial agreements inside one dispute.
    *(
        "judge",
        "helper",
        "brought_by",
        "co_mediator",
        "applicant",
        "protected",
        "respondent",
        "dispute",
        "also",
        "same_as",
        "other",
        "conflicted",
    ),
    *(
        "taken_by",
        "co_mediators",
        "excluded",
        "guided_by",
        "mediated_by",
        "recused",
        "parties",
        "part",
        "by",
        "challenged_by",
        "consented",
        "heard",
    ),
    *("told_closed", "asked_closed", "attended", "agreed_apart", "agreed_recording", "agreed_online"),
    *("undisputed_signed", "no_objection"),
}
"""Names of fields that lead to a person only through records of which not everybody may know."""

PLACES = {
    *("Court", "CourtEstablished", "Unit", "UnitAdopted", "Grid", "GridDrawn", "Renaming"),
    *("Redrawing", "RedrawingPlanned", "Successor"),
}
"""Classes whose ``name`` is that of a court, a unit or a grid."""


def party(**changes: Any) -> Party:
    given = {"id": "a1", "side": Side.APPLICANT, "name": "张三", "phone": "13900001111", **changes}
    return Party(**given)


def dispute(**changes: Any) -> Dispute:
    return Dispute(
        id=named_id("dispute", "1"),
        state=DisputeState.REPORTED,
        court=CourtPath("yblq"),
        number="20220601-ABCDEF",
        gist="A wall between two gardens.",
        **changes,
    )


def test_a_party_marks_what_identifies_a_person() -> None:
    """Its short id inside the dispute says whose data it is, and is none itself."""
    assert marks(Party).fields == ("name", "phone", "id_number", "credit_code", "other_document", "address")
    assert marks(Party).subject == "id"


def test_marks_are_found_inside_of_records() -> None:
    """A dispute's own text belongs to the matter; its parties and its agreement carry their own."""
    found = marks(Dispute)
    assert found.fields == ("gist",)
    assert found.subject is None
    assert {(name, many): below.fields for name, many, below in found.nested} == {
        ("parties", True): marks(Party).fields,
        ("intake", False): ("reference", "source"),
        ("mediation", False): (),
        ("agreement", False): ("content",),
        ("parts", True): (),
    }


def test_a_class_without_personal_data_has_no_marks() -> None:
    """So nothing is spent on it."""

    @attrs.frozen
    class Plain(Facts):
        number: int

    assert not marks(Plain)
    assert masked(Plain(1)) == Plain(1)


def test_only_a_text_can_be_marked() -> None:
    """What is sealed is a text; a number would leave the envelope as something else."""

    @attrs.frozen
    class Wrong:
        age: int = personal()

    @attrs.frozen
    class AlsoWrong:
        names: tuple[str, ...] = personal()

    for cls in (Wrong, AlsoWrong):
        with pytest.raises(DefinitionError, match="marked personal but is no text"):
            marks(cls)


def open_texts(cls: type) -> set[str]:
    """``Class.field`` of every text that is not marked, also in classes inside."""
    found: set[str] = set()
    for name, hint in get_type_hints(cls).items():
        inner, _ = unwrap(hint)
        if name not in attrs.fields_dict(cls) or name in marks(cls).fields:
            continue
        if attrs.has(inner):
            found |= open_texts(inner)
        elif inner is str:
            found.add(f"{cls.__name__}.{name}")
    return found


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_text_is_personal_unless_it_is_known_not_to_be(cls: type) -> None:
    """People write names into free texts; who adds a text to a class decides here what it is."""
    allowed = {f"{of}.{name}" for of in PLACES for name in ("name", "name_ko")}
    assert {place for place in open_texts(cls) - allowed if place.partition(".")[2] not in NO_PERSONS} == set()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张", "张＊"),
        ("张三", "张＊"),
        ("欧阳锋", "欧＊＊"),
        ("13900001111", "1＊＊＊"),
        ("김철수", "김＊＊"),
        (ERASED, ERASED),
    ],
)
def test_a_masked_text_shows_its_first_character(value: str, shown: str) -> None:
    """Neither how long it is beyond three signs, nor that it has only one character."""
    assert mask_text(value) == shown


def test_masking_reaches_every_personal_field_and_no_other() -> None:
    """Also those of parties and agreements; what was not given stays absent."""
    agreement = Agreement(content="Half and half.", form=Form.ORAL, signatures=(), effective_on=date(2022, 6, 1))
    clear = dispute(parties=(party(), party(id="b1", name="Li")), agreement=agreement)
    shown = masked(clear)
    assert [p.name for p in shown.parties] == ["张＊", "L＊"]
    assert [p.phone for p in shown.parties] == ["1＊＊＊"] * 2
    assert [p.address for p in shown.parties] == [None, None]
    assert shown.agreement is not None
    assert shown.agreement.content == "H＊＊＊"
    assert shown.gist == "A＊＊＊"
    assert (shown.number, shown.parties[0].id, shown.agreement.form) == (clear.number, "a1", Form.ORAL)
    assert clear.parties[0].name == "张三"


def test_masking_twice_is_masking_once() -> None:
    """What is hidden stays hidden and stays valid."""
    once = masked(party())
    assert masked(once) == once
    assert HIDDEN in once.name


@pytest.mark.parametrize("cls", [Party, Agreement, Dispute, Report, Triage, Person])
def test_erased_is_a_legal_value_of_every_personal_field(cls: type) -> None:
    """Else a record could not be replayed once somebody's key was erased."""
    for name in marks(cls).fields:
        field = attrs.fields_dict(cls)[name]
        field.validator(None, field, ERASED)  # type: ignore[misc,unused-ignore]  # every personal field has one


def test_a_personal_text_is_held_to_the_rules_of_texts() -> None:
    """Length, blanks, control characters."""
    assert len(dispute(parties=(party(address="长" * 200),)).parties) == 1
    for wrong in ("", "a\x00b", "长" * 201):
        with pytest.raises(InvalidValueError):
            party(name=wrong)
    assert attrs.evolve(dispute(), gist="长" * TEXT_LENGTH).gist


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        (str, (str, False)),
        (str | None, (str, False)),
        (tuple[str, ...], (str, True)),
        (tuple[RecordId, ...], (str, True)),
        (RecordId | None, (str, False)),
        (tuple[Party, ...], (Party, True)),
        (str | int, (str | int, False)),
    ],
)
def test_the_class_inside_of_a_hint(hint: Any, found: tuple[Any, bool]) -> None:
    """None, tuples and new types are taken off; a real choice of types is not decided here."""
    assert unwrap(hint) == found
