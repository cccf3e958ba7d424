"""Plugins are asked one by one; a hostile one is named, and harms nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.unit.domain.planning_questions import TERMS

from gridjustice.application.office import Office
from gridjustice.domain.planning import Candidate, Demand, Proposal
from gridjustice.errors import DefinitionError, NotFoundError, PluginFailedError, RefusedError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.law import LawBook, PlainWeek
from gridjustice.testing.memory import MemoryStorage

DAY = date(2022, 6, 1)


def offering(hook: str, answer: Any) -> object:
    """A plugin that offers one thing by one hook."""

    def offered() -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    offered.__name__ = f"gridjustice_{hook}"
    return type("Offering", (), {offered.__name__: staticmethod(hookimpl(offered))})()


class Deciding:
    """Decides assignments in one way."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked = 0

    @hookimpl
    def gridjustice_decide_assignments(self, day: date) -> Any:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def with_core(*plugins: tuple[str, object], **settings: Any) -> Plugins:
    return Plugins([("builtin", builtin), *plugins], **settings)


def planned(plugins: Plugins) -> tuple[str, Any]:
    demands: list[Demand] = []
    candidates: list[Candidate] = []
    return plugins.decide_assignments(demands, candidates, DAY, TERMS)


# Who decides.


def test_a_decider_that_fails_refuses_with_its_name() -> None:
    """The core does not step in for it, and what it said stands in no message."""
    plugins = with_core(("clever", Deciding(KeyError("甲某"))))
    with pytest.raises(PluginFailedError) as failed:
        planned(plugins)
    assert isinstance(failed.value, RefusedError)
    assert (failed.value.plugin, failed.value.hook) == ("clever", "decide_assignments")
    assert isinstance(failed.value.__cause__, KeyError)
    assert "甲某" not in str(failed.value)
    assert "KeyError, test_plugins.py:" in str(failed.value)


def test_the_core_decides_where_nobody_else_has_an_opinion() -> None:
    """None is no opinion; an answer of a plugin wins over the core's."""
    proposal: list[Proposal] = []
    assert planned(with_core(("silent", Deciding(None))))[0] == "builtin"
    assert planned(with_core(("clever", Deciding(proposal)))) == ("clever", proposal)


def test_two_that_decide_the_same_need_a_choice() -> None:
    """The office does not open without one; the other is not even asked then."""
    one, two = Deciding(()), Deciding(())
    rivals = (("one", one), ("two", two))
    with pytest.raises(DefinitionError, match=r"several plugins offer decide_assignments \(one, two\)"):
        planned(with_core(*rivals))
    with pytest.raises(DefinitionError, match="decide_assignments"):
        Office(MemoryStorage(), with_core(*rivals), prepare=True)
    assert (one.asked, two.asked) == (0, 0)
    assert planned(with_core(*rivals, choices={"decide_assignments": "two"}))[0] == "two"
    assert (one.asked, two.asked) == (0, 1)
    assert planned(with_core(*rivals, choices={"decide_assignments": "builtin"}))[0] == "builtin"


@pytest.mark.parametrize("choices", [{"decide_assignments": "three"}, {"decide_weather": "one"}])
def test_a_choice_of_what_is_not_there_is_an_error(choices: Mapping[str, str]) -> None:
    """Else a typing mistake would decide."""
    plugins = with_core(("one", Deciding(())), choices=choices)
    with pytest.raises(NotFoundError):
        plugins.deciders()


def test_the_calendar_is_chosen_likewise() -> None:
    """Two without a choice are an error."""
    two = offering("provide_calendars", {"one": PlainWeek, "two": PlainWeek})
    with pytest.raises(DefinitionError, match="several calendars"):
        with_core(("two", two)).calendar()
    assert isinstance(with_core(("two", two), choices={"calendar": "one"}).calendar(), PlainWeek)


# What is offered.


@pytest.mark.parametrize(
    ("hook", "answer"),
    [
        ("provide_kinds", 7),
        ("provide_kinds", builtin.gridjustice_provide_kinds()[0]),
        ("provide_kinds", ["dispute"]),
        ("provide_kinds", RuntimeError("no")),
        ("provide_extensions", "dispute"),
        ("provide_extensions", [{"kind": "dispute"}]),
        ("provide_extensions", RuntimeError("no")),
        ("provide_law", "law.toml"),
        ("provide_law", [Path("nowhere")]),
        ("provide_law", RuntimeError("no")),
        ("provide_catalogues", "locale"),
        ("provide_catalogues", [1]),
        ("provide_commands", ["demo"]),
        ("provide_commands", RuntimeError("no")),
        ("provide_storages", None),
        ("provide_calendars", RuntimeError("no")),
    ],
)
def test_what_is_offered_in_another_form_is_named(hook: str, answer: Any) -> None:
    """With the plugin, whatever it is; never a traceback of somebody else's code."""
    plugins = with_core(("odd", offering(hook, answer)))
    asked: Mapping[str, Any] = {
        "provide_kinds": plugins.kinds,
        "provide_extensions": plugins.kinds,
        "provide_law": plugins.law,
        "provide_catalogues": plugins.catalogues,
        "provide_commands": plugins.commands,
        "provide_storages": lambda: plugins.storage("odd:///x"),
        "provide_calendars": plugins.calendar,
    }
    with pytest.raises(DefinitionError, match="plugin 'odd'"):
        asked[hook]()


