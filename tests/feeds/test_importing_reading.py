"""Reading a file in a process of its own, which is held to its limits."""

import asyncio
import sys
from dataclasses import replace
from functools import reduce

import psutil
import pytest

from api.errors import InvalidInput, Unavailable
from api.feeds.importing.reading import TOO_LARGE, TOO_LONG, FileReader
from api.ical.parsing import ParsedFile, parse_calendar
from api.settings import PREFIX
from tests.ical.parsing_files import BERLIN, vcalendar, vevent, vtodo

pytestmark = pytest.mark.anyio

SMALL = vcalendar(*vevent("SUMMARY:Planning"))
# Some seconds of work, and 200 MB.
LARGE = vcalendar(*(line for n in range(50_000) for line in vevent("SUMMARY:x", uid=f"UID:{n}")))

limited = pytest.mark.skipif(sys.platform != "linux", reason="the system knows no such limit")


async def read(reader: FileReader, content: bytes, zone: str = "Europe/Berlin") -> ParsedFile:
    """The file, put together from its parts."""
    parts = [part async for part in reader.read(content, zone)]
    return reduce(
        lambda whole, part: replace(
            whole,
            items=whole.items + part.items,
            refused=whole.refused + part.refused,
        ),
        parts,
    )


async def refusal(reader: FileReader, content: bytes) -> str:
    """Why the file cannot be read."""
    with pytest.raises(InvalidInput) as refused:
        await read(reader, content)
    assert refused.value.path == ("content",)
    return refused.value.message


def readers_at_work() -> list[psutil.Process]:
    """The processes that read a file for this one."""
    found = []
    for child in psutil.Process().children():
        try:
            if "api.ical.parsing" in child.cmdline():
                found.append(child)
        except psutil.Error:  # it has just ended
            continue
    return found


async def wait_for_a_reader() -> psutil.Process:
    while not (found := readers_at_work()):
        await asyncio.sleep(0)
    return found[0]


async def test_a_file_comes_out_as_it_was_read() -> None:
    content = vcalendar(
        "X-WR-CALNAME:Tagebuch 📅",
        *vevent("SUMMARY:Ünïcode \\n \\, “…” 📅", "CATEGORIES:A,B", "ATTENDEE:mailto:a@b.example"),
        *vevent("STATUS:CANCELLED", start="DTSTART;TZID=America/New_York:19700302T090000"),
        *vevent(start="DTSTART;VALUE=DATE:99980101", uid="UID:last"),
        *vevent(start="DTSTART:00010101T000000Z", uid="UID:first"),
        *vevent("SUMMARY:No start", start="", uid=""),
        *vevent("RRULE:FREQ=DAILY", uid="UID:series"),
        *vtodo("STATUS:COMPLETED", "PRIORITY:3"),
        *vtodo("SUMMARY:Open", uid="UID:open"),
        *(line for n in range(50) for line in vevent(f"SUMMARY:{n}", uid=f"UID:many-{n}")),
    )

    assert await read(FileReader(), content) == parse_calendar(content, BERLIN)


async def test_a_file_that_takes_too_long_is_refused_and_its_process_ended() -> None:
    reader = FileReader(seconds=0.01)

    assert await refusal(reader, LARGE) == TOO_LONG

    assert readers_at_work() == []
    assert await refusal(reader, SMALL) == TOO_LONG


@limited
async def test_a_file_that_takes_too_much_of_the_processor_is_refused() -> None:
    assert await refusal(FileReader(cpu_seconds=1), LARGE) == TOO_LONG


@limited
async def test_a_file_that_takes_too_much_memory_is_refused() -> None:
    reader = FileReader(megabytes=100)

    assert await refusal(reader, LARGE) == TOO_LARGE
    assert len((await read(reader, SMALL)).items) == 1


async def test_files_are_read_one_at_a_time() -> None:
    reader = FileReader()
    reading = [asyncio.create_task(read(reader, SMALL)) for _ in range(3)]
    at_once = set()

    while not all(task.done() for task in reading):
        at_once.add(len(readers_at_work()))
        await asyncio.sleep(0)

    assert at_once <= {0, 1}
    assert [len(task.result().items) for task in reading] == [1, 1, 1]


async def test_a_cancelled_reading_ends_its_process_and_lets_the_next_begin() -> None:
    reader = FileReader()
    reading = asyncio.create_task(read(reader, LARGE))
    process = await wait_for_a_reader()

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert not process.is_running()
    assert len((await read(reader, SMALL)).items) == 1


async def test_the_process_is_not_told_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}KEYS", "a secret")
    reading = asyncio.create_task(read(FileReader(), LARGE))

    known = (await wait_for_a_reader()).environ()
    reading.cancel()

    assert known
    assert not [name for name in known if name.startswith(PREFIX)]
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_a_fault_of_the_reading_is_no_fault_of_the_file() -> None:
    with pytest.raises(RuntimeError, match="ZoneInfoNotFoundError"):
        await read(FileReader(), SMALL, "Mars/Base")


async def test_one_file_too_many_is_sent_away_and_may_come_back() -> None:
    reader = FileReader(queue=2)
    reading = [asyncio.create_task(read(reader, SMALL)) for _ in range(2)]
    await wait_for_a_reader()

    with pytest.raises(Unavailable) as sent_away:
        await read(reader, SMALL)

    assert sent_away.value.retry_after == 30
    await asyncio.gather(*reading)
    assert len((await read(reader, SMALL)).items) == 1


async def test_a_closed_reader_ends_its_process_and_reads_no_more() -> None:
    reader = FileReader()
    reading = [asyncio.create_task(read(reader, LARGE)) for _ in range(2)]
    process = await wait_for_a_reader()

    reader.close()

    for each in reading:
        with pytest.raises(Unavailable, match="stopping"):
            await each
    assert not process.is_running()
