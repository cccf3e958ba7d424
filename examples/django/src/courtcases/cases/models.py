"""A court's cases."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Case(models.Model):
    """What a clerk has registered."""

    class Status(models.TextChoices):
        """Where a case stands, as this system sees it."""

        REGISTERED = "registered", _("registered")
        DIVERTED = "diverted", _("with the mediators")

    number = models.CharField(_("case number"), max_length=60, unique=True)
    applicant = models.CharField(_("applicant"), max_length=100)
    respondent = models.CharField(_("respondent"), max_length=100)
    gist = models.TextField(_("what it is about"), max_length=2000)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.REGISTERED)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number
