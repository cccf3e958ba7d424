"""What a workbook is made of, looked at before it is unpacked: bombs are refused while they are small."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from gridjustice.ports.tables import UnreadableError

MOST_BYTES = 1 << 30
"""A million rows of twenty columns unpack to less."""

MOST_TEXT = 128 << 20
"""The one part that is held in memory: the texts that cells share."""

MOST_PARTS = 2_000
HEAD = 4_096


def check_archive(path: Path) -> None:
    """Nothing of the workbook is larger than a workbook's part may be, and none defines entities of its own.

    Raises:
        UnreadableError: it is no workbook, unpacks to too much, or holds a document type definition, by which a small
            file could grow without bound or name files of this machine.
    """
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise UnreadableError("too_large", most=MOST_BYTES >> 20)
            for part in parts:
                if part.flag_bits & 1:
                    raise UnreadableError("encrypted")
                if part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_TEXT:
                    raise UnreadableError("too_large", most=MOST_TEXT >> 20)
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        head = opened.read(HEAD)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise UnreadableError("no_workbook", why="it holds a document type definition")
            if "[Content_Types].xml" not in archive.namelist():
                raise UnreadableError("no_workbook", why="it is another kind of archive")
    except BadZipFile:
        raise UnreadableError("no_workbook", why="it is no archive") from None
    except OSError as problem:
        raise UnreadableError("cannot_open", why=problem.strerror or str(problem)) from None
    except (NotImplementedError, RuntimeError, EOFError) as problem:
        raise UnreadableError("no_workbook", why=str(problem)[:200]) from None
