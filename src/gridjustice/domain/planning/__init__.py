"""Which judge is to answer for which grid: what a planner is told, what a choice costs, the greedy planner, reasons."""

from gridjustice.domain.planning.costs import Costs, Parts
from gridjustice.domain.planning.greedy import plan_greedily, within_work
from gridjustice.domain.planning.question import Candidate, Demand, Proposal, Terms
from gridjustice.domain.planning.reasons import Explained, Reasons, Said
from gridjustice.domain.planning.rules import JudgeRule, PairRule, Rules, Weights
from gridjustice.domain.planning.totals import Totals, totals

__all__ = [
    "Candidate",
    "Costs",
    "Demand",
    "Explained",
    "JudgeRule",
    "PairRule",
    "Parts",
    "Proposal",
    "Reasons",
    "Rules",
    "Said",
    "Terms",
    "Totals",
    "Weights",
    "plan_greedily",
    "totals",
    "within_work",
]
