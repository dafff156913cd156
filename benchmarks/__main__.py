"""Runs every benchmark and prints its figures."""

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks import agendas, fetching, tokens


def main() -> None:
    """One line a figure."""
    for line in tokens.measure():
        print(line)
    for measure in (fetching.measure, agendas.measure):
        with tempfile.TemporaryDirectory() as folder:
            for line in asyncio.run(measure(Path(folder))):
                print(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
