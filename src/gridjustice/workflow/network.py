"""The tables of courts, units, grids and people: who answers for what, from when to when."""

from __future__ import annotations

from gridjustice.domain import network_facts as f
from gridjustice.domain.follow_through import OrderLifted, OrderNoted
from gridjustice.domain.network import Court, Grid, NetworkState, Person, Unit, court_at_or_above
from gridjustice.domain.network import NetworkState as S
from gridjustice.domain.network_facts import GRID_ROLES, POSTS
from gridjustice.domain.record import NEW, Role, Scope
from gridjustice.domain.redrawing import Redrawing
from gridjustice.domain.values import CourtPath, named_id
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rehoming import AT_WORK
from gridjustice.workflow.rules import (
    LIAISON_OF_UNIT,
    ONESELF,
    OPERATOR,
    PRESIDENT,
    SUPERVISOR,
    SYSTEM,
    TRIAGE_OFFICER,
    Anyone,
    Public,
)
from gridjustice.workflow.table import SAME, Act, Audience, Kind, Limit, Step

Named = f.LiaisonNamed | f.LiaisonHandOver | f.LiaisonStoodIn | f.GridAssignment | f.GridHandOver | f.GridSubstitution
JUDGES = (Role.JUDGE, Role.PRESIDENT)
MANAGEMENT = OPERATOR | PRESIDENT | SUPERVISOR
ASKS_MEDIATORS = MANAGEMENT | TRIAGE_OFFICER | LIAISON_OF_UNIT
"""Who keeps a roster of mediators, or asks them: how they answered offers is shown to nobody else (P60)."""

TO_ALL = (Audience.PUBLIC,)
"""Who answers for a place has changed: said where everybody reads it, without anybody's name."""


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


def unknown_person(record: object, facts: Named, act: Act) -> Reason | None:
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


def liaison_of_later_day(record: Unit, facts: f.LiaisonHandOver, act: Act) -> Reason | None:
    """Refuses a hand-over before somebody else's time that begins later."""
    known = {a.person for a in record.liaisons if a.since <= facts.since}
    later = [a for a in record.liaisons if a.since > facts.since and not a.acting and a.person not in known]
    return Reason("liaison_of_later_day", "plan.one_liaison", {"since": later[0].since}) if later else None


def stands_in_already(record: Unit, facts: f.LiaisonStoodIn, act: Act) -> Reason | None:
    """Refuses a second deputy on any day, and the liaison as their own deputy."""
    meant = [a for a in record.liaisons if a.overlaps(facts.since, facts.until)]
    taken = any(a.acting or a.person == facts.person for a in meant)
    return Reason("stands_in_already", "plan.one_liaison", {"unit": record.name}) if taken else None


def away_then(record: object, facts: f.LiaisonStoodIn | f.GridSubstitution, act: Act) -> Reason | None:
    """Refuses as deputy or substitute somebody who is away on one of the days."""
    person = act.look(facts.person)
    away = person.absences if isinstance(person, Person) else ()
    met = [a for a in away if a.until is not None and a.overlaps(facts.since, facts.until)]
    return Reason("away_then", values={"since": met[0].since}) if met else None


def judge_holds_no_other_post(
    record: object, facts: f.LiaisonNamed | f.LiaisonHandOver | f.LiaisonStoodIn | f.GridAssignment, act: Act
) -> Reason | None:
    """Refuses a judge as liaison or grid worker of a unit (P13)."""
    person = act.look(facts.person)
    role = facts.role if isinstance(facts, f.GridAssignment) else Role.LIAISON
    until = getattr(facts, "until", None)
    posts = person.posts if isinstance(person, Person) else ()
    is_judge = any(p.role in JUDGES and p.overlaps(facts.since, until) for p in posts)
    if is_judge and role in (Role.LIAISON, Role.GRID_WORKER):
        return Reason("judge_holds_no_other_post", "judge.no_outside_post", {"role": f"role.{role.value}"})
    return None


