"""No legal number and no article stands in Python: they are dated, cited data, or they cannot change with the law."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridjustice.law import LawBook

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    module for folder in ("src", "plugins", "adapters", "examples") for module in (ROOT / folder).rglob("*.py")
)
RULES = [module for module in SOURCES if module.is_relative_to(ROOT / "src" / "gridjustice")]
"""Where a number could be a limit: the core. Adapters count retries and pixels."""

DECIDING = [
    module for module in RULES if module.relative_to(ROOT / "src" / "gridjustice").parts[0] in {"domain", "workflow"}
]
"""Where the law is applied: there a number that the law also has is suspect by itself."""
STANDARDS = frozenset({"identifiers.py"})
"""Modules whose numbers are those of a technical standard: weights and places of digits."""

ARTICLE = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]+[条款项]|제\s?\d+[조항호]|\barts?(icles?|\.)?\s?\d"
    r"|\b(CPL|CPLI|OMR|OLR|PML|SIM|FIL|PIPL|SPR|CMP|JC2011|OP2024)\s?\d"
    r"|(诉讼法|民法典|调解法|仲裁法|森林法|保护法|保障法|条例|规定|规则|解释|办法)》?(（\d{4}）)?\s?\d{1,4}\b|法释?〔\d{4}〕\d",
    re.IGNORECASE,
)
PERIODS = frozenset({"days", "weeks", "hours", "months", "years"})
LIMIT = re.compile(r"(^|_)(limit|deadline|period|within)_(days|hours|months|working_days)$", re.IGNORECASE)
LENGTH = re.compile(r"(^|_)(length|size|bytes|rows|places|bits)$", re.IGNORECASE)
"""Names of numbers that measure text or memory."""
SMALL = 5
"""Up to here a number is too common to be told from a count."""
LEGAL_TYPES = frozenset({"Figure", "Citation", "Instrument", "Basis"})


def articles(source: str) -> Iterator[str]:
    """Articles and document numbers in a module: in its strings, its comments, its docstrings."""
    yield from (match.group() for match in ARTICLE.finditer(source))


def legal_numbers(source: str) -> Iterator[str]:
    """Periods longer than one unit, and legal values put together in the code."""
    tree = ast.parse(source)
    zones = [call.args for call in ast.walk(tree) if isinstance(call, ast.Call) and _name(call.func) == "timezone"]
    offsets = [offset for arguments in zones for offset in arguments]
    for node in ast.walk(tree):
        if node in offsets:
            continue
        match node:
            case ast.Call(func=ast.Name(id="timedelta") | ast.Attribute(attr="timedelta")):
                named = [keyword.value for keyword in node.keywords if keyword.arg in PERIODS]
                yield from (f"line {node.lineno}: timedelta" for value in (*node.args[:1], *named) if _long(value))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in LEGAL_TYPES:
                values = [*node.args, *(keyword.value for keyword in node.keywords)]
                if values and all(isinstance(value, ast.Constant) for value in values):
                    yield f"line {node.lineno}: {name}"
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if LIMIT.search(name) and node.value is not None and _long(node.value):
                    yield f"line {node.lineno}: {name}"
            case ast.keyword(arg=str(name)) if LIMIT.search(name) and _long(node.value):
                yield f"line {node.lineno}: {name}"


def figures_of_the_law() -> frozenset[int]:
    """Every number of the law book that is not too common, extensions among them."""
    figures = [figure for line in LawBook.load().figures().values() for figure in line]
    caps = {figure.extension.limit for figure in figures if figure.extension and figure.extension.limit}
    return frozenset(number for number in {figure.value for figure in figures} | caps if number > SMALL)


NUMBERS = figures_of_the_law()


def numbers_of_the_law(source: str) -> Iterator[str]:
    """Numbers of the law book that are compared with, added, handed over or given a name, instead of being read."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "timedelta"]
    periods = [keyword for call in calls for keyword in call.keywords]  # the check above looks at them
    for node in ast.walk(tree):
        if node in periods:
            continue
        suspects: list[ast.expr | None] = []
        match node:
            case ast.Compare():
                suspects = [node.left, *node.comparators]
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Mod()):
                suspects = [node.left, node.right]
            case ast.arguments():
                suspects = [*node.defaults, *node.kw_defaults]
            case ast.keyword(arg=str(name)) if not LENGTH.search(name):
                suspects = [node.value]
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                suspects = [] if LENGTH.search(name) else [node.value]
        for suspect in suspects:
            if isinstance(suspect, ast.Constant) and type(suspect.value) is int and suspect.value in NUMBERS:
                yield f"line {suspect.lineno}: {suspect.value}"


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _long(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value > 1


def named(module: Path) -> str:
    """The module as the repository names it."""
    return module.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at() -> None:
    """The patterns below are not run over nothing."""
    assert "src/gridjustice/law/counting.py" in map(named, RULES)


@pytest.mark.parametrize("module", SOURCES, ids=named)
def test_no_article_stands_in_python(module: Path) -> None:
    """Neither in code nor in words beside it, where it would go stale unseen: name the key of the basis instead."""
    assert list(articles(module.read_text("utf-8"))) == []


@pytest.mark.parametrize("module", RULES, ids=named)
def test_no_limit_stands_in_python(module: Path) -> None:
    """A period is read from the law book, never written as a number of days."""
    assert list(legal_numbers(module.read_text("utf-8"))) == []


@pytest.mark.parametrize("module", [each for each in DECIDING if each.name not in STANDARDS], ids=named)
def test_no_number_of_the_law_stands_where_it_is_applied(module: Path) -> None:
    """Ten persons, eighteen years, four times a rate: a guard reads them from the law book of the day."""
    assert list(numbers_of_the_law(module.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'WHY = "《民事诉讼法》第二百零五条"',
        "# under 第24条",
        '"""Civil Procedure Law, art. 205."""',
        'x = "Article 12"',
        "# OMR 24",
        'x = "제205조"',
        'x = "法释〔2021〕23号"',
        "# CMP 4",
        "# see articles 201 and 202",
        'x = "森林法 22"',
        'x = "《民法典》1082"',
    ],
)
def test_an_article_is_noticed(source: str) -> None:
    """The first check can fail."""
    assert list(articles(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        "due = start + timedelta(days=30)",
        "due = start + datetime.timedelta(30)",
        "due = start + timedelta(hours=72)",
        "limit_days = 30",
        "MEDIATION_PERIOD_DAYS: int = 15",
        "remind(within_working_days=3)",
        'Citation(instrument="cpl", version="2023", article="205")',
    ],
)
def test_a_limit_is_noticed(source: str) -> None:
    """The second check can fail."""
    assert list(legal_numbers(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        "if len(parties) >= 10: pass",
        "minor = age < 18",
        "due = start.toordinal() + 30",
        "def wait(days: int = 15): pass",
        "days: int = 7",
        "wait(days=30)",
        "agreed = attrs.field(default=15)",
        "share = wage * 50 / 100",
    ],
)
def test_a_number_of_the_law_is_noticed(source: str) -> None:
    """The third check can fail."""
    assert list(numbers_of_the_law(source)) != []


def test_the_numbers_looked_for_are_those_of_the_law_book() -> None:
    """A figure that is added to the data is looked for from then on."""
    assert {7, 10, 15, 18, 24, 30, 50, 60, 72} <= NUMBERS
    assert not NUMBERS & {0, 1, 2, 3}


@pytest.mark.parametrize(
    "source",
    [
        "DAY = timedelta(days=1)",
        "due = start + timedelta(hours=figure.value)",
        "lease = timedelta(seconds=30)",
        "COURT_TIME = timezone(timedelta(hours=8))",
        "Citation(instrument=row.instrument, version=version, article=article)",
        'PATTERN = "第{}条"',
        "retries = 3",
        "NAME_LENGTH = 200",
        "year = int(text[:4]) + int(text[10:18])",
        "mask = value >> 24 & 0xF",
        "if len(parties) >= figure.value: pass",
        'x = "在线调解规则"',
        "# part 2 of 10",
    ],
)
def test_what_is_no_law_is_left_alone(source: str) -> None:
    """None of the checks cries wolf."""
    assert [*articles(source), *legal_numbers(source), *numbers_of_the_law(source)] == []
