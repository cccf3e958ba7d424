"""The tables of courts, units, grids and people: who answers for what, from when to when."""

from __future__ import annotations

from gridjustice.domain import network_facts as f
from gridjustice.domain.follow_through import OrderLifted, OrderNoted
from gridjustice.domain.network import Court, Grid, NetworkState, Person, Unit, court_at_or_above
from gridjustice.domain.network import NetworkState as S
from gridjustice.domain.network_facts import GRID_ROLES, POSTS
from gridjustice.domain.record import NEW, Role, Scope
from gridjustice.domain.values import CourtPath, named_id
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import LIAISON_OF_UNIT, OPERATOR, PRESIDENT, SUPERVISOR, SYSTEM, Anyone, Public
from gridjustice.workflow.table import SAME, Act, Kind, Step

JUDGES = (Role.JUDGE, Role.PRESIDENT)
MANAGEMENT = OPERATOR | PRESIDENT | SUPERVISOR


def unknown_court(record: object, facts: f.UnitAdopted | f.GridDrawn | f.PersonEnrolled, act: Act) -> Reason | None:
    """Refuses what would belong to a court that is not there."""
    court = act.look(named_id("court", facts.court))
    if not isinstance(court, Court) or court.state is not NetworkState.ACTIVE:
        return Reason("unknown_court", values={"court": facts.court})
    return None


def unknown_court_above(record: object, facts: f.CourtEstablished, act: Act) -> Reason | None:
    """Refuses a court below one that is not there."""
    above = facts.court.rpartition("/")[0]
    if above and not isinstance(act.look(named_id("court", above)), Court):
        return Reason("unknown_court", values={"court": above})
    return None


def unknown_parent(record: object, facts: f.UnitAdopted, act: Act) -> Reason | None:
    """Refuses a unit whose parent is no unit of the network."""
    if facts.parent is not None and not isinstance(act.look(facts.parent), Unit):
        return Reason("unknown_parent", values={"unit": facts.name, "parent": facts.parent})
    return None


