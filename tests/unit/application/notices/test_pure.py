"""What needs no record: settings, quiet hours, levels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.application.notices.kept import Kept

from gridjustice.application.notices import Detail, NoticeSettings, detail_of
from gridjustice.application.notices.delivery import PUBLIC, template_of
from gridjustice.application.notices.routes import Routes
from gridjustice.application.notices.timing import Wishes, due_at
from gridjustice.domain.contacts import ContactMedium, Preferences
from gridjustice.domain.dispute.choices import Need
from gridjustice.errors import InvalidError, InvalidValueError
from gridjustice.ports.channel import Medium, Reach
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.ports.relaying import DeliveryRow
from gridjustice.ports.settings import Section

NIGHT = Wishes(quiet_from="21:00", quiet_until="07:00")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 6, day, hour, minute, tzinfo=COURT_ZONE)


def test_every_setting_has_a_default() -> None:
    """An office that says nothing of notices tells people all the same."""
    settings = NoticeSettings.read(Section({}, "notices"))
    assert settings.media == (Medium.APP, Medium.EMAIL, Medium.CONSOLE, Medium.SMS)
    assert settings.doorstep == {Need.ELDERLY, Need.DISABLED}
    assert (settings.quiet_from, settings.quiet_until, settings.digest_at) == ("21:00", "07:00", "08:00")


def test_a_section_is_read_whole() -> None:
    """With groups by grid and lines by court."""
    said = {
        "media": ["sms", "email"], "quiet_from": "20:00", "quiet_until": "08:00", "digest_at": "17:30",
        "urgent": ["dispute.docket"], "doorstep": ["ill"], "languages": ["ko-CN"],
        "groups": {"YB-01": "wecom:group-1"}, "lines": {"yblq": "0433-1", "yblq/helong": "0433-2"},
    }  # fmt: skip
    settings = NoticeSettings.read(Section(said, "notices"))
    assert settings.media == (Medium.SMS, Medium.EMAIL)
    assert settings.groups == {"YB-01": "wecom:group-1"}
    assert [settings.line_of(court) for court in ("yblq/helong", "yblq/wangqing", "other")] == ["0433-2", "0433-1", ""]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("media", ["telegraph"]), ("media", ["phone"]), ("media", ["group"]), ("quiet_from", "9 pm"),
        ("digest_at", "24:00"), ("doorstep", ["rich"]), ("groups", {"YB-01": "wecom"}), ("quiet", True),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(name: str, value: object) -> None:
    """An office does not open with it."""
    with pytest.raises(InvalidError, match=rf"notices\.{name}"):
        NoticeSettings.read(Section({name: value}, "notices"))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (local(1, 9), local(1, 9)), (local(1, 20, 59), local(1, 20, 59)), (local(1, 21), local(2, 7)),
        (local(1, 23, 59), local(2, 7)), (local(2, 0), local(2, 7)), (local(2, 6, 59), local(2, 7)),
        (local(2, 7), local(2, 7)),
    ],
)  # fmt: skip
def test_nothing_that_can_wait_is_sent_in_quiet_hours(now: datetime, due: datetime) -> None:
    """The last minute before them is not among them, and neither is their end."""
    assert due_at(now.astimezone(UTC), COURT_ZONE, NIGHT) == due


def test_quiet_hours_may_lie_within_a_day() -> None:
    """As at noon."""
    noon = Wishes(quiet_from="12:00", quiet_until="14:00")
    assert due_at(local(1, 13), COURT_ZONE, noon) == local(1, 14)
    assert due_at(local(1, 14), COURT_ZONE, noon) == local(1, 14)


def test_a_digest_is_of_the_next_day_once_its_hour_is_over() -> None:
    """And one whose hour is quiet comes when it is not."""
    digest = Wishes(quiet_from="21:00", quiet_until="07:00", digest_at="08:00")
    assert due_at(local(1, 7, 59), COURT_ZONE, digest) == local(1, 8)
    assert due_at(local(1, 8), COURT_ZONE, digest) == local(2, 8)
    early = Wishes(quiet_from="21:00", quiet_until="07:00", digest_at="05:00")
    assert due_at(local(1, 9), COURT_ZONE, early) == local(2, 7)


CLOCK = st.times().map(lambda t: t.strftime("%H:%M"))


@given(st.integers(0, 4 * 365 * 24 * 60), CLOCK, CLOCK, CLOCK | st.just(""))
def test_what_waits_is_never_early_nor_in_quiet_hours(minute: int, begins: str, ends: str, digest: str) -> None:
    """And it waits for two days at the most."""
    instant = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minute, seconds=17)
    due = due_at(instant, COURT_ZONE, Wishes(quiet_from=begins, quiet_until=ends, digest_at=digest))
    assert instant <= due <= instant + timedelta(days=2)
    quiet = Wishes(quiet_from=begins, quiet_until=ends)
    assert due_at(due, COURT_ZONE, quiet) == due


@pytest.mark.parametrize(("medium", "account", "own", "clear"), list(product(Medium, *[(True, False)] * 3)))
def test_how_much_is_said_follows_from_who_reads_it_and_what_carries_it(
    medium: Medium, account: bool, own: bool, clear: bool
) -> None:
    """In clear only to an account, at an own address, to whoever may read it, by what nobody else sees."""
    level = detail_of("step", medium, account=account, own=own, clear=clear)
    alone = medium in (Medium.APP, Medium.EMAIL, Medium.CONSOLE) and account and own
    assert (level is Detail.FULL) is (alone and clear)
    assert (level is Detail.MASKED) is (alone and not clear)
    assert (level is Detail.BRIEF) is not alone
    for template in ("public", "gap", "above"):
        assert detail_of(template, medium, account=account, own=own, clear=clear) is Detail.IMPERSONAL


@pytest.mark.clause("2.1.4")
@given(
    st.lists(st.tuples(st.sampled_from(list(Medium)), st.sampled_from(list(Reach))), max_size=8), st.text(max_size=5)
)
def test_p49_no_person_ever_meets_a_public_channel(made: list[tuple[Medium, Reach]], name: str) -> None:
    """Whatever the channels are called, and however they are mixed; and no public meets one for persons."""
    channels = {f"{name}{n}": Kept(f"{name}{n}", medium, reach) for n, (medium, reach) in enumerate(made)}
    routes = Routes(channels, NoticeSettings.default())
    for medium in Medium:
        found = routes.to_person(medium)
        assert found is None or (found.reach is Reach.PERSON and found.medium is not Medium.GROUP)
    for channel in channels.values():
        public = channel.reach is Reach.PUBLIC or channel.medium is Medium.GROUP
        assert Routes.admits(channel, "019a-person") is not public
        assert Routes.admits(channel, "party:a1") is not public
        assert Routes.admits(channel, f"{PUBLIC}019a-grid") is public


def test_a_group_lies_on_a_public_channel() -> None:
    """Otherwise the office does not open."""
    mail = {"mail": Kept("mail", Medium.EMAIL)}
    for group in ("mail:everybody", "nowhere:group-1"):
        with pytest.raises(InvalidError, match=r"notices\.groups\.YB-01"):
            Routes(mail, NoticeSettings.default(groups={"YB-01": group}))


def test_a_key_is_the_same_each_time_and_new_for_a_resend() -> None:
    """A failure changes nothing of it; a deliberate re-send has another one."""
    row = DeliveryRow("channel:mail", "r", "p", 3, "step")
    assert row.name == row._replace(attempts=5, error="down", due="later").name
    assert row.name != row._replace(template="step~2").name
    assert [template_of(row._replace(template=t)) for t in ("brief~3", "digest", "gap")] == ["step", "step", "gap"]


def test_people_have_addresses_for_media_that_there_are() -> None:
    """The two lists of media agree."""
    assert {medium.value for medium in ContactMedium} < {medium.value for medium in Medium}


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": "21:00"}, {"quiet_from": "9", "quiet_until": "10:00"}, {"language": "?"}]
)
def test_wrong_preferences_are_refused(wrong: dict[str, Any]) -> None:
    """Quiet hours have two ends, times of day are written in full, languages by their tag."""
    with pytest.raises(InvalidValueError):
        Preferences(**wrong)
