"""What this system does with GridJustice: each is one transaction over the tables of both."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from courtcases.cases.models import Case
from courtcases.disputes.models import CaseDispute, actor_of
from courtcases.disputes.office import language, office
from gridjustice import Names, Receipt, form_of


@transaction.atomic
def open_case(clerk: User, case: Case, grid: str, key: str) -> Case:
    """A case and its dispute are there, or neither; the same key gives the same case again.

    Args:
        clerk: who opens it.
        case: filled in, not saved.
        grid: the code of the grid where it arose.
        key: of the form it was sent with.

    Raises:
        GridJusticeError: the dispute was refused.
        IntegrityError: the case was, since its number is there already.
    """
    actor = actor_of(clerk)
    form = form_of(office().kinds["dispute"].facts["report"])
    facts = Names(office(), actor, language()).completed(
        form,
        {
            "grid": grid,
            "gist": case.gist,
            "parties": [
                {"side": "applicant", "name": case.applicant},
                {"side": "respondent", "name": case.respondent},
            ],
        },
    )
    receipt = office().begin(actor, "dispute", "report", facts, key=key)
    if receipt.repeated:
        return CaseDispute.objects.get(record=receipt.record).case
    case.clerk = clerk
    case.status = Case.Status.DIVERTED
    case.save()
    CaseDispute.objects.create(case=case, record=receipt.record)
    return case


@transaction.atomic
def take(user: User, record: str, step: str, facts: Mapping[str, Any], *, key: str, version: int | None) -> Receipt:
    """A step was taken by a user.

    Raises:
        GridJusticeError: it was not, and nothing is kept.
    """
    return office().take(actor_of(user), record, step, facts, key=key, expected_version=version)
