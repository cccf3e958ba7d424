"""Makes the tables of `examples/yanbian` from the lists beside this repository: ``make_yanbian.py [FOLDER]``.

Places, their codes and their parents are facts from official lists; which court a forestry enterprise belongs to is
inferred; people are invented. Nothing is written where the lists are absent. The same lists give the same tables.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT.parent / "shared" / "data"
SHIPPED = ROOT / "examples" / "yanbian" / "src" / "gridjustice_yanbian" / "data"
TARGET = Path(sys.argv[1]) if sys.argv[1:] else SHIPPED

SINCE = "2022-01-01"
"""From when posts are held."""

PLAN = "2022-05-23"
"""From when liaisons and grid workers answer: the day of the court's plan."""

COURTS = (
    ("yblq", "吉林省延边林区中级法院", "길림성연변림구중급법원", "intermediate", "attested"),
    ("yblq/dunhua", "敦化林区基层法院", "돈화림구기층법원", "basic", "computed"),
    ("yblq/helong", "和龙林区基层法院", "화룡림구기층법원", "basic", "computed"),
    ("yblq/wangqing", "汪清林区基层法院", "왕청림구기층법원", "basic", "computed"),
    ("yblq/hunchun", "珲春林区基层法院", "훈춘림구기층법원", "basic", "computed"),
    ("yblq/baihe", "白河林区基层法院", "백하림구기층법원", "basic", "computed"),
)
"""Path, name, Korean name, level, and whether the Korean name is attested."""

ENTERPRISES = {
    "222403400": ("yblq/dunhua", "dunhua"),
    "222403401": ("yblq/dunhua", "huangnihe"),
    "222403402": ("yblq/dunhua", "dashitou"),
    "222404400": ("yblq/hunchun", "hunchun"),
    "222406400": ("yblq/helong", "helong"),
    "222406401": ("yblq/helong", "bajiazi"),
    "222424400": ("yblq/wangqing", "wangqing"),
    "222424401": ("yblq/wangqing", "tianqiaoling"),
    "222424402": ("yblq/wangqing", "daxinggou"),
    "222426400": ("yblq/baihe", "baihe"),
    "222426401": ("yblq/baihe", "antu"),
}
"""Each enterprise with a known court, and what its people's handles begin with."""

SPELLED = {
    "222403400": "songjiang erlongshan dashihe heping renyihe langchaihe shaheyan baozhongqiao jianshe liushuhe "
    "guangming dagou dapuchaihe shimenzi xiaopuchaihe xiaogou yanminghu",
    "222403401": "tuanbei xiaobai huapi xibeicha talazhan beidayang tudingzi dachuan yiqisong jingou duling "
    "shangmachang beidayang-nursery qinggouzi weihuling malugou weihuhe tuanshanzi emu",
    "222403402": "liushengdian dashitou wanbao xibeicha yuliangzi xiaohuanggou xinhe liming heping dahuanggou goukou "
    "shaheyuan dongshihe dongming qinglinzi",
    "222404400": "qinglongtai chunhua sandaogou heshan dahuanggou jiefang yingan liangshui jingxin yinglin yangpao "
    "banshi",
    "222406400": "ludian huanggou hualazi xinghuo changhong malugou damangou guangping hongqihe xujiadong",
    "222406401": "zhongxiang gudonghe shengping maanshan yaotuan anbei sandao huanggou xianfeng guandi quanshuidong "
    "miaoling",
    "222424400": "jingouling diyingou shajingou tazigou dazuoshu huanggou dahuanggou jincang duhuangzi xinancha lanjia "
    "liudao langxi qinhe",
    "222424401": "tongzigou taiyang xiangshui barengou daan xidahe xiangyang shanghe neihe huapidianzi xinkai "
    "zhangjiadian putaogou xinhua",
    "222424402": "xiaodonggou zhourengou tuopan yingbi beiqinggou lingdong dashi liuting hongshi dangshuhe",
    "222426400": "liangjiang chunlei baoma jinsong hongshi xinglong huangsongpu dongfanghong guangming",
    "222426401": "tuntian lishu sandao daoan changxing dongming",
}
"""How the places of each enterprise are written in handles, in the order of their codes."""

COMMUNITIES = {
    "222403003005": ("222403400", "linyuan"),
    "222403004004": ("222403400", "linjian"),
    "222403004006": ("222403400", "linquan"),
    "222403004007": ("222403400", "linfeng"),
    "222403100004": ("222403402", "xilin"),
    "222403100006": ("222403402", "donglin"),
    "222404006001": ("222404400", "linyuan"),
    "222404006003": ("222404400", "yulin"),
    "222406002006": ("222406400", "linyuan"),
    "222424012005": ("222424400", "xinlin"),
    "222424101002": ("222424402", "xinglin"),
    "222426120123": ("222426400", "ailin"),
}
"""Communities that seem, by their names and places, to be those of an enterprise: inferred."""

