"""The command that imports iCalendar files."""

import os
import pty
import subprocess
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from api.models import Calendar, Event, Organization, Task, User
from api.schema.ids import encode_id
from tests.cli.commands import COMMAND, Cli, on_database
from tests.factories import make_calendar, make_organization, make_user
from tests.ical.parsing_files import vcalendar, vevent, vtodo

Write = Callable[[str, bytes], str]

NO_CALENDAR = (
    "This is not an iCalendar file: it has no line BEGIN:VCALENDAR. It begins with “Dear all, see "
    "attached.”. Export the whole calendar as an .ics file."
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file, and says where it is."""

    def write(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


@pytest.fixture
def diary(cli: Cli) -> Calendar:
    """A calendar of the only organization."""

    async def make() -> Calendar:
        firm = await make_organization(name="Firm")
        return await make_calendar(await make_user(firm), name="Court diary")

    return on_database(cli.database_url, make)


def titles(cli: Cli) -> list[str]:
    """Titles of all stored events, then of all tasks."""

    async def found() -> list[str]:
        events, tasks = await Event.all().order_by("title"), await Task.all().order_by("title")
        return [event.title for event in events] + [task.title for task in tasks]

    return on_database(cli.database_url, found)


def test_files_are_imported_into_the_named_calendar_and_counted(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    court = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing"), *vtodo("SUMMARY:Report")))
    more = write("more.ics", vcalendar(*vevent("SUMMARY:Verdict", uid="UID:e2")))

    said = cli.says("import", court, more, "--calendar", "Court diary")

    assert said == (
        f"{court}: 2 imported, 0 updated, 0 unchanged, 0 refused\n"
        f"{more}: 1 imported, 0 updated, 0 unchanged, 0 refused\n"
    )
    assert titles(cli) == ["Hearing", "Verdict", "Report"]


def test_of_calendars_with_the_same_name_one_is_chosen_by_its_id(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    """It took only a key that is shown nowhere but in the refusal; this is what GraphQL gives."""

    async def make_another() -> Calendar:
        owner = await User.get()
        return await make_calendar(owner, name=diary.name)

    another = on_database(cli.database_url, make_another)
    path = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing")))

    assert "Several calendars" in cli.refuses("import", path, "--calendar", diary.name)
    cli.says("import", path, "--calendar", encode_id("Calendar", another.id))

    async def calendars() -> list[Event]:
        return await Event.filter(calendar_id=another.id)

    assert [event.title for event in on_database(cli.database_url, calendars)] == ["Hearing"]
    of_a_user = encode_id("User", another.id)
    assert cli.refuses("import", path, "--calendar", of_a_user) == (
        f"Firm has no calendar called {of_a_user}."
    )


def test_importing_again_says_that_nothing_changed(cli: Cli, diary: Calendar, write: Write) -> None:
    court = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing"), *vtodo()))
    cli.says("import", court, "--calendar", "Court diary")

    said = cli.says("import", court, "--calendar", str(diary.id))

    assert said == f"{court}: 0 imported, 0 updated, 2 unchanged, 0 refused\n"


def test_what_was_not_imported_is_named_item_by_item(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    content = vcalendar(
        *vevent("SUMMARY:Hourly \x1b[31mred", "RRULE:FREQ=HOURLY", uid="UID:hourly"),
        *vevent("SUMMARY:It's late", start="", uid="UID:late"),
        *vtodo(due="", uid="UID:whenever"),
    )
    path = write("court.ics", content)

    said = cli.says("import", path, "--calendar", "Court diary")

    assert said.splitlines() == [
        f"{path}: 0 imported, 0 updated, 0 unchanged, 3 refused",
        (
            "  VEVENT 'Hourly [31mred' (hourly): Events cannot repeat by FREQ=HOURLY: the shortest "
            "step is a day. For several times a day, list the hours, for example "
            "FREQ=DAILY;BYHOUR=6,14,22."
        ),
        '  VEVENT "It\'s late" (late): It has no start (DTSTART).',
        "  VTODO '(no title)' (whenever): It has no due date (neither DUE nor DTSTART).",
    ]


def test_a_file_that_cannot_be_read_fails_the_command_and_not_the_other_files(
    cli: Cli, diary: Calendar, write: Write, tmp_path: Path
) -> None:
    letter = write("letter.ics", b"Dear all,\nsee attached.\n")
    missing = str(tmp_path / "missing.ics")
    court = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing")))

    outcome = cli("import", letter, missing, str(tmp_path), court, "--calendar", "Court diary")

    assert outcome.status == 1
    assert outcome.stdout.startswith(f"{court}: 1 imported")
    assert outcome.stderr.splitlines() == [
        f"{letter}: {NO_CALENDAR}",
        f"{missing}: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]
    assert titles(cli) == ["Hearing"]


def test_an_empty_file_is_told_to_be_exported_again(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    empty = write("empty.ics", b"")

    outcome = cli("import", empty, "--calendar", "Court diary")

    assert outcome.status == 1
    assert outcome.stderr == f"{empty}: The file is empty. Export the calendar again.\n"


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    court = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing"), *vevent(start="", uid="")))

    said = cli.says("import", court, "--calendar", "Court diary", "--dry-run")

    first, refused, last = said.splitlines()
    assert first == (f"{court}: 1 would be imported, 0 would be updated, 0 unchanged, 1 refused")
    assert refused.endswith("It has no start (DTSTART).")
    assert last == "This was a dry run: nothing was changed."
    assert titles(cli) == []


def large_file() -> bytes:
    """A file that takes so long that whoever sits there wants to see something."""
    title = "SUMMARY:" + "x" * 200
    return vcalendar(*(line for n in range(1_000) for line in vevent(title, uid=f"UID:{n}")))


def all_that_is_shown(terminal: int) -> str:
    """What a terminal gets to show until the last program has left it."""
    shown = b""
    with suppress(OSError), open(terminal, "rb", buffering=0) as screen:
        while more := screen.read(1_000):
            shown += more
    return shown.decode()


def test_a_large_file_shows_a_bar_to_whoever_sits_at_a_terminal(
    cli: Cli, diary: Calendar, write: Write, tmp_path: Path
) -> None:
    path = write("large.ics", large_file())
    terminal, stderr = pty.openpty()
    command = subprocess.Popen(
        [COMMAND, "import", path, "--calendar", "Court diary"],
        env=os.environ | cli.environ,
        stdout=subprocess.PIPE,
        stderr=stderr,
    )
    os.close(stderr)
    shown = all_that_is_shown(terminal)
    said, _ = command.communicate()

    assert said.decode().startswith(f"{path}: 1000 imported")
    assert f"{path}  [" in shown
    assert "100%" in shown


def test_a_large_file_shows_no_bar_where_nobody_sits(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    said = cli.says("import", write("large.ics", large_file()), "--calendar", "Court diary")

    assert said.count("\n") == 1


def test_a_file_without_end_is_read_no_further_than_a_calendar_may_reach(
    cli: Cli, diary: Calendar
) -> None:
    outcome = cli("import", "/dev/zero", "--calendar", "Court diary")

    assert outcome.status == 1
    assert outcome.stderr.startswith("/dev/zero: The file has more than 10 MB.")


def test_a_file_whose_name_is_no_text_is_named_as_well_as_can_be(cli: Cli, diary: Calendar) -> None:
    outcome = cli("import", "\udcff.ics", "--calendar", "Court diary")

    assert outcome.status == 1
    assert outcome.stderr == "\N{REPLACEMENT CHARACTER}.ics: No such file or directory\n"


def test_an_unknown_calendar_is_refused(cli: Cli, diary: Calendar, write: Write) -> None:
    path = write("court.ics", vcalendar(*vevent()))
    for name in ("Court", str(diary.organization_id)):
        refusal = cli.refuses("import", path, "--calendar", name)
        assert refusal == f"Firm has no calendar called {name}."
    assert titles(cli) == []


def test_of_two_calendars_with_one_name_the_key_has_to_be_given(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    async def namesake() -> Calendar:
        firm = await Organization.get(name="Firm")
        return await make_calendar(await make_user(firm), name="Court diary")

    other = on_database(cli.database_url, namesake)
    path = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing")))

    refusal = cli.refuses("import", path, "--calendar", "Court diary")

    keys = ", ".join(sorted([str(diary.id), str(other.id)]))
    assert refusal == f"Several calendars have this name; give a key: {keys}."
    assert titles(cli) == []
    cli.says("import", path, "--calendar", str(other.id))
    assert titles(cli) == ["Hearing"]


def test_of_several_organizations_one_has_to_be_named(
    cli: Cli, diary: Calendar, write: Write
) -> None:
    on_database(cli.database_url, partial(make_organization, name="Other"))
    path = write("court.ics", vcalendar(*vevent("SUMMARY:Hearing")))
    import_it = ("import", path, "--calendar", "Court diary")

    assert cli.refuses(*import_it) == "Say which organization: Firm, Other."
    refusal = cli.refuses(*import_it, "--organization", "Other")
    assert refusal == "Other has no calendar called Court diary."
    assert cli.says(*import_it, "--organization", "Firm").startswith(f"{path}: 1 imported")
