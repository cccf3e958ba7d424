"""What differs between databases; everything else in this package is said once, in SQLAlchemy's expressions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import sqlalchemy as sa

from gridjustice.errors import GridJusticeError


class Packed(NamedTuple):
    """Some values on their way to the database.

    Attributes:
        values: of the parameters.
        is_one: whether the only parameter holds all of them.
    """

    values: tuple[str, ...]
    is_one: bool = False


class Dialect(ABC):
    """One database at one address.

    Attributes:
        where: the address for messages, without passwords.
        begin_writing: starts a transaction that will write; sees the latest commits.
        begin_reading: starts one that only reads, from one consistent state.
        one_writer: whether the database lets one writer in at a time, so that threads had better queue here.
        patience: seconds to wait for a lock.
        prefix: stands before the name of every table and index; usually empty.
    """

    where: str
    begin_writing: str
    begin_reading: str
    one_writer: bool
    patience: float
    prefix: str = ""

    @abstractmethod
    def engine(self) -> sa.Engine:
        """An engine that makes connections in autocommit mode: transactions are begun and ended by statements."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is something to connect to; connecting must not create it."""

    @abstractmethod
    def problem(self, error: BaseException) -> GridJusticeError:
        """The driver's error, in the words of the port."""

    @abstractmethod
    def is_duplicate(self, error: BaseException) -> bool:
        """Whether the driver refused a row because its primary key is there already."""

    def reading_damage(self, connection: Any) -> AbstractContextManager[object]:
        """While it is entered, texts that are damaged can be read all the same, so that an audit can name them."""
        return nullcontext(connection)

    def packed(self, values: Collection[str]) -> Packed:
        """The values as parameters; rounded up by what is there already, so that few texts serve every number."""
        listed = sorted(values)
        size = 1 << (len(listed) - 1).bit_length() if listed else 0
        return Packed((*listed, *listed[-1:] * (size - len(listed))))

    def among(
        self, column: sa.ColumnElement[Any], given: Sequence[sa.BindParameter[str]], *, is_one: bool
    ) -> sa.ColumnElement[bool]:
        """Whether the column is one of the values that these parameters bring.

        Args:
            column: of the record.
            given: as many as `packed` has.
            is_one: what `packed` said of them.
        """
        return column == given[0] if len(given) == 1 else column.in_(given)

    def holds(self, column: sa.ColumnElement[Any], text: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Whether the text stands somewhere in the column; signs of LIKE mean nothing."""
        return sa.func.instr(column, text) > sa.literal_column("0")