def not_a_judge_here(
    record: Grid, facts: f.GridAssignment | f.GridHandOver | f.GridSubstitution, act: Act
) -> Reason | None:
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


def substituted_already(record: Grid, facts: f.GridSubstitution, act: Act) -> Reason | None:
    """Refuses a second substitute on any day, and the grid's judge as their own."""
    judge = any(
        a.role is Role.JUDGE and a.person == facts.person and a.overlaps(facts.since, facts.until)
        for a in record.assignments
    )
    if judge or any(s.overlaps(facts.since, facts.until) for s in record.substitutions):
        return Reason("substituted_already", "plan.one_judge_many_grids", {"grid": record.name})
    return None


def not_substituted(record: Grid, facts: f.SubstitutionEnded, act: Act) -> Reason | None:
    """Refuses to end what does not run."""
    runs = any(s.overlaps(facts.back_on, None) for s in record.substitutions)
    return None if runs else Reason("not_substituted", values={"grid": record.name})


def has_open_orders(record: Grid, facts: f.PlaceClosed, act: Act) -> Reason | None:
    """Refuses to close a grid about which a follow-through order is open; a redrawing may."""
    return Reason("has_open_orders", "plan.follow_through", {"number": len(record.orders)}) if record.orders else None


def is_redrawn(record: object, facts: f.PlaceClosed) -> bool:
    """A redrawing closes it."""
    return facts.redrawing is not None


def not_in_redrawing(record: Unit | Grid, facts: f.PlaceClosed | f.PlaceReopened, act: Act) -> Reason | None:
    """Refuses to close or open a grid or unit in the name of a redrawing that is not at work on it."""
    redrawing = act.look(facts.redrawing or "")
    at_work = isinstance(redrawing, Redrawing) and redrawing.state in AT_WORK and redrawing.court == record.court
    if isinstance(facts, f.PlaceReopened):
        at_work = at_work and record.shut is not None and record.shut.redrawing == facts.redrawing
    return None if at_work else Reason("not_redrawn", "plan.network")


def not_of_this_unit(record: Unit, facts: f.RosterConfirmed, act: Act) -> Reason | None:
    """Refuses a list with somebody who is not, or no longer, one of the unit's people."""
    found = [(id_, act.look(id_)) for id_ in facts.people]
    others = [
        id_ for id_, p in found if not isinstance(p, Person) or p.state is S.CLOSED or p.unit != record.id
    ]  # fmt: skip
    return Reason("not_of_this_unit", "plan.roster", {"people": others}) if others else None


def leave_overlaps(record: Person, facts: f.LeaveTaken, act: Act) -> Reason | None:
    """Refuses leave on a day on which somebody is away already."""
    met = [a for a in record.absences if a.overlaps(facts.since, facts.until)]
    return Reason("leave_overlaps", values={"since": met[0].since}) if met else None


def not_away(record: Person, facts: f.ReturnedEarly, act: Act) -> Reason | None:
    """Refuses a return from a leave that does not run."""
    return None if record.is_away(facts.back_on) else Reason("not_away", values={"day": facts.back_on})


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
        Step("locate",       S.ACTIVE, SAME,     MANAGEMENT,  f.Located,            (),         "plan.network"),
        Step("dissolve",     S.ACTIVE, S.CLOSED, OPERATOR,    f.Closing,            (),         "plan.network"),
    ),
)

