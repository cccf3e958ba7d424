"""What is handed on to authors of plugins is the same thing as inside, and all of it is explained."""

from __future__ import annotations

import re

import gridjustice
from gridjustice import authoring


def test_every_name_is_there_once_and_explained() -> None:
    """In the table at the head of the module; names in capitals are told together."""
    assert len(set(authoring.__all__)) == len(authoring.__all__)
    assert authoring.__doc__ is not None
    told = set(re.findall(r"``(\w+)``", authoring.__doc__))
    rules = {name for name in authoring.__all__ if name.isupper()} - {"NEW", "SAME", "ERASED"}
    assert told == set(authoring.__all__) - rules


def test_a_name_that_is_public_elsewhere_is_the_same() -> None:
    """But for the two that mean something else to an office: ids of actors, and plugins that are examined."""
    both = set(authoring.__all__) & set(gridjustice.__all__)
    other = {name for name in both if getattr(authoring, name) is not getattr(gridjustice, name)}
    assert other == {"OPERATOR", "SYSTEM", "Candidate"}
