"""Every word the built-in tables need is there, in the three languages, and says no more than it may."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import get_type_hints

import attrs
import pytest

import gridjustice.workflow
from gridjustice.application.telling import Words as TellingWords
from gridjustice.domain.dispute.choices import MediationKind, WayOut
from gridjustice.domain.personal import unwrap
from gridjustice.domain.record import Role, Scope
from gridjustice.language import BUILT_IN as BUILT_IN_WORDS
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.testing.district import District
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.lint import lint
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import Public
from gridjustice.workflow.table import Audience, Kind, Stage

TABLES = Path(gridjustice.workflow.__file__).parent
APPLICATION = TABLES.parent / "application"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")

SEOUL = re.compile(
    "임구|임장|임목|임업|임시|입안|입장|연락|연석회의|연합|연령|예속|예외|유형|유치송달|이행|이유|이익|이용|이해|"
    "노동|노인|논쟁|내일|양측|영역|요금|한국어|서비스|센터|되었|날짜|숫자"
)
"""How Seoul writes what Yanbian writes otherwise: 림구, 련락, 립안, 리행, 되였다, 할수, 날자 …"""

catalogue = Catalogue()
law = LawBook.load()


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def texts(*prefixes: str) -> Iterator[tuple[Language, str, str]]:
    """(language, key, sentence) of all keys that begin with one of the prefixes."""
    for language in Language:
        for key, sentence in catalogue.words(language).items():
            if key.startswith(prefixes):
                yield language, key, sentence


# Reasons, read out of the source: no guard has to be run to know what it can say.


def strings(node: ast.expr) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def assigned(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value


def codes_of(code: ast.expr, function: ast.FunctionDef) -> set[str]:
    """A literal, or what the function may assign to the name (of a choice, its answers and not its question)."""
    if not isinstance(code, ast.Name):
        return strings(code)
    found: set[str] = set()
    for value in assigned(function, code.id):
        found |= strings(value.body) | strings(value.orelse) if isinstance(value, ast.IfExp) else strings(value)
    return found


def values_of(call: ast.Call, function: ast.FunctionDef) -> set[str]:
    given = [k.value for k in call.keywords if k.arg == "values"] + call.args[2:3]
    dicts = [d for value in given for d in (assigned(function, value.id) if isinstance(value, ast.Name) else (value,))]
    assert all(isinstance(d, ast.Dict) for d in dicts), f"line {call.lineno}: values are no literal dict"
    return {key for d in dicts if isinstance(d, ast.Dict) for k in d.keys if k is not None for key in strings(k)}


def reasons() -> dict[str, set[str]]:
    """Each code of `gridjustice.workflow` and `gridjustice.application` with the values that all its places give."""
    found: dict[str, set[str]] = {}
    for file in sorted((*TABLES.rglob("*.py"), *APPLICATION.rglob("*.py"))):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Reason":
                    for code in codes_of(call.args[0], function):
                        values = values_of(call, function)
                        found[code] = found.get(code, values) & values
    return found


REASONS = reasons()
WAYS = frozenset(f"remedy.{way.value}" for way in WayOut)
"""The ways that are open to a party are no sentences: their labels only share the first word with the others."""


def sentences() -> Iterator[tuple[Language, str, str]]:
    """(language, key, sentence) of every refusal and of what to do instead."""
    return (text for text in texts("refusal.", "remedy.") if text[1] not in WAYS)


# What a form asks for.


def below(cls: type) -> Iterator[tuple[str, type]]:
    """(name, class) of each field of an attrs class and of what stands inside it."""
    for name, hint in get_type_hints(cls).items():
        if name in attrs.fields_dict(cls):
            inner, _ = unwrap(hint)
            yield name, inner
            if attrs.has(inner):
                yield from below(inner)


FIELDS = sorted({f for kind in BUILT_IN for facts in kind.facts.values() for f in below(facts)}, key=str)
ENUMS = sorted(
    {cls for _, cls in FIELDS if issubclass(cls, Enum)} | {Role, Scope, Stage, Audience, MediationKind},
    key=lambda cls: cls.__name__,
)


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_the_lint_finds_nothing_in_a_built_in_table(kind: Kind) -> None:
    """No word, no notice, no figure and no way is missing."""
    assert [str(finding) for finding in lint(kind, {k.name: k for k in BUILT_IN}, law, catalogue)] == []


def test_the_source_is_read_as_it_is_meant() -> None:
    """Codes in a variable and codes of two places are found, with their values."""
    assert {"not_yours", "not_from_here", "no_row_fits", "not_in_this_profile", "in_the_future"} <= REASONS.keys()
    assert REASONS["not_from_here"] == {"step", "state", "steps", "profile"}
    assert REASONS["unit_of_other_court"] == {"unit", "court"}
    assert "new" not in REASONS


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_refusal_says_why_and_what_to_do_instead(code: str) -> None:
    """Both sentences are there in each language, and fill in only what the guard gives."""
    for language in Language:
        for key in (f"refusal.{code}", f"remedy.{code}"):
            assert catalogue.has(language, key), f"{language.tag} has no {key}"
            assert placeholders(catalogue.words(language)[key]) <= REASONS[code], f"{language.tag}: {key}"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_refusal_can_be_read_in_each_language(code: str) -> None:
    """Whatever the guard's values are called, the sentences fill them in."""
    reason = Reason(code, values=dict.fromkeys(REASONS[code], "role.judge"))
    for language in Language:
        for sentence in (reason.text(language, catalogue), reason.remedy(language, catalogue)):
            assert not placeholders(sentence)
            assert "role.judge" not in sentence


