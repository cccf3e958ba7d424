"""Compiles the catalogues of every distribution in this repository, those that changed only: ``make catalogues``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import compile_catalogues  # noqa: E402  (the build hook knows how; it is no installed module)

for sources in (ROOT / "src", *sorted(ROOT.glob("*/*/src"))):
    for target in compile_catalogues(sources):
        print(f"compiled {target.relative_to(ROOT)}")