NOT_OURS = {
    "222406103201": "village", "222404100201": "village", "222424102201": "village", "222426102201": "village",
    "222403100201": "village", "222401400": "local forestry bureau", "222403403": "local forestry bureau",
    "222405400": "local forestry bureau", "222406402": "local forestry bureau", "222426402": "local forestry bureau",
}  # fmt: skip
"""Places that belong to the county courts, or to no known court."""

JUDGES = {"yblq": 2, "yblq/dunhua": 7, "yblq/helong": 4, "yblq/wangqing": 6, "yblq/hunchun": 3, "yblq/baihe": 3}
KNOWS = (
    "T137 T055 T024",
    "T144 T108.03 T205.05",
    "T419 T133 T108.03",
    "T055 T116.01 T029",
    "T133 T144 T088",
    "T137 T419 T024",
    "T108.03 T205.05 T055",
)
"""Causes of action that the judges of a court know, one after the other."""

CAUSES = {
    "forestry_enterprise": ("T205.05", "T137", "T116.01"),
    "forest_farm": ("T137", "T144", "T055", "T108.03", "T419", "T133"),
    "enterprise": ("T144", "T088"),
    "community": ("T024", "T055", "T108.03", "T029"),
}
"""Kinds of dispute that seem usual there: illustrative."""

VACANT = {"liaison": {"222424400511"}, "grid_worker": {"222426400506"}, "mediator": {"222424402503"}}
"""Units in which nobody is named, so that there are gaps to be seen."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文春梅凤林东海山峰"
KOREAN_SURNAMES = "金朴崔李郑姜赵尹张林韩吴申权黄安宋柳全洪"
KOREAN_GIVEN = (
    "哲洙",
    "英姬",
    "明浩",
    "顺玉",
    "成国",
    "香淑",
    "龙哲",
    "美花",
    "东日",
    "春子",
    "光日",
    "莲花",
    "昌浩",
    "贞淑",
    "永学",
    "海兰",
)


def read(name: str) -> list[dict[str, str]]:
    """The rows of a list."""
    with (LISTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, heading: str, rows: Iterable[Sequence[str]]) -> None:
    """A table of the example."""
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading.split(","))
        writer.writerows(rows)


class Places:
    """The units of the example, from the official list."""

    def __init__(self) -> None:
        self.names = {row["code"]: row for row in read("yanbian_units.csv")}
        self.korean = {row["code"]: row for row in read("yanbian_korean_names.csv")}
        self.units: list[dict[str, str]] = []
        for enterprise, (court, slug) in ENTERPRISES.items():
            self._add(enterprise, court, slug, "forestry_enterprise", "")
            below = sorted(c for c, row in self.names.items() if row["parent_code"] == enterprise)
            spelled = SPELLED[enterprise].split()
            for code, word in zip(below, spelled, strict=True):
                kind = "forest_farm" if self.names[code]["unit_class"] == "forest_farm" else "enterprise"
                self._add(code, court, f"{slug}-{word}", kind, enterprise)
        for code, (enterprise, word) in COMMUNITIES.items():
            court, slug = ENTERPRISES[enterprise]
            self._add(code, court, f"{slug}-{word}", "community", enterprise)
        for path, name, name_ko, *_ in COURTS[1:]:
            slug = path.rpartition("/")[2]
            self.units.append(
                {
                    "code": f"{slug}-mediation", "name": name.replace("基层法院", "特邀调解组织"),
                    "name_ko": name_ko.replace("기층법원", " 특별조정조직"), "kind": "mediation_organisation",
                    "parent": "", "court": path, "slug": f"{slug}-org",
                }
            )  # fmt: skip

    def _add(self, code: str, court: str, slug: str, kind: str, parent: str) -> None:
        row = {"code": code, "kind": kind, "parent": parent, "court": court, "slug": slug}
        self.units.append({**row, "name": short(self.names[code]["name"]), "name_ko": self.name_ko(code)})

    def name_ko(self, code: str) -> str:
        """The Korean name, attested where there is one."""
        row = self.korean[code]
        return short(row["name_ko_attested"] or row["name_ko_computed"])


def short(name: str) -> str:
    """A forest farm's name without the words of the statistical list for where its people live."""
    while name.endswith(("生活区", "생활구")):
        name = name[:-3]
    return name


def somebody(draw: Random, *, korean: bool) -> str:
    """An invented name."""
    if korean:
        return draw.choice(KOREAN_SURNAMES) + draw.choice(KOREAN_GIVEN)
    return draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2))))


