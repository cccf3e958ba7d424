"""The app that embeds GridJustice: its tables come and grow with ``manage.py migrate``."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate


def prepare_gridjustice(using: str, **_: Any) -> None:
    """The tables of GridJustice are there and of the version that is installed; safe to call again."""
    from courtcases.disputes.office import open_office  # noqa: PLC0415  # settings must be there first

    if using == DEFAULT_DB_ALIAS:
        with transaction.atomic():
            open_office(prepare=True)


class DisputesConfig(AppConfig):
    """Runs the migrations of GridJustice behind those of Django, so that an update needs no command of its own."""

    name = "courtcases.disputes"

    def ready(self) -> None:
        """Called once Django has loaded every app."""
        post_migrate.connect(prepare_gridjustice, sender=self)
