"""From bytes to workflows: what is no JSON is said, the maker of the file is recognised, its importer asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as File
from typing import Any

import attrs

from gridjustice.workflow.foreign import ccd, digit
from gridjustice.workflow.foreign.checking import check
from gridjustice.workflow.foreign.findings import Path, TableFinding
from gridjustice.workflow.foreign.imported import Imported, Source

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is not read: no workflow is that large, and reading it takes ten times as much memory."""

FORMS = ("gridjustice", "digit", "ccd")
"""Whose format a file can be in: our own, a DIGIT business service, an HMCTS CCD definition."""


class _Members(dict[str, Any]):
    """The members of an object, and which of their names stood there twice."""

    repeated: tuple[str, ...] = ()


@attrs.frozen
class Reading:
    """What was read.

    Attributes:
        workflows: each with its findings; empty where no workflow was made out.
        findings: all of them, those about whole files first.
    """

    workflows: tuple[Imported, ...]
    findings: tuple[TableFinding, ...]


def read_workflows(path: File, form: str = "") -> Reading:
    """The workflows of a file, or of all ``*.json`` files below a folder, checked.

    Args:
        path: the file or folder.
        form: one of `FORMS`; empty to recognise it.

    Raises:
        OSError: it is not there, or may not be read.
    """
    if path.is_dir():
        files = [each for each in sorted(path.rglob("*.json")) if each.is_file()]
        named = [each for each in files if ccd.sheet_named(each.relative_to(path))] if form in ("", "ccd") else []
        given = [(each.relative_to(path).as_posix(), _content(each)) for each in named or files]
    else:
        given = [(path.name, _content(path))]
    return read_contents(given, form)


def _content(file: File) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def read_contents(files: Sequence[tuple[str, bytes]], form: str = "") -> Reading:
    """The workflows of some files that belong together, checked.

    Args:
        files: each a name and its bytes.
        form: one of `FORMS`; empty to recognise it.
    """
    findings: list[TableFinding] = []
    sources = []
    for name, content in files:
        said = name if len(files) > 1 else ""
        data, wrong = parse(content)
        findings += [attrs.evolve(finding, file=said) for finding in wrong]
        if data is not None:
            sources.append(Source(name=said, data=data, called=name))
    workflows = list(_imported(sources, form, findings))
    if not workflows and not findings:
        findings.append(TableFinding("not_recognised", (), {"forms": FORMS}))
    checked = [attrs.evolve(each, findings=(*each.findings, *each.traced(check(each.document)))) for each in workflows]
    return Reading(tuple(checked), (*findings, *(finding for each in checked for finding in each.findings)))


def parse(content: bytes) -> tuple[Any, list[TableFinding]]:
    """The data of a JSON file with what is wrong with it as JSON; None where it is none.

    UTF-8, with or without a mark at its beginning, UTF-16 and UTF-32 are told apart.
    """
    if len(content) > MOST_BYTES:
        return None, [TableFinding("too_large", (), {"most": MOST_BYTES // 1024 // 1024})]
    try:
        text = content.decode("utf-8-sig" if content[:3] == b"\xef\xbb\xbf" else json.detect_encoding(content))
        data = json.loads(text, object_pairs_hook=_members, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        return None, [_no_json(problem.msg, problem.lineno, problem.colno)]
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        return None, [_no_json(f"no {problem.encoding}", line, problem.start - content.rfind(b"\n", 0, problem.start))]
    except RecursionError:
        return None, [TableFinding("too_deep")]
    except ValueError as problem:
        return None, [_no_json(str(problem).partition(";")[0], 0, 0)]
    return data, list(_repeated(data))


def _no_json(reason: str, line: int, column: int) -> TableFinding:
    return TableFinding("not_json", (), {"reason": reason, "line": line, "column": column})


def _members(pairs: list[tuple[str, Any]]) -> _Members:
    members = _Members(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        members.repeated = tuple(dict.fromkeys(n for n, _ in pairs if n in seen or seen.add(n)))  # type: ignore[func-returns-value]  # add gives None
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _repeated(data: object) -> Iterator[TableFinding]:
    """Members that stand twice in an object, of which the last counts."""
    ahead: list[tuple[Path, object]] = [((), data)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, _Members):
            for name in value.repeated:
                yield TableFinding("repeated_member", (*path, name), {"member": name})
            ahead += [((*path, name), member) for name, member in value.items() if isinstance(member, (dict, list))]
        elif isinstance(value, list):
            ahead += [((*path, place), item) for place, item in enumerate(value) if isinstance(item, (dict, list))]


def _own(sources: Sequence[Source]) -> Iterator[Imported]:
    for source in sources:
        given = source.data.get("name") if isinstance(source.data, dict) else None
        yield Imported(given if isinstance(given, str) else "", "gridjustice", source.data, file=source.name)


_IMPORTERS: Mapping[str, Callable[[Sequence[Source]], Iterator[Imported]]] = {
    "gridjustice": _own,
    "digit": digit.imported,
    "ccd": ccd.imported,
}


def _imported(sources: Sequence[Source], form: str, findings: list[TableFinding]) -> Iterator[Imported]:
    of_form: dict[str, list[Source]] = {}
    for source in sources:
        recognised = form or _recognised(source)
        if recognised:
            of_form.setdefault(recognised, []).append(source)
        elif len(sources) == 1:
            findings.append(TableFinding("not_recognised", (), {"forms": FORMS}))
    for name, importer in _IMPORTERS.items():
        yield from importer(of_form.get(name, ()))


def _recognised(source: Source) -> str:
    """Whose format it is; empty where that is not clear."""
    data = source.data
    if isinstance(data, dict) and ("format" in data or {"states", "steps"} <= data.keys()):
        return "gridjustice"
    if digit.recognises(data):
        return "digit"
    return "ccd" if ccd.recognises(source) else ""
