"""The guards of a dispute's table: each returns the reason it refuses, or None; and the choosers of its rows and limits."""

from gridjustice.workflow.dispute.guards.agreeing import *  # noqa: F403  # hands on every guard by its own name
from gridjustice.workflow.dispute.guards.choosing import *  # noqa: F403  # the same
from gridjustice.workflow.dispute.guards.confirming import *  # noqa: F403  # the same
from gridjustice.workflow.dispute.guards.mediating import *  # noqa: F403  # the same
from gridjustice.workflow.dispute.guards.people import *  # noqa: F403  # the same
from gridjustice.workflow.dispute.guards.preventing import *  # noqa: F403  # the same
from gridjustice.workflow.dispute.guards.trying import *  # noqa: F403  # the same