@pytest.mark.parametrize("hook", ["provide_commands", "provide_storages", "provide_calendars"])
def test_one_name_offered_twice_is_an_error(hook: str) -> None:
    """Neither wins silently."""
    plugins = with_core(("one", offering(hook, {"same": PlainWeek})), ("two", offering(hook, {"same": PlainWeek})))
    asked: Mapping[str, Any] = {
        "provide_commands": plugins.commands,
        "provide_storages": lambda: plugins.storage("same:///x"),
        "provide_calendars": plugins.calendar,
    }
    with pytest.raises(DefinitionError, match="plugin 'two' offers 'same'"):
        asked[hook]()


# What is installed.


def test_a_plugin_can_be_switched_off() -> None:
    """It is not even loaded; a name that is not there, or the core, cannot be."""
    assert "holidays_cn" not in {plugin.name for plugin in Plugins.found(without=["holidays_cn"])}
    assert "mine" not in {plugin.name for plugin in Plugins.found([("mine", Deciding(()))], without=["mine"])}
    for wrong in ("holidays", "builtin"):
        with pytest.raises(NotFoundError, match=wrong):
            Plugins.found(without=[wrong])


# Law.

LAW = """
[instrument.rules]
zh = "示例规则"
ko = "시범규칙"
en = "Rules of an example"
versions = [{ label = "2020", in_force = 2020-01-01, confidence = "D" }]

[basis]
"example.visit" = [{ instrument = "rules", version = "2020", article = "3", confidence = "D" }]

[figure."example.visit"]
value = 5
unit = "day"
instrument = "rules"
version = "2020"
article = "3"
confidence = "D"
"""


def book(folder: Path, text: str, name: str = "law") -> Plugins:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return with_core((name, offering("provide_law", [folder])))


def test_a_plugin_brings_law(tmp_path: Path) -> None:
    """With its own instrument; the built-in law is there too, and is not changed."""
    law = book(tmp_path, LAW).law()
    assert law.figure("example.visit", DAY).value == 5
    assert law.cite("example.visit", DAY).article == "3"
    assert law.figure("example.visit", DAY).origin == "plugin law"
    assert set(LawBook.load().figures()) == set(law.figures()) - {"example.visit"}
    assert Office(MemoryStorage(), book(tmp_path, LAW), prepare=True).law.figure("example.visit", DAY).value == 5


def test_an_office_sets_a_plugins_default_by_its_own_file(tmp_path: Path) -> None:
    """The file is laid over the plugin's law, which is then not brought a second time."""
    plugins = book(tmp_path / "plugin", LAW)
    own = tmp_path / "own.toml"
    own.write_text('[figure]\n"example.visit" = [{ value = 9, in_force = 2020-01-01 }]\n', "utf-8")
    law = LawBook.load(own, over=plugins.law())
    office = Office(MemoryStorage(), plugins, law=law, prepare=True)
    assert office.law.figure("example.visit", DAY).value == 9
    plain = Office(MemoryStorage(), book(tmp_path / "plugin", LAW), law=LawBook.load(), prepare=True)
    assert plain.law.figure("example.visit", DAY).value == 5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('example.visit"]', 'triage"]', "there already is such a figure"),
        ('"example.visit" =', '"plan.report" =', "there already is such a basis"),
        ("instrument.rules", "instrument.plan", "there already is such an instrument"),
        ("value = 5", "value = 5\nvalu = 6", "unknown field"),
        ("value = 5", "value = -1", "whole number"),
        ('version = "2020"', 'version = "2021"', "in a version"),
        ("[basis]", "[basis", "cannot be read"),
    ],
)
def test_a_plugins_law_is_held_to_the_same_rules(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Dated, cited, new; the error names plugin and file."""
    assert old in LAW
    with pytest.raises(DefinitionError, match=told) as wrong:
        book(tmp_path, LAW.replace(old, new)).law()
    assert "law" in str(wrong.value)


def test_two_plugins_bring_no_law_of_one_key(tmp_path: Path) -> None:
    """The second is named."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = LAW.replace("instrument.rules", f"instrument.{name}").replace('"rules"', f'"{name}"')
        (tmp_path / name / "law.toml").write_text(text, "utf-8")
    plugins: Iterable[tuple[str, object]] = [(n, offering("provide_law", [tmp_path / n])) for n in ("one", "two")]
    with pytest.raises(DefinitionError, match=r"plugin 'two': law\.toml"):
        with_core(*plugins).law()


def test_an_empty_folder_of_law_is_a_mistake(tmp_path: Path) -> None:
    """A misspelt path would else be silent."""
    with pytest.raises(DefinitionError, match="has no file"):
        with_core(("empty", offering("provide_law", [tmp_path]))).law()
