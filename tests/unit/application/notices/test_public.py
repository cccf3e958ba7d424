"""Groups: impersonal content only, and nothing of any dispute (P49)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.unit.application.notices.kept import MEDIA, Telling, to, told

from gridjustice.application.notices import Unsent
from gridjustice.application.notices.delivery import PUBLIC
from gridjustice.application.notices.people import RESOLVED
from gridjustice.application.notices.scene import scene_of
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError
from gridjustice.ports.channel import Medium
from gridjustice.ports.relaying import DeliveryRow
from gridjustice.testing.district import District, grid, person, unit
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.lint import structural_problems
from gridjustice.workflow.rules import Public
from gridjustice.workflow.table import Audience, Kind

GROUPS = {"farm-1": "group:the group of the farm"}


def judge_of(d: District, handle: str = "stranger") -> None:
    """Another judge answers for the grid."""
    post = {"role": "judge", "scope": "court", "place": "yblq/helong", "since": "2022-01-01"}
    d.do("president", person(handle), "take_post", post=post)
    d.do("president", grid(), "hand_over", person=person(handle), since="2022-06-01")


@pytest.mark.clause("2.1.4")
def test_a_group_learns_who_answers_without_anybodys_name(district: District) -> None:
    """That it has changed, where it is posted, and whom to call."""
    here = Telling(district, *MEDIA, groups=GROUPS, lines={"yblq": "0433-1"})
    judge_of(district)
    (row,) = here.rows(grid())
    assert (row.target, row.recipient, row.template) == ("channel:group", f"{PUBLIC}{grid()}", "public")
    message = here.text(row)
    assert message.address == "the group of the farm"
    assert message.text == "一林场一格的负责人员有变动，现任人员见网格公示。\n咨询：某林区基层法院，0433-1。"
    assert (message.title, message.entry) == ("", None)
    assert here.instead(row) == []


def test_a_group_is_told_in_the_languages_of_the_grid(district: District) -> None:
    """One after the other."""
    district.do("president", grid(), "describe", languages=["ko-CN", "zh-CN"])
    here = Telling(district, groups=GROUPS)
    judge_of(district)
    message = here.text(*here.rows(grid()))
    assert message.language == "ko-CN"
    assert [text.split("\n")[0][:2] for text in message.text.split("\n\n")] == ["一林", "一林"]
    assert "격자공시" in message.text
    assert "网格公示" in message.text


def test_the_liaison_of_a_unit_is_told_to_its_grids(district: District) -> None:
    """To those that have a group."""
    here = Telling(district, groups=GROUPS)
    district.do("president", unit("farm"), "hand_over_liaison", person=person("stranger"), since="2022-06-01")
    assert told(here.rows(unit("farm"))) == [f"{PUBLIC}{grid()}"]
    district.do("president", unit("farm2"), "hand_over_liaison", person=person("stranger"), since="2022-06-01")
    assert here.rows(unit("farm2")) == []


def test_without_groups_nobody_is_told(district: District) -> None:
    """It stands in the grid's notice anyway."""
    judge_of(district)
    assert Telling(district, *MEDIA).rows(grid()) == []


@pytest.mark.clause("2.1.4")
def test_p49_nothing_of_a_dispute_is_ever_sent_to_a_group(district: District) -> None:
    """Not even where a row says so that nobody plans."""
    here = Telling(district, *MEDIA, groups=GROUPS)
    record = district.bring_to("received")
    row = to(here.rows(record), "citizen_a")
    assert all(not each.target.endswith(":group") for each in here.chain(row))
    for forged in (
        row._replace(target="channel:group"),
        row._replace(target="channel:group", recipient="party:b1"),
        row._replace(target="channel:group", recipient=f"{PUBLIC}{grid()}"),
        row._replace(target="channel:console", recipient=f"{PUBLIC}{grid()}"),
    ):
        assert here.message(forged) == Unsent("sight")


def test_p49_a_row_to_a_group_is_for_the_public_alone(district: District) -> None:
    """There is one way to make a row, and it refuses."""
    here = Telling(district, Medium.CONSOLE, groups=GROUPS)
    with district.office.storage.read() as reader:
        event = district.office.codec.event(reader.entries(grid())[-1].body)
    routes = here.notices._routes
    for channel, recipient in (("group", person("worker")), ("group", "party:a1"), ("console", f"{PUBLIC}{grid()}")):
        with pytest.raises(DefinitionError):
            routes.row(here.channels[channel], event, recipient, "step")


@pytest.mark.clause("2.1.4")
@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.PUBLIC])
def test_p49_no_other_audience_is_ever_the_public(district: District, audience: Audience) -> None:
    """Of whatever record, in whatever state."""
    records = [grid(), unit("farm"), district.bring_to("in_trial"), district.report()]
    with district.office.storage.read() as reader:
        for record in records:
            scene = scene_of(
                district.office,
                reader,
                record,
                district.office.today(),
                [each.value for each in Audience],
                grouped=True,
            )
            assert scene is not None
            assert not any(each.id.startswith(PUBLIC) for each in RESOLVED[audience](scene))


def test_a_group_that_is_no_longer_the_grids_is_told_nothing(district: District) -> None:
    """The office has changed its settings since."""
    judge_of(district)
    (row,) = Telling(district, groups=GROUPS).rows(grid())
    other = Telling(district, groups={"other": "group:elsewhere"})
    assert other.message(row) == Unsent("address")
    assert other.message(DeliveryRow(*row)._replace(recipient=f"{PUBLIC}{RecordId('nowhere')}")) == Unsent("address")


@pytest.mark.clause("2.1.4")
def test_p49_only_what_everybody_may_see_is_told_to_everybody() -> None:
    """In every table; another one cannot be used."""
    telling = {kind.name: kind for kind in BUILT_IN for row in kind.rows if Audience.PUBLIC in row.tells}
    assert telling.keys() == {"grid", "unit"}
    assert all(isinstance(kind.may_see, Public) for kind in telling.values())
    (dispute,) = [kind for kind in BUILT_IN if kind.name == "dispute"]
    assert found(dispute) == ["public"]
    assert found(telling["grid"], guarded=True) == ["public"]


def found(kind: Kind, **changes: Any) -> list[str]:
    """What is wrong with the table if its first step tells everybody."""
    first, *rest = kind.steps
    wrong = attrs.evolve(kind, steps=(attrs.evolve(first, tells=(Audience.PUBLIC,), **changes), *rest))
    return [problem.rpartition("[")[2].rstrip("]") for problem in structural_problems(wrong)]
