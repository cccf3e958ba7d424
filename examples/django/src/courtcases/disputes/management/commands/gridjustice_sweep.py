"""``manage.py gridjustice_sweep``: for cron, every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courtcases.disputes.office import office_beside
from gridjustice import GridJusticeError


class Command(BaseCommand):
    """Takes the steps of limits that have run out, each in a transaction of its own."""

    help = "Takes the step of every time limit that has run out."

    def handle(self, *_: Any, **__: Any) -> None:
        """Done twice it does nothing twice; what fails is named and stops no other."""
        office = office_beside()
        try:
            outcomes = office.sweep()
        finally:
            office.storage.close()
        failed = [outcome for outcome in outcomes if isinstance(outcome, GridJusticeError)]
        self.stdout.write(f"{len(outcomes) - len(failed)} taken")
        if failed:
            raise CommandError("; ".join(map(str, failed)))
