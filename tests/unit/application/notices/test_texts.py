"""What is said: for every kind, telling step, audience, medium and language, in sentences of the catalogues alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Any

import attrs
import pytest
from tests.unit.application.notices.kept import HANDLES, MEDIA, Telling, to, without_accounts

from gridjustice.application.notices import Detail, NoticeSettings, Unsent, detail_of
from gridjustice.application.notices.scene import Case, Scene, scene_of
from gridjustice.application.notices.whom import is_for_everybody
from gridjustice.application.notices.wording import CONCERN_PARTIES, Told, Wording, calendar_entry
from gridjustice.domain.personal import masked
from gridjustice.domain.record import Derived, Event, NoFacts
from gridjustice.domain.values import RecordId
from gridjustice.domain.watching import Reminded, SupervisionCalled, Urged, Watched
from gridjustice.language import Catalogue, Language
from gridjustice.law import Causes
from gridjustice.ports.channel import Medium
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.testing.district import COURT, START, WAYS, District, grid, person, unit
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Audience, Kind, Row

SECRETS = ("甲某", "乙某", "Two neighbours", "13900000001", "the office", "He hit her")
"""What stands in the records below, and may stand in no brief text."""

LINES = NoticeSettings.default(lines={COURT: "0433-2718"})
SERVICE = re.compile(r"送达|송달|\bserv(e|ed|es|ice|ing)\b", re.IGNORECASE)

catalogue = Catalogue()


def of_each_kind(d: District) -> Mapping[str, RecordId]:
    """A record of every kind that tells anybody of anything."""
    dispute = d.bring_to("in_mediation")
    session = {"court": COURT, "dispute": dispute, "mode": "venue", "held_on": "2022-06-10", "place": "the office"}
    asked = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "He hit her."}
    order = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Two neighbours wait."}
    outreach = {"court": COURT, "unit": unit("farm"), "grid": grid(), "subject": dispute, "person": person("citizen_a")}
    born = {
        "session": (person("mediator"), "arrange", session),
        "protection": (person("citizen_a"), "apply", asked),
        "order": (person("supervisor"), "issue", order),
        "outreach": ("system", "ask", {**outreach, "form": "call", "reason": "no_address"}),
    }
    records = {
        kind: d.office.begin(actor, kind, step, facts, key=kind).record for kind, (actor, step, facts) in born.items()
    }
    return {"dispute": dispute, "grid": grid(), "unit": unit("farm"), **records}


def telling() -> list[tuple[Kind, Row]]:
    """Every step that tells somebody, once for each set of audiences."""
    found = {(kind.name, row.step, row.told): (kind, row) for kind in BUILT_IN for row in kind.rows if row.tells}
    return list(found.values())


TELLING = telling()


@pytest.fixture
def scenes(district: District) -> Mapping[str, Scene]:
    office = district.office
    found, records = {}, of_each_kind(district)
    with office.storage.read() as reader:
        for kind, record in records.items():
            scene = scene_of(office, reader, record, office.today(), [each.value for each in Audience], grouped=True)
            assert scene is not None, kind
            found[kind] = with_cause(scene)
    return found


def with_cause(scene: Scene) -> Scene:
    """The dispute with a cause, which a worker may not know when it is reported."""
    if scene.kind.name != "dispute":
        return scene
    causes = Causes.load().on(START.date())
    record = attrs.evolve(scene.record, cause="9047" if "9047" in causes.causes else next(iter(causes.causes)),
                          cause_version=causes.version)  # fmt: skip
    return attrs.evolve(scene, record=record, about=record)


def happened(scene: Scene, row: Row, *, dated: bool) -> Case:
    """The event that such a row leaves behind, with the limits that run, or with none."""
    event = Event(
        record=scene.record.id, version=scene.head.version, kind=scene.kind.name, step=row.step, source=row.source,
        target=row.target, actor="system", at=START, day=START.date(), facts=NoFacts(),
        derived=Derived(tells=row.told, deadlines=scene.record.deadlines if dated else ()),
    )  # fmt: skip
    return Case(scene, event)


@cache
def patterns(language: Language) -> list[re.Pattern[str]]:
    """The sentences of the catalogues that a notice is made of, whatever they are filled in with."""
    found = []
    for key, sentence in catalogue.words(language).items():
        if key.startswith(("notice.", "notices.")):
            parts = ((re.escape(text), name) for text, name, _, _ in Formatter().parse(sentence))
            found.append(re.compile("".join(text + ("(.+)" if name else "") for text, name in parts)))
    return found


def texts_of(scenes: Mapping[str, Scene], kind: Kind, row: Row) -> Iterator[tuple[Told, Language, str, list[str]]]:
    """(what is told, language, title, lines) of every level at which a step may be told."""
    for dated in (True, False):
        case = happened(scenes[kind.name], row, dated=dated)
        for level in (Detail.FULL, Detail.MASKED, Detail.BRIEF):
            record = case.scene.record
            clear = level is Detail.FULL
            told = Told(case, level, "step", record if clear else masked(record), clear)
            for language in Language:
                wording = Wording(catalogue, LINES, language)
                yield told, language, wording.title(told), list(wording.lines(told))
        templates = ["gap", "above"] + (["public"] if is_for_everybody(case) and Audience.PUBLIC in row.tells else [])
        for template in templates if case.scene.unit else []:
            told = Told(case, Detail.IMPERSONAL, template)
            for language in Language:
                wording = Wording(catalogue, LINES, language)
                yield told, language, wording.title(told), list(wording.lines(told))


def test_there_is_a_record_of_every_kind_that_tells() -> None:
    """A new one needs its own below."""
    assert {kind.name for kind, _ in TELLING} == {
        "dispute", "session", "protection", "order", "outreach", "grid", "unit",
    }  # fmt: skip


def test_every_step_can_be_told_at_every_level_in_every_language(scenes: Mapping[str, Scene]) -> None:
    """Of sentences of the catalogues alone, with everything filled in."""
    for kind, row in TELLING:
        for _, language, title, lines in texts_of(scenes, kind, row):
            where = f"{kind.name}.{row.step} {language.tag}"
            for line in lines:
                assert any(pattern.fullmatch(line) for pattern in patterns(language)), f"{where}: {line}"
                assert "{" not in line, where
            assert not title or any(pattern.fullmatch(title) for pattern in patterns(language)), f"{where}: {title}"


def warnings(scenes: Mapping[str, Scene]) -> Iterator[tuple[Scene, Watched, str, Detail, Language, str, list[str]]]:
    """(scene, what is known, step, level, language, title, lines) of every warning of every limit, as it would be."""
    for kind in BUILT_IN:
        for limit in kind.limits:
            for step, cls in (("remind", Reminded), ("urge", Urged), ("call_supervision", SupervisionCalled)):
                scene, facts = scenes[kind.name], cls(limit=limit.name, due=START.date())
                record = scene.record
                event = Event(
                    record=record.id, version=scene.head.version, kind=kind.name, step=step, source=record.state_name,
                    target=record.state_name, actor="system", at=START, day=START.date(), facts=facts,
                    derived=Derived(tells=("court",)),
                )  # fmt: skip
                for level in (Detail.FULL, Detail.MASKED):
                    told = Told(Case(scene, event), level, "step", record, level is Detail.FULL)
                    for language in Language:
                        wording = Wording(catalogue, LINES, language)
                        yield scene, facts, step, level, language, wording.title(told), list(wording.lines(told))


def test_a_notice_in_full_or_masked_says_what_happened_and_not_only_that_something_did(
    scenes: Mapping[str, Scene],
) -> None:
    """The sentence of the step, whether its record has a number or not, and whether its limit runs or not."""
    for kind, row in TELLING:
        for told, language, _, lines in texts_of(scenes, kind, row):
            if told.level in (Detail.FULL, Detail.MASKED):
                assert lines[0] not in fallbacks(told.scene, language), f"{kind.name}.{row.step} {language.tag}"


def fallbacks(scene: Scene, language: Language) -> set[str]:
    """What is said where nothing else can be."""
    number = getattr(scene.about, "number", "")
    plain = catalogue.text(language, "notices.news_plain")
    return {plain, catalogue.text(language, "notices.news", number=number)}


def test_every_warning_says_of_what_which_limit_and_which_day(scenes: Mapping[str, Scene]) -> None:
    """What has no number is called by its name or its kind; only what must be kept quiet is not."""
    names = {
        ("unit", Language.ZH): "一林场：", ("unit", Language.EN): "一林场: ",
        ("order", Language.ZH): "督办事项（一林场）：", ("outreach", Language.ZH): "联系任务（一林场）：",
        ("protection", Language.ZH): "法院的一项事务：", ("protection", Language.EN): "A matter at the court: ",
    }  # fmt: skip
    for scene, facts, step, _, language, title, lines in warnings(scenes):
        kind, where = scene.kind.name, f"{scene.kind.name}.{facts.limit} {step} {language.tag}: {lines[0]}"
        assert lines[0] not in fallbacks(scene, language), where
        assert "{" not in lines[0], where
        assert START.date().isoformat() in lines[0], where
        label = catalogue.text(language, f"{kind}.limit.{facts.limit}")
        assert (label in lines[0]) is (kind != "protection"), where
        begins = scene.record.number if kind == "dispute" else names.get((kind, language), "")
        assert lines[0].startswith(begins), where
        assert title or kind == "protection"


def test_the_title_of_what_endangers_somebody_says_nothing(scenes: Mapping[str, Scene]) -> None:
    """The subject of a mail is read in passing: neither the kind nor the step stands there."""
    exposed = [(kind, row) for kind, row in TELLING if happened(scenes[kind.name], row, dated=True).is_exposed]
    assert {kind.name for kind, _ in exposed} >= {"protection", "dispute"}
    plain = {catalogue.text(language, "notices.title_plain") for language in Language}
    for kind, row in exposed:
        assert {title for *_, title, _ in texts_of(scenes, kind, row)} == {*plain, ""}
    danger = attrs.evolve(scenes["order"], subject=attrs.make_class("Endangered", ["danger"])(danger=True))
    (row,) = [row for kind, row in TELLING if (kind.name, row.step) == ("order", "accept")]
    told = Told(happened(danger, row, dated=True), Detail.FULL, "step", danger.record, True)
    assert Wording(catalogue, LINES, Language.ZH).title(told) == "法院通知"
    assert "保护令" not in "".join(title for *_, title, _ in warnings(scenes))


def test_a_session_says_when_where_and_how_and_sends_nobody_to_look_for_it(scenes: Mapping[str, Scene]) -> None:
    """The day, the place and the manner stand in the next line."""
    for step in ("arrange", "move"):
        (row,) = [row for kind, row in TELLING if (kind.name, row.step) == ("session", step)]
        case = happened(scenes["session"], row, dated=True)
        lines = list(Wording(catalogue, LINES, Language.ZH).lines(Told(case, Detail.FULL, "step", case.scene.record)))
        assert "查看" not in lines[0]
        assert lines[1] == "日期：2022-06-10；地点：the office；方式：到提供的场所在线参加。"


@pytest.mark.clause("2.1.4")
def test_a_brief_text_holds_no_cause_no_opponent_and_no_title(scenes: Mapping[str, Scene]) -> None:
    """Nor anybody's name, nor what happened, nor what it is about; and neither does an impersonal one."""
    cause = Causes.load().on(START.date()).get(scenes["dispute"].record.cause).name
    for kind, row in TELLING:
        for told, language, title, lines in texts_of(scenes, kind, row):
            if told.level not in (Detail.BRIEF, Detail.IMPERSONAL):
                continue
            text = "\n".join(lines)
            assert title == ""
            labels = [*SECRETS, cause]
            # "Answer" is a step, and an English word in the sentence of whom to ask.
            if told.level is Detail.BRIEF and language is not Language.EN and kind.name not in ("grid", "unit"):
                labels += [
                    catalogue.text(language, key) for key in (f"{kind.name}.step.{row.step}", f"kind.{kind.name}")
                ]
            assert [each for each in labels if each in text] == [], f"{kind.name}.{row.step} {language.tag}: {text}"
            if told.level is Detail.IMPERSONAL:
                assert str(getattr(told.scene.record, "number", "no number")) not in text


