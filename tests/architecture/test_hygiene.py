"""What a stranger's clone relies on, and no single module can see."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTIONS = sorted(file.parent for file in (ROOT / "pyproject.toml", *ROOT.glob("*/*/pyproject.toml")))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
LOCALES = sorted({file.parents[2] for root in DISTRIBUTIONS for file in (root / "src").rglob("*.po")})
HEAVY = re.findall(r"^HEAVY := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[0].split()
LANGUAGES = ("zh", "ko", "en")

# Put together here, so that this file does not hold them.
HOSTS = (("pypi", "org"), ("pythonhosted", ""), ("npmjs", ""), ("deb", "debian", ""), ("proxy", "golang", ""))
FOLDERS = (*(("", "work", name) for name in ("main", "shared", "steering")), ("", "opt", "pypi"), ("", "farm", ""))
FORBIDDEN = (*(".".join(host) for host in HOSTS), *("/".join(folder) for folder in FOLDERS), str(ROOT))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def locked_in(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", text, re.MULTILINE))


def project(distribution: Path) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((distribution / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def files() -> list[Path]:
    """What git tracks or would track."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git repository: what belongs to it cannot be known")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    """A clone works from any mirror and in any folder."""
    found = []
    for file in files():
        content = file.read_bytes()
        found += [f"{named(file)}: {word}" for word in FORBIDDEN if word.encode() in content]
    assert not found


def test_the_gate_can_be_run() -> None:
    """`.ci/run` is an executable file."""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_a_lock_pins_and_hashes_everything_and_names_no_host(lock: Path) -> None:
    """Each requirement is one version with hashes; there is no option, URL or path."""
    text = re.sub(r"#.*", "", lock.read_text("utf-8")).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pinned = re.compile(r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==[^ ]+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert lines
    assert [line for line in lines if not pinned.fullmatch(line)] == []
    assert re.search(r"://|file:|--(extra-)?index|--find-links", lock.read_text("utf-8")) is None


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_the_lock_holds_what_a_distribution_declares(distribution: Path) -> None:
    """Every dependency from elsewhere is locked, in a version that its bounds allow; what is heavy, for the tests."""
    heavy = named(distribution) in HEAVY
    locked = locked_in("test" if heavy else "demo")
    if heavy:
        assert not {"apprise", "django", "ortools"} & {*locked_in("demo")}, "the demonstration fetches nothing heavy"
    for dependency in map(Requirement, project(distribution)["dependencies"]):
        if not dependency.name.startswith("gridjustice"):
            assert dependency.specifier.contains(locked.get(canonicalize_name(dependency.name), "0")), dependency


def test_all_distributions_share_one_version() -> None:
    """They are released together, and ask for one another in that version alone."""
    version = project(ROOT)["version"]
    assert {named(folder): project(folder)["version"] for folder in DISTRIBUTIONS} == {
        named(folder): version for folder in DISTRIBUTIONS
    }
    for table in map(project, DISTRIBUTIONS):
        extras = [line for extra in table.get("optional-dependencies", {}).values() for line in extra]
        for dependency in map(Requirement, [*table["dependencies"], *extras]):
            if dependency.name.startswith("gridjustice"):
                assert str(dependency.specifier) == f"=={version}", f"{table['name']} asks for {dependency}"


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_a_distribution_can_leave_the_house_alone(distribution: Path) -> None:
    """It carries its README, the licence, and the one build hook that all carry."""
    assert project(distribution)["readme"] == "README.md"
    assert (distribution / "README.md").stat().st_size > 0
    for shared_file in ("LICENSE", "hatch_build.py"):
        assert (distribution / shared_file).read_bytes() == (ROOT / shared_file).read_bytes()


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_every_entry_point_leads_somewhere(distribution: Path) -> None:
    """What a distribution announces as its plugin or command can be loaded."""
    table = project(distribution)
    groups = {**table.get("entry-points", {}), "console_scripts": table.get("scripts", {})}
    for group, entries in groups.items():
        for name, value in entries.items():
            assert EntryPoint(name=name, value=value, group=group).load() is not None


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as words:
        return read_po(words, abort_invalid=True)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("locale", LOCALES, ids=named)
def test_the_three_languages_say_the_same(locale: Path) -> None:
    """Each catalogue has the same keys in each language, each once, with a sentence and the same {placeholders}."""
    domains = sorted({file.name for file in locale.rglob("*.po")})
    for domain in domains:
        sentences: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            file = locale / language / "LC_MESSAGES" / domain
            words = catalogue(file)
            keys = re.findall(r'^msgid "(.+)"$', file.read_text("utf-8"), re.MULTILINE)
            assert len(keys) == len(set(keys)), f"{named(file)}: keys stand twice"
            assert not [m.id for m in words if m.id and (not m.string or m.fuzzy)], f"{named(file)}: empty or unsure"
            sentences[language] = {str(m.id): str(m.string) for m in words if m.id}
        for language in LANGUAGES:
            mine, first = sentences[language], sentences[LANGUAGES[0]]
            assert mine.keys() ^ first.keys() == set(), f"{domain}: {language} and {LANGUAGES[0]} differ in keys"
            assert [key for key in mine if placeholders(mine[key]) != placeholders(first[key])] == [], domain


def test_a_fragment_about_the_law_cites_it() -> None:
    """Who reads the change log can look up why a figure changed."""
    article = re.compile(r"\bart(icle|\.)\s*\d|第.+条|제.+조", re.IGNORECASE)
    fragments = (ROOT / "changelog.d").glob("*.law*.md")
    assert [fragment.name for fragment in fragments if not article.search(fragment.read_text("utf-8"))] == []
