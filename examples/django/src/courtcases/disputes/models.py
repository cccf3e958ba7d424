"""What links this system's rows to records of GridJustice."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

from courtcases.cases.models import Case

ID_LENGTH = 36


class Actor(models.Model):
    """Who a user is to GridJustice. Somebody decides it: a user name alone makes nobody a judge."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="actor")
    person = models.CharField(max_length=ID_LENGTH, unique=True)

    def __str__(self) -> str:
        return f"{self.user} is {self.person}"


class CaseDispute(models.Model):
    """The dispute that a case came from or became."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="dispute")
    record = models.CharField(max_length=ID_LENGTH, unique=True)

    def __str__(self) -> str:
        return f"{self.case} is {self.record}"


NOBODY = "nobody"
"""An actor who holds no role anywhere and so sees nothing."""


def actor_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """The id by which GridJustice knows a user."""
    actor = Actor.objects.filter(user_id=user.pk).first()
    return actor.person if actor else NOBODY