def test_a_full_text_says_what_a_masked_one_hides(scenes: Mapping[str, Scene]) -> None:
    """Names in clear to those who may read them, and to nobody else."""
    (row,) = [row for kind, row in TELLING if (kind.name, row.step) == ("dispute", "fail")][:1]
    said = {told.level: lines for told, lang, _, lines in texts_of(scenes, BUILT_IN[4], row) if lang is Language.ZH}
    cause = Causes.load().on(START.date()).get(scenes["dispute"].record.cause).name
    assert "当事人：甲某、乙某。" in said[Detail.FULL]
    assert "当事人：甲＊、乙＊。" in said[Detail.MASKED]
    assert f"案由：{cause}。" in said[Detail.MASKED]
    assert not any("neighbours" in line for line in said[Detail.MASKED])


def test_p50_what_concerns_parties_is_said_to_be_no_service(scenes: Mapping[str, Scene]) -> None:
    """At every level and in every language; and nothing else in any notice speaks of service."""
    for kind, row in TELLING:
        for told, language, title, lines in texts_of(scenes, kind, row):
            denial = catalogue.text(language, "notices.no_service")
            concerned = bool(CONCERN_PARTIES.intersection(row.told))
            assert (lines[-1] == denial) is concerned, f"{kind.name}.{row.step}"
            if kind.name in ("order", "outreach", "grid", "unit") or told.level is Detail.BRIEF:
                said = "\n".join([title, *(line for line in lines if line != denial)])
                assert not SERVICE.search(said), f"{kind.name}.{row.step} {language.tag}"


