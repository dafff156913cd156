"""The renderer's name changes with the text of items, and with nothing else."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from api.ical.facts import RenderOptions
from api.ical.renderer import VERSION, fingerprint

GOLDEN = Path(__file__).parent / "golden"
# For each version the hash of what it renders. Whoever changes a golden file raises the version.
RENDERED = {1: "7edfa4cde910a2db", 2: "5ed0560e1777c79c"}


def test_the_version_is_raised_with_the_golden_files() -> None:
    files = hashlib.sha256()
    for path in sorted(GOLDEN.glob("*.ics")):
        files.update(path.name.encode() + b"\0" + path.read_bytes())
    assert RENDERED[VERSION] == files.hexdigest()[:16]


def test_what_changes_no_item_changes_no_name() -> None:
    options = RenderOptions()
    often = replace(options, refresh_interval=timedelta(minutes=5))
    assert fingerprint(often) == fingerprint(options)
    assert fingerprint(replace(options, description_length=100)) != fingerprint(options)