def unknown_unit(record: object, facts: f.GridDrawn, act: Act) -> Reason | None:
    """Refuses a grid of a unit that is not there, or of another court's unit."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE:
        return Reason("unknown_unit", values={"unit": facts.unit})
    if unit.court != facts.court:
        return Reason("unit_of_other_court", values={"unit": unit.name, "court": unit.court})
    return None


def unknown_person(
    record: object, facts: f.LiaisonNamed | f.GridAssignment | f.GridHandOver, act: Act
) -> Reason | None:
    """Refuses somebody without an account."""
    person = act.look(facts.person)
    if not isinstance(person, Person) or person.state is not NetworkState.ACTIVE:
        return Reason("unknown_person", values={"person": facts.person})
    return None


def another_liaison(record: Unit, facts: f.LiaisonNamed, act: Act) -> Reason | None:
    """Refuses a second liaison on any day."""
    if any(a.overlaps(facts.since, None) for a in record.liaisons):
        return Reason("another_liaison", "plan.one_liaison", {"unit": record.name})
    return None


def judge_holds_no_other_post(record: object, facts: f.LiaisonNamed | f.GridAssignment, act: Act) -> Reason | None:
    """Refuses a judge as liaison or grid worker of a unit (P13)."""
    person = act.look(facts.person)
    role, until = (Role.LIAISON, None) if isinstance(facts, f.LiaisonNamed) else (facts.role, facts.until)
    posts = person.posts if isinstance(person, Person) else ()
    is_judge = any(p.role in JUDGES and p.overlaps(facts.since, until) for p in posts)
    if is_judge and role in (Role.LIAISON, Role.GRID_WORKER):
        return Reason("judge_holds_no_other_post", "judge.no_outside_post", {"role": f"role.{role.value}"})
    return None


def not_a_judge_here(record: Grid, facts: f.GridAssignment | f.GridHandOver, act: Act) -> Reason | None:
    """Refuses as judge of a grid whoever is no judge of its court, or of one above it, on the first day."""
    role = facts.role if isinstance(facts, f.GridAssignment) else Role.JUDGE
    if role is Role.GRID_WORKER:
        return None
    person = act.look(facts.person)
    parts = record.court.split("/")
    courts = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    if not isinstance(person, Person) or not any(person.holds(role, court, facts.since) for court in courts):
        return Reason(
            "not_a_judge_here", "plan.one_judge_many_grids", {"grid": record.name, "role": f"role.{role.value}"}
        )
    return None


def another_judge(record: Grid, facts: f.GridAssignment, act: Act) -> Reason | None:
    """Refuses a second responsible judge on any day."""
    if facts.role is Role.JUDGE and any(
        a.role is Role.JUDGE and a.overlaps(facts.since, facts.until) for a in record.assignments
    ):
        return Reason("another_judge", "plan.one_judge_many_grids", {"grid": record.name})
    return None


def already_assigned(record: Grid, facts: f.GridAssignment, act: Act) -> Reason | None:
    """Refuses the same person twice in the same role."""
    if any(
        a.role is facts.role and a.person == facts.person and a.overlaps(facts.since, facts.until)
        for a in record.assignments
    ):
        return Reason("already_assigned", values={"grid": record.name})
    return None


def judge_of_later_day(record: Grid, facts: f.GridHandOver, act: Act) -> Reason | None:
    """Refuses a hand-over before an assignment that begins later."""
    later = [a for a in record.assignments if a.role is Role.JUDGE and a.since > facts.since]
    return Reason("judge_of_later_day", "plan.one_judge_many_grids", {"since": later[0].since}) if later else None


def not_assigned(record: Unit | Grid, facts: f.GridRelief | f.LiaisonReleased, act: Act) -> Reason | None:
    """Refuses to end what does not run."""
    role = facts.role if isinstance(facts, f.GridRelief) else Role.LIAISON
    running = record.assignments if isinstance(record, Grid) else record.liaisons
    if not any(a.person == facts.person and a.role is role and a.overlaps(facts.until, None) for a in running):
        return Reason("not_assigned", values={"place": record.name, "role": f"role.{role.value}"})
    return None


def post_not_held(record: Person, facts: f.PostLeft, act: Act) -> Reason | None:
    """Refuses to leave a post that is not held."""
    held = [p for p in record.posts if p.role is facts.role and p.place == facts.place and p.until is None]
    if not held or held[0].since > facts.until:
        return Reason("post_not_held", values={"role": f"role.{facts.role.value}"})
    return None


def post_elsewhere(record: Person | None, facts: f.PersonEnrolled | f.PostTaken, act: Act) -> Reason | None:
    """Refuses a post at what is not there, or at a court or unit outside the person's own court and those below it.

    Whoever manages one court's people could otherwise make somebody president of another.
    """
    court = facts.court if isinstance(facts, f.PersonEnrolled) else record.court if record else ""
    for post in facts.posts if isinstance(facts, f.PersonEnrolled) else (facts.post,):
        place = act.look(post.place if post.scope is Scope.UNIT else named_id("court", post.place))
        there = isinstance(place, (Court, Unit)) and place.state is NetworkState.ACTIVE
        if not there or place is None or not court_at_or_above(CourtPath(court), place.court):
            return Reason("post_elsewhere", "plan.roster", {"role": f"role.{post.role.value}", "place": post.place})
    return None


def judge_mediates_for_unit(record: Person | None, facts: f.PersonEnrolled | f.PostTaken, act: Act) -> Reason | None:
    """Refuses a judge or president who would be a unit's mediator on the same day (P13)."""
    posts = facts.posts if isinstance(facts, f.PersonEnrolled) else (*(record.posts if record else ()), facts.post)
    judging = [p for p in posts if p.role in JUDGES]
    for post in posts:
        if post.scope is Scope.UNIT and any(p.overlaps(post.since, post.until) for p in judging):
            role = f"role.{post.role.value}"
            return Reason("judge_holds_no_other_post", "judge.no_outside_post", {"role": role})
    return None


def post_already_held(record: Person, facts: f.PostTaken, act: Act) -> Reason | None:
    """Refuses a post that the person holds on one of the days already."""
    new = facts.post
    for held in record.posts:
        if (held.role, held.place) == (new.role, new.place) and held.overlaps(new.since, new.until):
            return Reason("post_already_held", values={"role": f"role.{new.role.value}"})
    return None


def only_own_mediators(record: Person | None, facts: f.PersonEnrolled, act: Act) -> Reason | None:
    """Refuses a liaison who enrols somebody with posts anywhere but at the liaison's own unit."""
    liaison = isinstance(unit := act.look(facts.unit or ""), Unit) and unit.liaison_on(act.day) == act.actor
    if liaison and any(p.scope is not Scope.UNIT or p.place != facts.unit for p in facts.posts):
        return Reason("only_own_mediators", "plan.roster")
    return None


