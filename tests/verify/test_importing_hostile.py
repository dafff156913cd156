"""Files that mean harm are read or refused within seconds and little memory, in their process."""

import pytest

from api.errors import InvalidInput
from api.feeds.importing.reading import TOO_LARGE, TOO_LONG, FileReader
from tests.ical.hostile_files import hostile_file

pytestmark = [pytest.mark.verify, pytest.mark.anyio]

FILES = 200


async def outcome(reader: FileReader, content: bytes) -> str:
    """Why the file cannot be read; nothing when it can be."""
    try:
        async for _ in reader.read(content, "Europe/Berlin"):
            pass
    except InvalidInput as refused:
        return refused.message
    return ""


async def test_hostile_files_end_in_a_result_or_a_message_within_their_limits() -> None:
    """Five seconds of the processor and 500 MB for each; the machine may be busy with more."""
    reader = FileReader(cpu_seconds=5, seconds=120, megabytes=500)

    outcomes = [await outcome(reader, hostile_file(seed)) for seed in range(FILES)]

    beyond = [seed for seed, why in enumerate(outcomes) if why in {TOO_LONG, TOO_LARGE}]
    assert beyond == []
    assert 0 < outcomes.count("") < FILES
