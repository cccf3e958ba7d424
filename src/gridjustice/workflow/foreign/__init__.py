"""Workflows of strangers as plain JSON: their form, their lint, importers from DIGIT and HMCTS CCD, our own exported."""

from gridjustice.workflow.foreign.export import as_workflow as as_workflow
from gridjustice.workflow.foreign.findings import FINDINGS as FINDINGS
from gridjustice.workflow.foreign.findings import Severity as Severity
from gridjustice.workflow.foreign.findings import TableFinding as TableFinding
from gridjustice.workflow.foreign.imported import Imported as Imported
from gridjustice.workflow.foreign.reading import Reading as Reading
from gridjustice.workflow.foreign.reading import read_contents as read_contents
from gridjustice.workflow.foreign.reading import read_workflows as read_workflows
from gridjustice.workflow.foreign.shape import workflow_schema as workflow_schema