class People:
    """Invented people, each with an account."""

    def __init__(self) -> None:
        self.people: list[tuple[str, ...]] = []
        self.posts: list[tuple[str, ...]] = []
        self.assignments: list[tuple[str, ...]] = []

    def add(self, handle: str, court: str, unit: str = "", *, korean: bool | None = None) -> str:
        """Somebody; about a third read Korean."""
        draw = Random(handle)  # the same handle has the same name in every run
        reads = draw.random() < 0.3 if korean is None else korean
        name = somebody(draw, korean=reads)
        self.people.append((handle, name, "", "zh-CN ko-CN" if reads else "zh-CN", unit, court))
        return handle

    def post(self, handle: str, role: str, place: str, knows: str = "") -> None:
        """A post."""
        self.posts.append((handle, role, place, SINCE, "", knows))

    def of_court(self, path: str) -> None:
        """A court's president, supervisor, triage officer, assistant and judges."""
        slug = path.rpartition("/")[2]
        for role, word in (
            ("president", "president"), ("supervisor", "supervisor"), ("triage_officer", "triage"),
            ("judge_assistant", "assistant"),
        ):  # fmt: skip
            self.post(self.add(f"{word}-{slug}", path), role, path)
        for number in range(JUDGES[path]):
            handle = self.add(f"judge-{slug}-{number + 1}", path, korean=number % 2 == 1)
            self.post(handle, "judge", path, KNOWS[number % len(KNOWS)])

    def of_unit(self, unit: Mapping[str, str]) -> None:
        """A unit's liaison and mediators."""
        code, slug, court = unit["code"], unit["slug"], unit["court"]
        if code not in VACANT["liaison"]:
            self.assignments.append((code, "liaison", self.add(f"liaison-{slug}", court, code), PLAN, ""))
        if code in VACANT["mediator"]:
            return
        many = unit["kind"] in ("mediation_organisation", "forestry_enterprise")
        for number in range(2 if many else 1):
            korean = number == 1 if many else None
            self.post(self.add(f"mediator-{slug}-{number + 1}", court, code, korean=korean), "mediator", code)

    def of_grid(self, unit: Mapping[str, str], grid: str, number: int) -> None:
        """A grid's worker."""
        if unit["code"] not in VACANT["grid_worker"]:
            handle = self.add(f"worker-{unit['slug']}-{number}", unit["court"], unit["code"])
            self.assignments.append((grid, "grid_worker", handle, PLAN, ""))


def grids_of(unit: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """Code, name, Korean name and nature of a unit's grids: its own, and for an enterprise one of its quarter."""
    if unit["kind"] == "mediation_organisation":
        return []
    own = (f"{unit['code']}-01", f"{unit['name']}网格", f"{unit['name_ko']} 격자", "dedicated")
    if unit["kind"] != "forestry_enterprise":
        return [own]
    quarter = (f"{unit['code']}-02", f"{unit['name']}家属区网格", f"{unit['name_ko']} 가족구역 격자", "basic")
    return [own, quarter]


def main() -> int:
    """The tables are there."""
    if not LISTS.is_dir():
        print(f"skipped: the lists are not there ({LISTS.name} beside the repository); the tables stay as they are")
        return 0
    TARGET.mkdir(parents=True, exist_ok=True)
    places, people = Places(), People()
    grids: list[tuple[str, ...]] = []
    for path, *_ in COURTS:
        people.of_court(path)
    for unit in places.units:
        people.of_unit(unit)
        for number, (code, name, name_ko, nature) in enumerate(grids_of(unit), 1):
            people.of_grid(unit, code, number)
            usual = CAUSES[unit["kind"]]
            causes = Random(code).sample(usual, 2)  # the same grid has the same causes in every run
            grids.append((code, name, name_ko, nature, unit["code"], unit["court"], " ".join(sorted(causes))))
    write("courts.csv", "path,name,name_ko,level", (row[:4] for row in COURTS))
    write(
        "units.csv",
        "code,name,name_ko,kind,parent,court,mediates",
        ([u[k] for k in ("code", "name", "name_ko", "kind", "parent", "court")] + ["yes"] for u in places.units),
    )
    write("grids.csv", "code,name,name_ko,nature,unit,court,causes", grids)
    write("people.csv", "handle,name,phone,languages,unit,court", people.people)
    write("posts.csv", "handle,role,place,since,until,specialities", people.posts)
    write("assignments.csv", "place,role,handle,since,until", people.assignments)
    write_marks(places)
    print(f"{len(places.units)} units, {len(grids)} grids, {len(people.people)} people")
    return 0


def write_marks(places: Places) -> None:
    """What is not ours, and which Korean names are attested."""
    (TARGET / "marks").mkdir(exist_ok=True)
    marks = [(path, name, name_ko, mark) for path, name, name_ko, _, mark in COURTS]
    for unit in places.units:
        if unit["code"] in places.korean:
            mark = "attested" if places.korean[unit["code"]]["name_ko_attested"] else "computed"
        else:
            mark = "computed"
        marks.append((unit["code"], unit["name"], unit["name_ko"], mark))
    rows = []
    for code, what in NOT_OURS.items():
        row = places.names[code]
        rows.append((code, row["name"], places.name_ko(code), what, row["county_name"]))
        marks.append((code, row["name"], places.name_ko(code), "computed"))
    write("marks/korean_names.csv", "code,name,name_ko,mark", marks)
    write("marks/not_ours.csv", "code,name,name_ko,what,county", rows)


if __name__ == "__main__":
    sys.exit(main())
