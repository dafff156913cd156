"""Folders and files that nobody but the program's own user may read.

A umask is the operator's, and usually lets everybody read. What is there already keeps its mode:
somebody may have chosen it.
"""

import os
from pathlib import Path


def make_folder(path: Path) -> None:
    """Makes the folder, mode 0700, unless it exists; those above it as usual. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)


def make_file(path: Path) -> None:
    """Makes an empty file, mode 0600, unless it exists. Raises OSError if nobody could write it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