def test_no_sentence_is_left_of_a_refusal_that_is_no_longer_given() -> None:
    """What nobody can be told stands in no catalogue."""
    known = {*REASONS, "under"}
    assert [key for _, key, _ in sentences() if key.split(".", 1)[1] not in known] == []


def test_no_refusal_is_called_like_a_way_out() -> None:
    """Both have their words under ``remedy.``."""
    assert {f"remedy.{code}" for code in REASONS} & WAYS == set()


def test_the_article_stands_behind_the_reason() -> None:
    """A refusal under a rule of law fills in both, in the signs of the language."""
    for language, _, sentence in texts("refusal.under"):
        assert placeholders(sentence) == {"why", "citation"}
        assert ("（" in sentence) == (language is Language.ZH)


@pytest.mark.parametrize("cls", ENUMS, ids=lambda cls: cls.__name__)
def test_what_a_field_may_be_has_a_label(cls: type[Enum]) -> None:
    """Each member of an enum in the facts is ``<name of the enum>.<value>``."""
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
    missing = [
        f"{language.tag}: {prefix}.{member.value}"
        for language in Language
        for member in cls
        if not catalogue.has(language, f"{prefix}.{member.value}")
    ]
    assert missing == []


def test_what_stands_inside_a_field_has_a_label() -> None:
    """Parties, signatures and posts are filled in field by field."""
    names = dict.fromkeys(name for name, _ in FIELDS)
    assert {"side", "id_number", "signed_on", "scope", "specialities"} <= names.keys()
    assert [name for name in names for language in Language if not catalogue.has(language, f"facts.{name}")] == []


def test_languages_profiles_and_unborn_records_have_a_label() -> None:
    """What only sentences show is there too."""
    keys = [f"language.{language.tag}" for language in Language]
    keys += [f"profile.{profile}" for profile in (*(p.key for p in law.profiles), None)]
    keys += [f"{kind.name}.state.new" for kind in BUILT_IN]
    keys += ["workflow.from_everywhere"]
    assert [key for key in keys for language in Language if not catalogue.has(language, key)] == []


def test_no_key_of_the_core_stands_in_two_places() -> None:
    """Of two sentences for one key the name of the file would choose."""
    for language in Language:
        seen: dict[str, list[str]] = {}
        for file in sorted((BUILT_IN_WORDS / language.value / "LC_MESSAGES").glob("*.po")):
            for key in re.findall(r'^msgid "(.+)"$', file.read_text("utf-8"), re.MULTILINE):
                seen.setdefault(key, []).append(file.name)
        assert len(seen) > 1000
        assert {key: files for key, files in seen.items() if len(files) > 1} == {}, language.tag


def test_a_field_that_two_kinds_have_may_be_called_otherwise_in_one(district: District) -> None:
    """What an order is about, what there is news of; who left a mediation, what a redrawing left behind."""
    words = TellingWords(district.office, "system", Language.ZH)
    assert [words.field("subject", kind) for kind in ("order", "outreach")] == ["督办对象", "所涉事项"]
    assert [words.field("left", kind) for kind in ("dispute", "redrawing")] == ["最近退出的调解员", "未能转移的事项"]
    assert words.field("subject") == "督办对象"


