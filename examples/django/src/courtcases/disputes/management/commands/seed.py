"""``manage.py seed``: a court to try it on, invented."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from courtcases.disputes.models import Actor
from courtcases.disputes.office import office
from gridjustice import OPERATOR, named_id

COURT = "yblq/helong"
SINCE = "2022-01-01"
PASSWORD = "only-for-trying"  # noqa: S105  # it says so

POSTS = {"clerk": ("triage_officer", "court", COURT), "judge": ("judge", "court", COURT)}
OTHERS = ("liaison", "worker", "stranger")


class Command(BaseCommand):
    """Two courts, a unit, a grid, and a user for every role; run again it changes nothing."""

    help = f"Creates an invented court with its users; every password is {PASSWORD!r}."

    @transaction.atomic
    def handle(self, *_: Any, **__: Any) -> None:
        """Users of Django and people of GridJustice, in one transaction."""
        begin("court", "establish", "yblq", court="yblq", name="某林区中级法院", level="intermediate")
        begin("court", "establish", COURT, court=COURT, name="某林区基层法院")
        farm = named_id("unit", "farm")
        begin("unit", "adopt", "farm", court=COURT, code="farm", name="一林场", kind="forest_farm")
        begin("grid", "draw", "farm-1", court=COURT, unit=farm, code="farm-1", name="一林场一格", nature="dedicated")
        for handle, (role, scope, place) in {**POSTS, "mediator": ("mediator", "unit", farm)}.items():
            enrol(handle, posts=[{"role": role, "scope": scope, "place": place, "since": SINCE}])
        for handle in OTHERS:
            enrol(handle)
        name_liaison = {"person": named_id("person", "liaison"), "since": SINCE}
        office().take(OPERATOR, farm, "name_liaison", name_liaison, key="seed liaison")
        for handle, role in (("worker", "grid_worker"), ("judge", "judge")):
            assigned = {"person": named_id("person", handle), "role": role, "since": SINCE}
            office().take(OPERATOR, named_id("grid", "farm-1"), "assign", assigned, key=f"seed {handle}")
        self.stdout.write(f"users: {', '.join((*POSTS, 'mediator', *OTHERS))}; password: {PASSWORD}")


def begin(kind: str, step: str, known_as: str, /, **facts: Any) -> None:
    """A record of the network is there."""
    office().begin(OPERATOR, kind, step, facts, key=f"seed {kind} {known_as}")


def enrol(handle: str, /, **facts: Any) -> None:
    """A user who can log in is there, and is a person of GridJustice."""
    begin("person", "enrol", handle, court=COURT, handle=handle, name=handle, **facts)
    user, is_new = User.objects.get_or_create(username=handle)
    if is_new:
        user.set_password(PASSWORD)
        user.save()
    Actor.objects.get_or_create(user=user, defaults={"person": named_id("person", handle)})
