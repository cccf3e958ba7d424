"""Makes this copy a plugin of your own name: ``python rename.py NAME``; run it once, in the copy, then delete it.

It renames the distribution (``gridjustice-NAME``), its module (``gridjustice_NAME``), its entry point and catalogues.
The kind, the steps, the figure and the command keep their names: change them where you write your own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLD = "visits"
PLACES = (("gridjustice_", ""), ("gridjustice-", ""), ("\n", ' = "'), ('("', '", plugin)'), ("plugin:", ":"))
"""What stands before and behind the name where it is the plugin's."""


def rename(name: str) -> None:
    """The copy around this file has that name everywhere."""
    if not re.fullmatch("[a-z][a-z0-9]*", name):
        raise SystemExit(f"{name!r} is no name for a plugin: lower-case letters and digits")
    for file in sorted(each for each in HERE.rglob("*") if each.suffix in {".py", ".toml", ".md"}):
        if file == Path(__file__).resolve():
            continue
        text = file.read_text("utf-8")
        new = text
        for before, behind in PLACES:
            new = new.replace(f"{before}{OLD}{behind}", f"{before}{name}{behind}")
        if new != text:
            file.write_text(new, "utf-8")
    for words in sorted(HERE.rglob(f"{OLD}.?o")):
        words.rename(words.with_stem(name))
    (HERE / "src" / f"gridjustice_{OLD}").rename(HERE / "src" / f"gridjustice_{name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    rename(sys.argv[1])
