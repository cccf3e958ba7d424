"""The heading of a court's paper in two languages, in the order that the office has set."""

from __future__ import annotations

from gridjustice.authoring import Court, NotFoundError
from gridjustice_jilin.settings import LETTERHEAD, ORDERS, Settings


def letterhead(court: Court, settings: Settings) -> tuple[str, ...]:
    """The names of the court, one a line, from above.

    Raises:
        NotFoundError: the office has not said which language stands first, or the court has no Korean name.
    """
    if not settings.letterhead:
        raise NotFoundError(
            f"nobody has said which language stands first on this court's papers; set {LETTERHEAD} to "
            f"{' or '.join(ORDERS)}, as the regulation in force requires"
        )
    if not court.name_ko:
        raise NotFoundError(f"the court {court.court} has no Korean name; give it one by the step rename")
    names = {"zh": court.name, "ko": court.name_ko}
    return tuple(names[language] for language in settings.letterhead)
