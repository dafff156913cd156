"""Runs every benchmark and prints its figures."""

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks import fetching, tokens


def main() -> None:
    """One line a figure."""
    for line in tokens.measure():
        print(line)
    with tempfile.TemporaryDirectory() as folder:
        for line in asyncio.run(fetching.measure(Path(folder))):
            print(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