def test_p50_no_period_runs_from_a_notice_or_from_outreach() -> None:
    """What starts a limit is a step on the record itself; outreach leads to none."""
    (outreach,) = [kind for kind in BUILT_IN if kind.name == "outreach"]
    assert [row for row in outreach.rows if row.leads_to] == []
    assert all(limit.figure.startswith("outreach.") for limit in outreach.limits)
    assert [
        limit for kind in BUILT_IN if kind is not outreach for limit in kind.limits if "outreach" in limit.figure
    ] == []


@pytest.mark.parametrize("medium", MEDIA, ids=str)
def test_whatever_happens_on_a_way_everybody_gets_a_text(district: District, medium: Medium) -> None:
    """Through the whole machinery: planned, rendered, at the level of the medium and of the reader."""
    here = Telling(district, medium, lines={COURT: "0433-2718"})
    for handle in HANDLES:
        contacts = [{"medium": name, "address": f"{name} of {handle}"} for name in ("app", "email", "sms")]
        district.do(handle, person(handle), "set_contacts", contacts=contacts)
        language = {"language": ("zh-CN", "ko-CN", "en")[len(handle) % 3]}
        district.do(handle, person(handle), "set_preferences", preferences=language)
    office = district.office
    seen = set()
    for way in ("confirmed", "objected", "in_trial", "entrusted agreed", "archived", "suspended", "settled"):
        record = district.bring_to(way)
        with office.storage.read() as reader:
            for entry in reader.entries(record):
                for row in here.notices.planned(reader, entry, office.clock.now()):
                    message = here.notices.message(reader, [row], here.channels[medium.value], office.clock.now())
                    if isinstance(message, Unsent):
                        pytest.fail(f"{entry.step}: {message.reason}")
                    seen.add(message.language)
                    brief = medium is Medium.SMS
                    assert (message.title == "") is brief
                    assert not brief or not any(secret in message.text for secret in SECRETS)
                    assert dict(message.values)["line"] == "0433-2718"
    assert seen == {language.tag for language in Language}


