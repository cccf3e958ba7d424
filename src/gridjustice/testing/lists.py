"""The contract kit of the port of lists: each promise as tests, for whoever writes a storage that keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from gridjustice.errors import ConflictError, InvalidError
from gridjustice.ports.lists import ListEntry, Lists, ListVersion
from gridjustice.ports.storage import Storage

UNITS = (
    ListEntry("22", "吉林省", "길림성", "province", "", ""),
    ListEntry("2224", "延边朝鲜族自治州", "연변조선족자치주", "prefecture", "22", ""),
    ListEntry("222406", "和龙市", "화룡시", "county", "2224", '{"seat":"文化街"}'),
    ListEntry("222401", "延吉市", "연길시", "county", "2224", ""),
    ListEntry("222401001", "进学街道", "", "township", "222401", ""),
    ListEntry("222401001001", "向阳社区", "", "village", "222401001", ""),
    ListEntry("222401001002", "100%_社区", "e\u0301", "village", "222401001", ""),
    ListEntry("222401001003", "和龙路社区", "", "village", "222401001", ""),
)
AT = "2026-11-23T01:02:03.000000Z"


class ListsContract:
    """What every adapter of lists must keep; give the fixture ``opening``, as of `StorageContract`."""

    @pytest.fixture
    def lists(self, opening: Callable[[], Storage]) -> Iterator[Lists]:
        """The lists of a storage that is prepared."""
        storage = opening()
        storage.prepare(())
        storage.use(())
        yield storage.lists()
        storage.close()

    def load(self, lists: Lists, entries: Iterable[ListEntry] = UNITS, version: str = "2023") -> ListVersion:
        """Load a list of units."""
        return lists.load("units", version, entries, loaded_at=AT)

    def test_1_a_load_that_fails_leaves_nothing(self, lists: Lists) -> None:
        """Promise 1."""

        def failing() -> Iterator[ListEntry]:
            yield from UNITS
            raise OSError("the disk was taken out")

        with pytest.raises(OSError, match="taken out"):
            self.load(lists, failing())
        assert lists.versions() == []
        assert lists.search("units", "2023", "和龙") == []
        assert self.load(lists).entries == len(UNITS)

    def test_2_the_same_again_changes_nothing(self, lists: Lists) -> None:
        """Promise 2."""
        first = self.load(lists)
        again = lists.load("units", "2023", UNITS, loaded_at="2027-01-01T00:00:00.000000Z")
        assert again == first == lists.versions()[0]

    def test_2_other_entries_under_the_same_version_are_refused(self, lists: Lists) -> None:
        """Promise 2."""
        first = self.load(lists)
        for other in (UNITS[:-1], (*UNITS[:-1], UNITS[-1]._replace(name="另一个"))):
            with pytest.raises(ConflictError):
                self.load(lists, other)
        assert lists.versions() == [first]
        assert len(lists.entries("units", "2023", [entry.code for entry in UNITS])) == len(UNITS)

    def test_2_versions_stand_side_by_side(self, lists: Lists) -> None:
        """Promise 2."""
        self.load(lists)
        self.load(lists, UNITS[:2], "2024")
        assert [(v.version, v.entries) for v in lists.versions()] == [("2023", len(UNITS)), ("2024", 2)]
        assert lists.entries("units", "2024", ["222401"]) == {}

    @pytest.mark.parametrize(
        "wrong",
        [
            ListEntry("2224", "又一个", "", "", "22"),
            ListEntry("", "没有编码", "", "", "22"),
            ListEntry("9", "没有上级", "", "", "99"),
        ],
    )
    def test_3_a_list_that_is_not_whole_is_refused(self, lists: Lists, wrong: ListEntry) -> None:
        """Promise 3."""
        with pytest.raises(InvalidError):
            self.load(lists, (*UNITS, wrong))
        assert lists.versions() == []

    def test_3_parents_may_stand_behind_their_children(self, lists: Lists) -> None:
        """Promise 3."""
        assert self.load(lists, reversed(UNITS)).entries == len(UNITS)

    def test_4_entries_come_back_exactly(self, lists: Lists) -> None:
        """Promise 4."""
        self.load(lists)
        assert lists.entries("units", "2023", [e.code for e in UNITS] + ["nowhere"]) == {e.code: e for e in UNITS}

    def test_5_entries_are_asked_for_while_they_are_loaded(self, lists: Lists) -> None:
        """Promise 5: many, without being held at once."""
        many = (ListEntry(f"{number:06}", f"村{number}") for number in range(5000))
        assert self.load(lists, many).entries == 5000
        assert len(lists.children("units", "2023", "", limit=10_000)) == 5000

    def test_children_come_page_by_page(self, lists: Lists) -> None:
        """By code, behind the last one."""
        self.load(lists)
        below = [e.code for e in lists.children("units", "2023", "222401001", limit=2)]
        assert below == ["222401001001", "222401001002"]
        assert [e.code for e in lists.children("units", "2023", "222401001", after=below[-1])] == ["222401001003"]
        assert [e.code for e in lists.children("units", "2023", "")] == ["22"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("和龙", ["222406", "222401001003"]),
            ("龙", ["222406", "222401001003"]),
            ("화룡", ["222406"]),
            ("%", ["222401001002"]),
            ("_", ["222401001002"]),
            ("向阳社区", ["222401001001"]),
            ("2224010010", ["222401001001", "222401001002", "222401001003"]),
            ("不存在", []),
            ("", []),
        ],
    )
    def test_6_every_part_of_a_name_is_found(self, lists: Lists, text: str, found: list[str]) -> None:
        """Promise 6."""
        self.load(lists)
        assert [entry.code for entry in lists.search("units", "2023", text)] == found

    def test_6_a_limit_keeps_the_best(self, lists: Lists) -> None:
        """Promise 6."""
        self.load(lists)
        assert [entry.code for entry in lists.search("units", "2023", "和龙", limit=1)] == ["222406"]
