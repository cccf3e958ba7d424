"""What this distribution offers to GridJustice: one more format of tables."""

from __future__ import annotations

from collections.abc import Mapping

from gridjustice.hooks import hookimpl
from gridjustice.ports.tables import TableFormat


@hookimpl
def gridjustice_provide_table_formats() -> Mapping[str, TableFormat]:
    """``.xlsx``."""
    from gridjustice_xlsx.workbooks import Workbooks  # noqa: PLC0415  # every start of the command line comes by here

    return {".xlsx": Workbooks()}
