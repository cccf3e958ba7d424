"""The contract kit of plugins: what holds of every one, as tests, for whoever writes one.

Subclass `PluginContract` in a test module of your own, and say which plugin it is::

    class TestMine(PluginContract):
        @pytest.fixture
        def plugin(self) -> tuple[str, object]:
            return ("mine", gridjustice_mine.plugin)
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

from gridjustice.application.office import Office
from gridjustice.hooks import Candidate, Plugins, builtin, examine_plugins
from gridjustice.language import Catalogue, Language
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.table import Guard

_CODE = re.compile(r"\bReason\(\s*[\"'](\w+)[\"']")


class PluginContract:
    """What holds of every plugin. Give it the fixture ``plugin``."""

    @pytest.fixture
    def plugin(self) -> tuple[str, object]:
        """The plugin: its name, and the module or object with its hooks."""
        raise NotImplementedError("a contract test gives the fixture `plugin`")

    @pytest.fixture
    def plugins(self, plugin: tuple[str, object]) -> Plugins:
        """The core's own plugin and this one."""
        return Plugins([("builtin", builtin), plugin])

    def test_the_doctor_finds_nothing(self, plugin: tuple[str, object]) -> None:
        """Hooks, tables, law, words and commands are whole."""
        found = examine_plugins([Candidate("builtin", builtin), Candidate(*plugin)])
        assert [str(ailment) for ailment in found] == []

    def test_every_reason_has_its_words(self, plugins: Plugins) -> None:
        """What refuses and what to do instead, in three languages, for each code that stands in a guard."""
        catalogue = Catalogue(plugins.catalogues())
        keys = [f"{part}.{code}" for code in _codes(plugins) for part in ("refusal", "remedy")]
        missing = [(language.tag, key) for key in keys for language in Language if not catalogue.has(language, key)]
        assert missing == []

    def test_an_office_opens_with_it_and_works(self, plugins: Plugins) -> None:
        """A district is set up in it, and what is stored replays to what is there."""
        clock = FixedClock(START)
        district = small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)
        district.report()
        assert district.office.verify().is_clean


def _codes(plugins: Plugins) -> list[str]:
    """The codes of the reasons that stand in the guards of plugins, as literals."""
    guards: dict[str, Guard] = {}
    for kind in plugins.kinds().values():
        for row in kind.rows:
            for guard in row.refused_if:
                mine = plugins.bringer(kind.name, row.step) or getattr(guard, "brought_by", "")
                if mine:
                    guards[guard.__name__] = guard
    return sorted({code for guard in guards.values() for code in _literal(guard)})


def _literal(guard: Any) -> Iterator[str]:
    try:
        yield from _CODE.findall(inspect.getsource(inspect.unwrap(guard)))
    except (OSError, TypeError):
        return