UNIT = Kind(
    name="unit", record=Unit, states=S, may_see=Public(), may_read=MANAGEMENT, named_by="code", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=((Role.LIAISON, Scope.UNIT), (Role.HOME, Scope.COURT)),
    steps=(
        #    step               source    target    who         facts               refused_if                                                    basis
        Step("adopt",           NEW,      S.ACTIVE, MANAGEMENT | SYSTEM, f.UnitAdopted,      (unknown_court, unknown_parent),                              "plan.network"),
        Step("name_liaison",    S.ACTIVE, SAME,     MANAGEMENT | SYSTEM, f.LiaisonNamed,     (unknown_person, another_liaison, judge_holds_no_other_post), "plan.one_liaison", tells=TO_ALL),
        Step("hand_over_liaison", S.ACTIVE, SAME,   MANAGEMENT, f.LiaisonHandOver,  (unknown_person, liaison_of_later_day, judge_holds_no_other_post), "plan.one_liaison", tells=TO_ALL),
        Step("stand_in",        S.ACTIVE, SAME,     MANAGEMENT, f.LiaisonStoodIn,   (unknown_person, stands_in_already, away_then, judge_holds_no_other_post), "plan.one_liaison", tells=TO_ALL),
        Step("release_liaison", S.ACTIVE, SAME,     MANAGEMENT, f.LiaisonReleased,  (not_assigned,),                                              "plan.one_liaison", tells=TO_ALL),
        Step("confirm_roster",  S.ACTIVE, SAME,     LIAISON_OF_UNIT, f.RosterConfirmed, (not_of_this_unit,),                                      "plan.roster"),
        Step("rename",          S.ACTIVE, SAME,     MANAGEMENT | SYSTEM, f.Renaming,         (),                                                           "plan.network"),
        Step("describe",        S.ACTIVE, SAME,     MANAGEMENT, f.Described,        (),                                                           "plan.network"),
        Step("close",           S.ACTIVE, S.CLOSED, SYSTEM,     f.PlaceClosed,      (not_in_redrawing,),                                          "plan.network", when=is_redrawn),
        Step("close",           S.ACTIVE, S.CLOSED, MANAGEMENT, f.PlaceClosed,      (),                                                           "plan.network"),
        Step("reopen",          S.CLOSED, S.ACTIVE, SYSTEM,     f.PlaceReopened,    (not_in_redrawing,),                                          "plan.network"),
    ),
    limits=(
        Limit(name="roster", figure="roster.confirmation", starts=("name_liaison", "hand_over_liaison", "stand_in", "confirm_roster"), from_day="roster_quarter", runs_in=(S.ACTIVE,), ends=("confirm_roster",), owed_by=(Audience.LIAISON,)),
    ),
    lasting=True,
)

GRID = Kind(
    name="grid", record=Grid, states=S, may_see=Public(), may_read=MANAGEMENT, named_by="code", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=(*((role, Scope.GRID) for role in (*GRID_ROLES, Role.SUBSTITUTE)), (Role.HOME, Scope.COURT)),
    steps=(
        #    step          source           target    who         facts             refused_if                                                                                        basis
        Step("draw",       NEW,             S.ACTIVE, MANAGEMENT | SYSTEM, f.GridDrawn,      (unknown_court, unknown_unit),                                                                    "plan.network"),
        Step("assign",     S.ACTIVE,        SAME,     MANAGEMENT | SYSTEM, f.GridAssignment, (unknown_person, not_a_judge_here, another_judge, already_assigned, judge_holds_no_other_post),  "plan.one_judge_many_grids", tells=TO_ALL),
        Step("hand_over",  S.ACTIVE,        SAME,     MANAGEMENT, f.GridHandOver,   (unknown_person, not_a_judge_here, judge_of_later_day),                                           "plan.one_judge_many_grids", tells=TO_ALL),
        Step("relieve",    S.ACTIVE,        SAME,     MANAGEMENT, f.GridRelief,     (not_assigned,),                                                                                  "plan.one_judge_many_grids", tells=TO_ALL),
        Step("substitute", S.ACTIVE,        SAME,     MANAGEMENT, f.GridSubstitution, (unknown_person, not_a_judge_here, substituted_already, away_then),                              "plan.one_judge_many_grids", tells=TO_ALL),
        Step("end_substitution", S.ACTIVE,  SAME,     MANAGEMENT, f.SubstitutionEnded, (not_substituted,),                                                                            "plan.one_judge_many_grids", tells=TO_ALL),
        Step("rename",     S.ACTIVE,        SAME,     MANAGEMENT | SYSTEM, f.Renaming,       (),                                                                                               "plan.network"),
        Step("describe",   S.ACTIVE,        SAME,     MANAGEMENT, f.Described,      (),                                                                                               "plan.network"),
        Step("close",      S.ACTIVE,        S.CLOSED, SYSTEM,     f.PlaceClosed,    (not_in_redrawing,),                                                                              "plan.network", when=is_redrawn),
        Step("close",      S.ACTIVE,        S.CLOSED, MANAGEMENT, f.PlaceClosed,    (has_open_orders,),                                                                               "plan.network"),
        Step("reopen",     S.CLOSED,        S.ACTIVE, SYSTEM,     f.PlaceReopened,  (not_in_redrawing,),                                                                              "plan.network"),
        Step("note_order", tuple(S),        SAME,     SYSTEM,     OrderNoted,       (),                                                                                               "plan.follow_through"),
        Step("lift_order", tuple(S),        SAME,     SYSTEM,     OrderLifted,      (),                                                                                               "plan.follow_through"),
    ),
)

