"""The command ``gridjustice``, and ``python -m gridjustice_cli``: imports what takes time where Ctrl-C is answered."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character gets its number, not a crash.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a console's are TextIOWrapper

        from gridjustice_cli.main import cli
        from gridjustice_cli.session import Session
        from gridjustice_cli.words import teach_click

        teach_click(Session(sys.argv[1:]).language)
        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