def test_a_brief_text_says_whom_to_ask(district: District) -> None:
    """The number, the court, its line, and that it is no service."""
    here = Telling(district, Medium.SMS, lines={"yblq": "0433-1"})
    record = district.bring_to("received", parties=without_accounts(language="ko-CN"))
    message = here.text(to(here.rows(record), "party:b1"))
    number = district.show(record).record.number
    assert message.text.split("\n") == [
        f"번호 {number}의 사항에 새로운 진전이 있습니다.",
        "문의: 某林区基层法院, 0433-1.",
        catalogue.text(Language.KO, "notices.no_service"),
    ]
    assert message.values == (("number", number), ("court", "某林区基层法院"), ("line", "0433-1"))
    assert (message.language, message.address) == ("ko-CN", "13900000002")


def test_a_session_comes_with_an_entry_for_the_calendar(district: District) -> None:
    """The same one when it is moved and when it is cancelled; without names, and without what it is about."""
    here = Telling(district, Medium.CONSOLE)
    dispute = district.bring_to("in_mediation")
    plan = {"court": COURT, "dispute": dispute, "mode": "venue", "held_on": "2022-06-10", "place": "the office"}
    session = district.office.begin(person("mediator"), "session", "arrange", plan, key="plan").record
    entries = [here.text(to(here.rows(session), "citizen_a")).entry]
    district.do("mediator", session, "move", held_on="2022-06-13", place="the farm")
    entries.append(here.text(to(here.rows(session), "citizen_a")).entry)
    district.do("mediator", session, "cancel", reason="The road is closed.")
    entries.append(here.text(to(here.rows(session), "citizen_a")).entry)
    assert all(entry is not None for entry in entries)
    known: list[Any] = entries
    assert {entry.uid for entry in known} == {f"{session}@gridjustice"}
    assert [entry.sequence for entry in known] == [1, 2, 3]
    assert [entry.cancelled for entry in known] == [False, False, True]
    assert [entry.starts.astimezone(COURT_ZONE).isoformat()[:16] for entry in known] == [
        "2022-06-10T00:00", "2022-06-13T00:00", "2022-06-13T00:00",
    ]  # fmt: skip
    assert {entry.title for entry in known} == {"预约：某林区基层法院"}
    assert [entry.place for entry in known] == ["the office", "the farm", "the farm"]


def test_a_step_of_no_meeting_brings_no_entry(scenes: Mapping[str, Scene]) -> None:
    """A dispute's is none."""
    (row,) = [row for kind, row in TELLING if (kind.name, row.step) == ("dispute", "fail")][:1]
    told = Told(happened(scenes["dispute"], row, dated=True), Detail.FULL, "step")
    assert calendar_entry(told, Wording(catalogue, LINES, Language.ZH), COURT_ZONE) is None


def test_every_level_is_chosen_for_some_medium() -> None:
    """None of them stands there for nothing."""
    chosen = {
        detail_of(template, medium, account=True, own=True, clear=clear)
        for template in ("step", "gap")
        for medium in Medium
        for clear in (True, False)
    }
    assert chosen == set(Detail)


def test_ways_are_there() -> None:
    """The states that the texts are tried on."""
    assert {"confirmed", "objected", "in_trial", "entrusted agreed", "archived", "suspended", "settled"} <= WAYS.keys()
