"""``manage.py gridjustice_run``: for cron, every few minutes, one at a time (``flock``)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courtcases.disputes.office import office_beside
from gridjustice import GridJusticeError, Relay


class Command(BaseCommand):
    """Time limits that have run out take their steps, each in a short transaction; what was stored is told."""

    help = "Takes the steps of time limits that have run out, and tells subscribers what was stored."

    def handle(self, *_: Any, **__: Any) -> None:
        """Done twice it does nothing twice; what fails is named and stops no other."""
        office = office_beside()
        try:
            outcomes = office.sweep()
            told = Relay(office).drain()
        finally:
            office.storage.close()
        failed = [outcome for outcome in outcomes if isinstance(outcome, GridJusticeError)]
        self.stdout.write(f"{len(outcomes) - len(failed)} taken, {told.spread} passed on")
        if failed:
            raise CommandError("; ".join(map(str, failed)))
