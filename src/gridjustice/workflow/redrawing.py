"""The table of redrawings: planned, shown, applied, and undone where that is asked."""

from __future__ import annotations

from gridjustice.domain.network import Grid, NetworkState, Unit
from gridjustice.domain.record import NEW, NoFacts, Record
from gridjustice.domain.redrawing import Finished, LinesListed, Redraw, Redrawing, RedrawingPlanned, UndoAsked
from gridjustice.domain.redrawing import RedrawingState as S
from gridjustice.domain.values import named_id
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rehoming import units_above
from gridjustice.workflow.rules import OPERATOR, PRESIDENT, SUPERVISOR, SYSTEM
from gridjustice.workflow.table import SAME, Act, Kind, Step

MANAGEMENT = OPERATOR | PRESIDENT | SUPERVISOR


def _place(of: str, record: Record | None, court: str) -> Grid | Unit | None:
    """An active grid or unit of that court."""
    cls = Grid if of == "grid" else Unit
    there = isinstance(record, cls) and record.state is NetworkState.ACTIVE and record.court == court
    return record if there else None  # type: ignore[return-value]  # it is one of the two classes


def unknown_subject(record: Redrawing | None, facts: RedrawingPlanned, act: Act) -> Reason | None:
    """Refuses to redraw what is not there, or is another court's."""
    gone = [s for s in facts.subjects if _place(facts.places, act.look(s), facts.court) is None]
    return Reason("unknown_subject", "plan.network", {"subjects": gone}) if gone else None


def unknown_successor(record: Redrawing | None, facts: RedrawingPlanned, act: Act) -> Reason | None:
    """Refuses a successor that is said to be there and is not, or is to be made and is there, or has no name."""
    wrong: list[str] = []
    for each in facts.successors:
        found = act.look(named_id(facts.places, each.code))
        there = _place(facts.places, found, facts.court) is not None
        if (each.is_new and (found is not None or each.name is None)) or (not each.is_new and not there):
            wrong.append(each.code)
        elif isinstance(found, Unit) and not set(units_above(found.id, act)[2:]).isdisjoint(facts.subjects):
            wrong.append(each.code)  # what lies between would come to lie below itself
    return Reason("unknown_successor", "plan.network", {"successors": wrong}) if wrong else None


def unknown_target(record: Redrawing | None, facts: RedrawingPlanned, act: Act) -> Reason | None:
    """Refuses to move into a unit that is not there, is another court's, or lies below what is moved."""
    if facts.how is not Redraw.MOVE or facts.new_unit is None:
        return None
    line: list[str] = []
    above: str | None = facts.new_unit
    while above is not None and above not in line:
        line.append(above)
        unit = _place("unit", act.look(above), facts.court)
        above = unit.parent if isinstance(unit, Unit) else None
    there = _place("unit", act.look(facts.new_unit), facts.court) is not None
    circle = not set(facts.subjects).isdisjoint(line)
    return None if there and not circle else Reason("unknown_target", "plan.network", {"unit": facts.new_unit})


def too_early(record: Redrawing, facts: object, act: Act) -> Reason | None:
    """Refuses to apply before its first day: until then the network is as it is."""
    return Reason("too_early", values={"since": record.since}) if act.day < record.since else None


def changed_since(record: Redrawing, facts: object, act: Act) -> Reason | None:
    """Refuses to apply a plan of which a subject is there no longer, or a new successor has come to be meanwhile."""
    gone = [s for s in record.subjects if _place(record.places, act.look(s), record.court) is None]
    for each in record.successors:
        id_ = record.successor(each.code)
        found = act.look(id_) if id_ else None
        if (found is not None) if each.is_new else (_place(record.places, found, record.court) is None):
            gone.append(id_ or each.code)  # type: ignore[arg-type]  # a code is as good as an id to be shown
    return Reason("changed_since", values={"places": gone}) if gone else None


def built_upon(record: Redrawing, facts: object, act: Act) -> Reason | None:
    """Refuses to undo what a later redrawing has built upon: undo that one first."""
    ids = [record.successor(s.code) for s in record.successors if s.is_new]
    shut = [i for i in ids if i and isinstance(p := act.look(i), (Grid, Unit)) and p.state is NetworkState.CLOSED]
    for subject in record.ending:
        place = act.look(subject)
        if not isinstance(place, (Grid, Unit)) or place.shut is None or place.shut.redrawing != record.id:
            shut.append(subject)
    return Reason("built_upon", values={"places": shut}) if shut else None


def still_open_there(place: str) -> Reason:
    """Why a grid or unit is not closed by hand: how much lies there is not said, for some of it may be secret."""
    return Reason("still_open_there", "plan.network", {"place": place})


# fmt: off
STEPS = (
    #    step            source                    target       who         facts             refused_if                                             basis
    Step("plan",         NEW,                      S.PLANNED,   MANAGEMENT, RedrawingPlanned, (unknown_subject, unknown_successor, unknown_target),  "plan.network"),
    Step("list",         (S.PLANNED, S.APPLYING, S.UNDOING), SAME, SYSTEM,  LinesListed,      (),                                                    "plan.network", guarded=True),
    Step("apply",        S.PLANNED,                S.APPLYING,  MANAGEMENT, NoFacts,          (too_early, changed_since),                            "plan.network"),
    Step("go_on",        (S.APPLYING, S.UNDOING),  SAME,        MANAGEMENT, NoFacts,          (),                                                    "plan.network"),
    Step("finish",       S.APPLYING,               S.APPLIED,   SYSTEM,     Finished,         (),                                                    "plan.network", guarded=True),
    Step("undo",         S.APPLIED,                S.UNDOING,   MANAGEMENT, UndoAsked,        (built_upon,),                                         "plan.network"),
    Step("finish_undo",  S.UNDOING,                S.UNDONE,    SYSTEM,     Finished,         (),                                                    "plan.network", guarded=True),
    Step("abandon",      S.PLANNED,                S.ABANDONED, MANAGEMENT, NoFacts,          (),                                                    "plan.network"),
)
# fmt: on

REDRAWING = Kind(
    name="redrawing",
    record=Redrawing,
    states=S,
    steps=STEPS,
    may_see=MANAGEMENT | SYSTEM,
    may_read=MANAGEMENT,
    # What moves may be a record of which even a president knows nothing: the lines are told one by one, to whom may see.
    may_know=SYSTEM,
    ends=(S.UNDONE, S.ABANDONED),
    untimed=tuple(S),
    lasting=True,
)
