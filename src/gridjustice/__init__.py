"""GridJustice: judges into the grid (法官进网格), as a library that courts embed.

Everything the programme does is a step that an actor takes on a record. `open_office` opens an office over a storage;
`Office.take` is the one way in. Drivers (command lines, web desks, hosts) use the names below and no others.
"""

from gridjustice.application.access import OPERATOR, SYSTEM
from gridjustice.application.alike import Alike, alike
from gridjustice.application.answering import Answerer, Answers, answering
from gridjustice.application.audit import Fault, Verdict
from gridjustice.application.codec import to_plain
from gridjustice.application.coverage import CoverageReport, Gap, coverage
from gridjustice.application.exchange.adopting import Adoption, adopt_places
from gridjustice.application.exchange.exporting import ExportReport, export_network, write_problems, write_template
from gridjustice.application.exchange.importing import ImportReport, import_network, read_tables
from gridjustice.application.exchange.incoming import IntakeReport, TakenRow, take_in_tables, write_intake_form
from gridjustice.application.exchange.listing import load_list
from gridjustice.application.exchange.problems import RowProblem
from gridjustice.application.forms import Field, form_of, parse_field
from gridjustice.application.hearers import hearers_of
from gridjustice.application.incoming import Incoming, IntakeOutcome, TakenIn
from gridjustice.application.informed import Informed, informed, tell_again
from gridjustice.application.intake import take_in, take_in_many
from gridjustice.application.mediators import (
    SuggestedMediator,
    Suggestion,
    UnsuggestedMediator,
    decision_text,
    propose_mediators,
)
from gridjustice.application.naming import Names
from gridjustice.application.notices import (
    Detail,
    Notices,
    NoticeSettings,
    PhoneChannel,
    ToReach,
    Unsent,
    VisitChannel,
    detail_of,
    outreach_script,
    whom_to_reach,
)
from gridjustice.application.office import Office, open_office
from gridjustice.application.patience import Patience
from gridjustice.application.planning import Comparison, Move, Plan, apply_plan, plan_assignments, sentence
from gridjustice.application.planning_rules import RuleSheet, read_rules
from gridjustice.application.redrawing import (
    RedrawingView,
    apply_redrawing,
    close_place,
    plan_redrawing,
    show_redrawing,
    undo_redrawing,
)
from gridjustice.application.redrawing_rule import Change
from gridjustice.application.register import REGISTER_COLUMNS, register
from gridjustice.application.relay import Relay
from gridjustice.application.request import Receipt, Request, View
from gridjustice.application.roster import Correction, confirm_roster, roster
from gridjustice.application.running import Rhythm, Runner
from gridjustice.application.settings import Settings
from gridjustice.application.telling import TimelineEntry, Words, timeline
from gridjustice.application.turn import Drained
from gridjustice.application.watching import Fired, Swept
from gridjustice.application.workload import Load, workload
from gridjustice.domain.criteria import AtMost, Criterion, Held, In, Under, equals
from gridjustice.domain.dispute.choices import Body, DangerKind, IntakeChannel, Level, Matter, Side
from gridjustice.domain.dispute.intake import Caller
from gridjustice.domain.dispute.parties import Danger, Party
from gridjustice.domain.network import UnitKind
from gridjustice.domain.planning import JudgeRule, PairRule, Rules, Totals
from gridjustice.domain.record import Event, Role, Scope
from gridjustice.domain.redrawing import Left, Line, Redraw, Successor
from gridjustice.domain.values import EARLIEST, LATEST, CourtPath, RecordId, named_id
from gridjustice.errors import (
    AdapterError,
    AdapterRejectedError,
    AdapterUnavailableError,
    AdapterUnsupportedError,
    ConflictError,
    DefinitionError,
    GridJusticeError,
    InvalidError,
    InvalidValueError,
    KeyReusedError,
    NotFoundError,
    PluginFailedError,
    RefusedError,
    UnreachableError,
    VersionConflictError,
)
from gridjustice.hooks import Ailment, Candidate, Offer, Plugins, examine_plugins, find_plugins, hookimpl, list_plugins
from gridjustice.language import Catalogue, Language
from gridjustice.law import Causes, LawBook, count, describe, explain
from gridjustice.ports.channel import Answer, CalendarEntry, Channel, Medium, Message, Reach
from gridjustice.ports.clock import COURT_ZONE, FixedClock, SystemClock
from gridjustice.ports.console import ConsoleChannel
from gridjustice.ports.feed import Feed, Told
from gridjustice.ports.lists import newest
from gridjustice.ports.relaying import Backlog, DeliveryRow, PulseRow, TargetRow, TryRow
from gridjustice.ports.settings import Secret, Section
from gridjustice.workflow.extending import Extension
from gridjustice.workflow.foreign import Reading, TableFinding, as_workflow, read_workflows, workflow_schema
from gridjustice.workflow.lint import Finding, lint
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.render import as_data, markdown, mermaid, permissions, who_text
from gridjustice.workflow.timing import recount

