"""Everything that an author of a plugin needs, under one roof: import from here and from nowhere else in GridJustice.

```
from gridjustice.authoring import Facts, Kind, Record, Step, hookimpl, personal
```

What stands here stays where it is from release to release, wherever the library moves it inside. A plugin that only
offers steps, guards, limits, a kind, words, law, deciders, commands or a subscriber needs no other module; its tests
use `gridjustice` and `gridjustice.testing` beside it. An adapter's author also reads `gridjustice.ports`.

=================  ====================================================================================================
for                names
=================  ====================================================================================================
what exists        ``Record``, ``RecordId``, ``CourtPath``, ``NEW``, ``Appointment``, ``Role``, ``Scope``, ``Deadline``
what must be known ``Facts``, ``NoFacts``, ``Event``
fields             ``text``, ``personal``, ``guarded``, ``calendar_day``, ``court_path``, ``language_tag``, ``ERASED``,
                   ``named_id``
tables             ``Kind``, ``Step``, ``SAME``, ``Limit``, ``Consequence``, ``Stage``, ``Audience``, ``Extension``,
                   ``TellsToo``
who may            ``Rule``, ``Holds``, ``But``, ``Anyone``, ``Public``; the rules in capitals, joined by ``|``, ``&``
refusing           ``Act``, ``Guard``, ``Reason``
built-in kinds     ``Court``, ``Unit``, ``Grid``, ``Person``, ``Dispute``, ``DisputeState``, ``NetworkState``
deciding           ``Demand``, ``Candidate``, ``Proposal`` (assignments of judges); ``MediationCase``,
                   ``MediatorCandidate``, ``MediatorRanking``, ``RankedMediator``, ``ScorePart``, ``Said``
words              ``Language``, ``Catalogue``
lists              ``Criterion``, ``equals``, ``In``, ``Under``, ``AtMost``
calendars          ``WorkingDays``
errors             ``GridJusticeError``, ``InvalidValueError``, ``NotFoundError``, ``DefinitionError``
hooks              ``hookimpl``
=================  ====================================================================================================
"""

from gridjustice.domain.choosing import MediationCase, MediatorCandidate, MediatorRanking, RankedMediator
from gridjustice.domain.criteria import AtMost, Criterion, In, Under, equals
from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.network import Court, Grid, NetworkState, Person, Unit
from gridjustice.domain.personal import ERASED, guarded, personal
from gridjustice.domain.planning import Candidate, Demand, Proposal
from gridjustice.domain.record import (
    NEW,
    Appointment,
    Deadline,
    Event,
    Facts,
    NoFacts,
    Record,
    Role,
    Said,
    Scope,
    ScorePart,
)
from gridjustice.domain.values import CourtPath, RecordId, calendar_day, court_path, language_tag, named_id, text
from gridjustice.errors import DefinitionError, GridJusticeError, InvalidValueError, NotFoundError
from gridjustice.hooks.specifications import hookimpl
from gridjustice.language import Catalogue, Language
from gridjustice.law import WorkingDays
from gridjustice.workflow.extending import Extension
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import (
    ASSISTANT_OF_GRID,
    BARRED,
    GRID_WORKER,
    JUDGE_OF_COURT,
    JUDGE_OF_GRID,
    LIAISON_OF_UNIT,
    MEDIATOR_OF,
    OPERATOR,
    PARTY,
    PRESIDENT,
    REPORTER,
    SUPERVISOR,
    SYSTEM,
    TRIAGE_OFFICER,
    Anyone,
    But,
    Holds,
    Public,
    Rule,
)
from gridjustice.workflow.table import SAME, Act, Audience, Consequence, Guard, Kind, Limit, Stage, Step, TellsToo

__all__ = [
    "ASSISTANT_OF_GRID",
    "BARRED",
    "ERASED",
    "GRID_WORKER",
    "JUDGE_OF_COURT",
    "JUDGE_OF_GRID",
    "LIAISON_OF_UNIT",
    "MEDIATOR_OF",
    "NEW",
    "OPERATOR",
    "PARTY",
    "PRESIDENT",
    "REPORTER",
    "SAME",
    "SUPERVISOR",
    "SYSTEM",
    "TRIAGE_OFFICER",
    "Act",
    "Anyone",
    "Appointment",
    "AtMost",
    "Audience",
    "But",
    "Candidate",
    "Catalogue",
    "Consequence",
    "Court",
    "CourtPath",
    "Criterion",
    "Deadline",
    "DefinitionError",
    "Demand",
    "Dispute",
    "DisputeState",
    "Event",
    "Extension",
    "Facts",
    "Grid",
    "GridJusticeError",
    "Guard",
    "Holds",
    "In",
    "InvalidValueError",
    "Kind",
    "Language",
    "Limit",
    "MediationCase",
    "MediatorCandidate",
    "MediatorRanking",
    "NetworkState",
    "NoFacts",
    "NotFoundError",
    "Person",
    "Proposal",
    "Public",
    "RankedMediator",
    "Reason",
    "Record",
    "RecordId",
    "Role",
    "Rule",
    "Said",
    "Scope",
    "ScorePart",
    "Stage",
    "Step",
    "TellsToo",
    "Under",
    "Unit",
    "WorkingDays",
    "calendar_day",
    "court_path",
    "equals",
    "guarded",
    "hookimpl",
    "language_tag",
    "named_id",
    "personal",
    "text",
]