def test_a_notice_holds_no_personal_data() -> None:
    """A dispute's notice may name its number, every notice a last day; nobody's name and nothing of the matter.

    Only where everybody may see the record does it name the place. The warnings of all kinds say which limit, but those
    of guarded limits do not.
    """
    public = {kind.name for kind in BUILT_IN if isinstance(kind.may_see, Public)}
    shared = {"notice.remind", "notice.remind_right", "notice.urge", "notice.call_supervision"}
    for language, key, sentence in texts("notice."):
        kind = key.split(".")[1]
        allowed = {"number", "due"} if kind == "dispute" else {"due", "place"} if kind in public else {"due"}
        if key.count(".") == 1:
            allowed = {"number", "limit", "due"} if key in shared else {"number"}
        assert placeholders(sentence) <= allowed, f"{language.tag}: {key}"


def test_a_notice_names_a_last_day_only_where_its_step_starts_one_limit() -> None:
    """Otherwise the reader could not know which limit is meant."""
    starts = {
        f"notice.{kind.name}.{step}": list({limit.name: None for limit in kind.limits if step in limit.starts})
        for kind in BUILT_IN
        for step in kind.facts
    }
    dated = {key for _, key, sentence in texts("notice.") if {"due", "limit"} & placeholders(sentence) == {"due"}}
    assert dated
    assert {key: starts[key] for key in dated if len(starts[key]) != 1} == {}


def test_a_notice_is_never_called_service() -> None:
    """No right and no period starts from a notice, so none speaks of service of process (pitfall P50)."""
    served = re.compile(r"送达|송달|\bserv(e|ed|es|ice|ing)\b", re.IGNORECASE)
    said = [(language, key) for language, key, sentence in texts("notice.", "notices.") if served.search(sentence)]
    assert said == [(language, "notices.no_service") for language in Language], "one sentence alone: that it is none"


def test_a_time_limit_of_the_office_is_never_called_statutory() -> None:
    """What no rule of law sets is an agreed limit, and being late with anything breaks no law by itself."""
    agreed = {Language.ZH: "约定时限", Language.KO: "약정시한", Language.EN: "agreed time limit"}
    for kind in BUILT_IN:
        for limit in kind.limits:
            by_law = all(figure.confidence.value not in "DM" for figure in law.figures()[limit.figure])
            for language, word in agreed.items():
                label = catalogue.text(language, f"{kind.name}.limit.{limit.name}")
                assert (word in label) is not by_law, f"{language.tag}: {label}"
    wrong = re.compile(r"法定期限|法定时限|违法|超期|법정기한|위법|statutory|unlawful", re.IGNORECASE)
    assert [
        key for _, key, text in texts("notice.", "refusal.", "remedy.", "order.", "dispute.") if wrong.search(text)
    ] == []


def test_korean_is_written_as_in_yanbian() -> None:
    """Initial ㄹ and ㄴ are kept; no Chinese characters stand in it."""
    words = catalogue.words(Language.KO)
    assert [(key, seoul) for key, text in words.items() for seoul in SEOUL.findall(text)] == []
    assert [key for key, text in words.items() if HAN.search(text)] == []


def test_no_language_holds_the_letters_of_another() -> None:
    """Chinese has no Hangul, English neither."""
    assert [key for key, text in catalogue.words(Language.ZH).items() if HANGUL.search(text)] == []
    assert [key for key, text in catalogue.words(Language.EN).items() if HANGUL.search(text) or HAN.search(text)] == []


def test_a_refusal_is_short() -> None:
    """One or two plain sentences that end."""
    for language, key, sentence in sentences():
        if key != "refusal.under":
            assert sentence.endswith("。" if language is Language.ZH else "."), f"{language.tag}: {key}"
            assert len(sentence) <= 260, f"{language.tag}: {key}"


def test_steps_in_chinese_are_short_words() -> None:
    """A step is a button: two to six characters."""
    words = catalogue.words(Language.ZH)
    labels = [words[f"{kind.name}.step.{step}"] for kind in BUILT_IN for step in kind.facts]
    assert [label for label in labels if not 2 <= len(label) <= 6] == []


def test_the_glossary_and_the_catalogues_use_the_same_words(root: Path) -> None:
    """A key that the glossary names is there, and its Chinese and Korean hold one of the glossary's terms."""
    rows = re.findall(r"^\| (?!English|---)(.+) \|$", (root / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    named = [(row, key) for row in rows for key in re.findall(r"`([a-z_]+\.[\w.]+)`", row.split(" | ")[3])]
    assert named
    wrong = []
    for row, key in named:
        _, chinese, korean, *_ = row.split(" | ")
        for language, terms in ((Language.ZH, chinese), (Language.KO, korean)):
            sentence = catalogue.text(language, key).replace(" ", "")
            if not any(term and term in sentence for term in re.split("[ /()、,]+", terms)):
                wrong.append(f"{language.tag}: {key}: {terms} / {sentence}")
    assert wrong == []