# fmt: off
COURT = Kind(
    name="court", record=Court, states=S, may_see=Public(), may_read=Public(), named_by="court", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    steps=(
        #    step            source    target    who          facts                 refused_if  basis
        Step("establish",    NEW,      S.ACTIVE, OPERATOR,    f.CourtEstablished,   (unknown_court_above,), "plan.network"),
        Step("rename",       S.ACTIVE, SAME,     MANAGEMENT,  f.Renaming,           (),         "plan.network"),
        Step("dissolve",     S.ACTIVE, S.CLOSED, OPERATOR,    f.Closing,            (),         "plan.network"),
    ),
)

UNIT = Kind(
    name="unit", record=Unit, states=S, may_see=Public(), may_read=MANAGEMENT, named_by="code", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=((Role.LIAISON, Scope.UNIT),),
    steps=(
        #    step               source    target    who         facts               refused_if                                                    basis
        Step("adopt",           NEW,      S.ACTIVE, MANAGEMENT, f.UnitAdopted,      (unknown_court, unknown_parent),                              "plan.network"),
        Step("name_liaison",    S.ACTIVE, SAME,     MANAGEMENT, f.LiaisonNamed,     (unknown_person, another_liaison, judge_holds_no_other_post), "plan.one_liaison"),
        Step("release_liaison", S.ACTIVE, SAME,     MANAGEMENT, f.LiaisonReleased,  (not_assigned,),                                              "plan.one_liaison"),
        Step("rename",          S.ACTIVE, SAME,     MANAGEMENT, f.Renaming,         (),                                                           "plan.network"),
        Step("close",           S.ACTIVE, S.CLOSED, MANAGEMENT, f.Closing,          (),                                                           "plan.network"),
    ),
)

GRID = Kind(
    name="grid", record=Grid, states=S, may_see=Public(), may_read=MANAGEMENT, named_by="code", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=tuple((role, Scope.GRID) for role in GRID_ROLES),
    steps=(
        #    step          source           target    who         facts             refused_if                                                                                        basis
        Step("draw",       NEW,             S.ACTIVE, MANAGEMENT, f.GridDrawn,      (unknown_court, unknown_unit),                                                                    "plan.network"),
        Step("assign",     S.ACTIVE,        SAME,     MANAGEMENT, f.GridAssignment, (unknown_person, not_a_judge_here, another_judge, already_assigned, judge_holds_no_other_post),  "plan.one_judge_many_grids"),
        Step("hand_over",  S.ACTIVE,        SAME,     MANAGEMENT, f.GridHandOver,   (unknown_person, not_a_judge_here, judge_of_later_day),                                           "plan.one_judge_many_grids"),
        Step("relieve",    S.ACTIVE,        SAME,     MANAGEMENT, f.GridRelief,     (not_assigned,),                                                                                  "plan.one_judge_many_grids"),
        Step("rename",     S.ACTIVE,        SAME,     MANAGEMENT, f.Renaming,       (),                                                                                               "plan.network"),
        Step("close",      S.ACTIVE,        S.CLOSED, MANAGEMENT, f.Closing,        (),                                                                                               "plan.network"),
        Step("note_order", tuple(S),        SAME,     SYSTEM,     OrderNoted,       (),                                                                                               "plan.follow_through"),
        Step("lift_order", tuple(S),        SAME,     SYSTEM,     OrderLifted,      (),                                                                                               "plan.follow_through"),
    ),
)

PERSON = Kind(
    name="person", record=Person, states=S, may_see=Anyone(), may_read=Anyone(), named_by="handle", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=tuple((role, scope) for scope, roles in POSTS.items() for role in roles),
    steps=(
        #    step              source    target    who                             facts             refused_if                            basis
        Step("enrol",          NEW,      S.ACTIVE, MANAGEMENT | LIAISON_OF_UNIT,   f.PersonEnrolled, (unknown_court, post_elsewhere, only_own_mediators, judge_mediates_for_unit), "plan.roster"),
        Step("take_post",      S.ACTIVE, SAME,     MANAGEMENT,                     f.PostTaken,      (post_elsewhere, post_already_held, judge_mediates_for_unit),                                   "plan.roster"),
        Step("leave_post",     S.ACTIVE, SAME,     MANAGEMENT,                     f.PostLeft,       (post_not_held,),                     "plan.roster"),
        Step("change_contact", S.ACTIVE, SAME,     MANAGEMENT | LIAISON_OF_UNIT,   f.ContactChanged, (),                                   "plan.roster"),
        Step("leave",          S.ACTIVE, S.CLOSED, MANAGEMENT | LIAISON_OF_UNIT,   f.Closing,        (),                                   "plan.roster"),
    ),
)
# fmt: on
