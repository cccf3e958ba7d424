"""The storage port of GridJustice over a relational database; a host that lends its connection takes `lent`."""

from gridjustice_sqlalchemy.plugin import lent

__all__ = ["lent"]
