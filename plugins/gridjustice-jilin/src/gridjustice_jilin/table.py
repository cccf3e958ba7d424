"""What is added to the tables: a person checks a unit's Korean name; grids have codes of the office's own form."""

from __future__ import annotations

from typing import Any

import attrs

from gridjustice.authoring import (
    OPERATOR,
    PRESIDENT,
    SAME,
    SUPERVISOR,
    Act,
    Event,
    Extension,
    Facts,
    Grid,
    Guard,
    NetworkState,
    Reason,
    Step,
    Unit,
    text,
)
from gridjustice_jilin.places import place_of
from gridjustice_jilin.settings import Settings


@attrs.frozen(kw_only=True)
class KoreanNameChecked(Facts):
    """Somebody who reads Korean has checked the name of a unit; from now on it bears this one."""

    name_ko: str = text()

    def applied(self, record: Unit, event: Event) -> Unit:
        """It bears the checked name."""
        return attrs.evolve(record, name_ko=self.name_ko)


@attrs.frozen(kw_only=True)
class KoreanNameTaken(Facts):
    """A unit takes over the Korean name that was seen in print."""

    name_ko: str = text()

    def applied(self, record: Unit, event: Event) -> Unit:
        """It bears the attested name."""
        return attrs.evolve(record, name_ko=self.name_ko)


def korean_name_not_attested(record: Unit, facts: KoreanNameTaken, act: Act) -> Reason | None:
    """Refuses to take over a name that nobody has seen in print: a computed one may be wrong."""
    place = place_of(record.code, record.name)
    if place is None or not place.is_attested or place.ko != facts.name_ko:
        return Reason("korean_name_not_attested", values={"name": facts.name_ko})
    return None


def grid_code_of(settings: Settings) -> Guard:
    """A guard that holds codes of new grids to the form the office has set."""
    form = settings.grid_code

    def grid_code_of_another_form(record: Grid | None, facts: Any, act: Act) -> Reason | None:
        """Refuses a code that is not of the office's form."""
        if form is not None and form.fullmatch(facts.code) is None:
            return Reason("grid_code_of_another_form", values={"code": facts.code, "form": form.pattern})
        return None

    return grid_code_of_another_form


MANAGEMENT = OPERATOR | PRESIDENT | SUPERVISOR
ACTIVE = NetworkState.ACTIVE
PLAN = "plan.network"


def extensions(settings: Settings) -> tuple[Extension, ...]:
    """What is added; the guard only where the office has set a form."""
    # fmt: off
    steps = (
        #    step                 source  target who         facts              refused_if                   basis
        Step("check_korean_name", ACTIVE, SAME,  MANAGEMENT, KoreanNameChecked, (),                          PLAN),
        Step("take_korean_name",  ACTIVE, SAME,  MANAGEMENT, KoreanNameTaken,   (korean_name_not_attested,), PLAN),
    )
    # fmt: on
    units = Extension(kind="unit", steps=steps)
    if settings.grid_code is None:
        return (units,)
    return (units, Extension(kind="grid", guards={"draw": (grid_code_of(settings),)}))
