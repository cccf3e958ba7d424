"""What every test may ask for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, settings

import gridjustice_holidays.plugin
import gridjustice_sqlalchemy.plugin
from gridjustice.application.office import Office
from gridjustice.hooks import Plugins, builtin
from gridjustice.law import LawBook
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, small_district
from gridjustice.testing.memory import MemoryStorage

# A court's machine may be busy: how long an example takes is measured by the benchmarks.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for `shared` carries the marker `reads_shared`, so that it can be chosen or left out."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.reads_shared)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of material that lies beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder shared/ is not beside this repository")
    return folder


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the certificates of these tests."""
    return trustme.CA()


@pytest.fixture(scope="session")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its own certificate, as settings name it."""
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.fixture(scope="session")
def law() -> LawBook:
    """The built-in law."""
    return LawBook.load()


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """What this repository brings, named one by one: no test depends on what else is installed."""
    return Plugins(
        (
            ("builtin", builtin),
            ("sqlalchemy", gridjustice_sqlalchemy.plugin),
            ("holidays", gridjustice_holidays.plugin),
        )
    )


@pytest.fixture
def district(plugins: Plugins) -> District:
    """A very small district in memory, at nine o'clock on Wednesday, 2022-06-01."""
    clock = FixedClock(START)
    return small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)


@pytest.fixture(scope="session")
def district_file(plugins: Plugins, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same district in a SQLite file, to be copied and never changed."""
    path = tmp_path_factory.mktemp("district") / "court.db"
    storage = plugins.storage(f"sqlite:///{path}")
    clock = FixedClock(START)
    small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    storage.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name], "closing leaves one file that can be copied"
    return path


@pytest.fixture
def sql_file(district_file: Path, tmp_path: Path) -> Path:
    """A copy of the district's SQLite file."""
    return Path(shutil.copy(district_file, tmp_path / "court.db"))


@pytest.fixture
def sql_district(plugins: Plugins, sql_file: Path) -> Iterator[District]:
    """The same district on SQLite, in a file of its own."""
    clock = FixedClock(START)
    office = Office(plugins.storage(f"sqlite:///{sql_file}"), plugins, clock=clock)
    yield District(office, clock)
    office.storage.close()
