"""``manage.py gridjustice_run``: for cron, every few minutes, one at a time (``flock``)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courtcases.disputes.office import office_beside, relay_of


class Command(BaseCommand):
    """Time limits warn and expire by steps of their own, each in a short transaction; what was stored is told."""

    help = "Takes the steps by which time limits warn and expire, and tells people and systems what was stored."

    def handle(self, *_: Any, **__: Any) -> None:
        """Done twice it does nothing twice; what fails is named and stops no other."""
        office = office_beside()
        try:
            relay = relay_of(office)
            try:
                swept = office.sweep()
                told = relay.drain()
            finally:
                relay.close()
        finally:
            office.storage.close()
        self.stdout.write(f"{len(swept.taken)} taken, {told.spread} passed on, {told.failed} failed")
        if swept.failed:
            raise CommandError("; ".join(str(fired.problem) for fired in swept.failed))