__version__ = "0.1.0"
"""Of this distribution, and of the others of this repository, which are released together with it."""

__all__ = [
    "COURT_ZONE",
    "EARLIEST",
    "LATEST",
    "OPERATOR",
    "REGISTER_COLUMNS",
    "SYSTEM",
    "AdapterError",
    "AdapterRejectedError",
    "AdapterUnavailableError",
    "AdapterUnsupportedError",
    "Adoption",
    "Ailment",
    "Alike",
    "Answer",
    "Answerer",
    "Answers",
    "AtMost",
    "Backlog",
    "Body",
    "CalendarEntry",
    "Caller",
    "Candidate",
    "Catalogue",
    "Causes",
    "Change",
    "Channel",
    "Comparison",
    "ConflictError",
    "ConsoleChannel",
    "Correction",
    "CourtPath",
    "CoverageReport",
    "Criterion",
    "Danger",
    "DangerKind",
    "DefinitionError",
    "DeliveryRow",
    "Detail",
    "Drained",
    "Event",
    "ExportReport",
    "Extension",
    "Fault",
    "Feed",
    "Field",
    "Finding",
    "Fired",
    "FixedClock",
    "Gap",
    "GridJusticeError",
    "Held",
    "ImportReport",
    "In",
    "Incoming",
    "Informed",
    "IntakeChannel",
    "IntakeOutcome",
    "IntakeReport",
    "InvalidError",
    "InvalidValueError",
    "JudgeRule",
    "KeyReusedError",
    "Language",
    "LawBook",
    "Left",
    "Level",
    "Line",
    "Load",
    "Matter",
    "Medium",
    "Message",
    "Move",
    "Names",
    "NotFoundError",
    "NoticeSettings",
    "Notices",
    "Offer",
    "Office",
    "PairRule",
    "Party",
    "Patience",
    "PhoneChannel",
    "Plan",
    "PluginFailedError",
    "Plugins",
    "PulseRow",
    "Reach",
    "Reading",
    "Reason",
    "Receipt",
    "RecordId",
    "Redraw",
    "RedrawingView",
    "RefusedError",
    "Relay",
    "Request",
    "Rhythm",
    "Role",
    "RowProblem",
    "RuleSheet",
    "Rules",
    "Runner",
    "Scope",
    "Secret",
    "Section",
    "Settings",
    "Side",
    "StepRefusedError",
    "Successor",
    "SuggestedMediator",
    "Suggestion",
    "Swept",
    "SystemClock",
    "TableFinding",
    "TakenIn",
    "TakenRow",
    "TargetRow",
    "TimelineEntry",
    "ToReach",
    "Told",
    "Totals",
    "TryRow",
    "Under",
    "UnitKind",
    "UnreachableError",
    "Unsent",
    "UnsuggestedMediator",
    "Verdict",
    "VersionConflictError",
    "View",
    "VisitChannel",
    "Words",
    "__version__",
    "adopt_places",
    "alike",
    "answering",
    "apply_plan",
    "apply_redrawing",
    "as_data",
    "as_workflow",
    "close_place",
    "confirm_roster",
    "count",
    "coverage",
    "decision_text",
    "describe",
    "detail_of",
    "equals",
    "examine_plugins",
    "explain",
    "export_network",
    "find_plugins",
    "form_of",
    "hearers_of",
    "hookimpl",
    "import_network",
    "informed",
    "lint",
    "list_plugins",
    "load_list",
    "markdown",
    "mermaid",
    "named_id",
    "newest",
    "open_office",
    "outreach_script",
    "parse_field",
    "permissions",
    "plan_assignments",
    "plan_redrawing",
    "propose_mediators",
    "read_rules",
    "read_tables",
    "read_workflows",
    "recount",
    "register",
    "roster",
    "sentence",
    "show_redrawing",
    "take_in",
    "take_in_many",
    "take_in_tables",
    "tell_again",
    "timeline",
    "to_plain",
    "undo_redrawing",
    "who_text",
    "whom_to_reach",
    "workflow_schema",
    "workload",
    "write_intake_form",
    "write_problems",
    "write_template",
]
