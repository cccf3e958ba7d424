"""Records by the names people use: the core finds them, in the words of the command line where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import Field, Names, RecordId, View


class Naming:
    """Names of records to ids, and ids to names, as the one who acts may see them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._loaded: Names | None = None

    def id_of(self, name: str, *kinds: str) -> RecordId:
        """The id of the record that is called so; arguments and errors as of `gridjustice.Names`."""
        return self._names.id_of(name, *kinds)

    def completed(self, fields: tuple[Field, ...], plain: dict[str, Any]) -> dict[str, Any]:
        """The same plain facts, with ids for names and what follows from others."""
        return self._names.completed(fields, plain)

    def name_of(self, record: str | None) -> str:
        """What a record is called, for people; the beginning of its id where it may not be seen."""
        return self._names.name_of(record)

    def code_of(self, view: View) -> str:
        """What a record is called on a command line."""
        return self._names.code_of(view)

    @property
    def _names(self) -> Names:
        if self._loaded is None:
            from gridjustice import Names

            self._loaded = Names(self._session.office, self._session.actor, self._session.tongue)
        return self._loaded