PERSON = Kind(
    name="person", record=Person, states=S, may_see=Anyone(), may_read=Anyone(), may_know=ASKS_MEDIATORS, named_by="handle", ends=(S.CLOSED,), untimed=(S.ACTIVE,),
    gives=(*((role, scope) for scope, roles in POSTS.items() for role in roles), *((role, Scope.EVERYWHERE) for role in (Role.ABSENT, Role.GONE))),
    steps=(
        #    step              source    target    who                             facts             refused_if                            basis
        Step("enrol",          NEW,      S.ACTIVE, MANAGEMENT | LIAISON_OF_UNIT,   f.PersonEnrolled, (unknown_court, post_elsewhere, only_own_mediators, judge_mediates_for_unit), "plan.roster"),
        Step("take_post",      S.ACTIVE, SAME,     MANAGEMENT,                     f.PostTaken,      (post_elsewhere, post_already_held, judge_mediates_for_unit),                                   "plan.roster"),
        Step("leave_post",     S.ACTIVE, SAME,     MANAGEMENT,                     f.PostLeft,       (post_not_held,),                     "plan.roster"),
        Step("change_contact", S.ACTIVE, SAME,     MANAGEMENT | LIAISON_OF_UNIT,   f.ContactChanged, (),                                   "plan.roster"),
        Step("set_contacts",   S.ACTIVE, SAME,     ONESELF | MANAGEMENT | LIAISON_OF_UNIT, f.ContactsSet,   (),                        "plan.roster"),
        Step("set_preferences", S.ACTIVE, SAME,    ONESELF | MANAGEMENT | LIAISON_OF_UNIT, f.PreferencesSet, (),                       "plan.roster"),
        Step("take_leave",     S.ACTIVE, SAME,     ONESELF | MANAGEMENT | LIAISON_OF_UNIT, f.LeaveTaken,    (leave_overlaps,),         "plan.roster"),
        Step("return_early",   S.ACTIVE, SAME,     ONESELF | MANAGEMENT | LIAISON_OF_UNIT, f.ReturnedEarly, (not_away,),               "plan.roster"),
        Step("set_most_open",  S.ACTIVE, SAME,     MANAGEMENT | LIAISON_OF_UNIT,   f.MostOpenSet,    (),                                   "plan.roster"),
        Step("note_offer",     tuple(S), SAME,     SYSTEM,                         f.OfferNoted,     (),                                   "mediator.complaint", guarded=True),
        Step("leave",          S.ACTIVE, S.CLOSED, MANAGEMENT | LIAISON_OF_UNIT,   f.PersonLeft,     (),                                   "plan.roster"),
    ),
)
# fmt: on
