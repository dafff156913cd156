"""Commands that set up and look after an installation."""

import os
import pty
import subprocess
from datetime import timedelta
from functools import partial

import pytest

from api.app import utc_now
from api.auth import PasswordPool, Viewer, set_password_with_link, sign_in
from api.errors import NotFound, WrongCredentials
from api.models import Organization, User
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.cli.commands import COMMAND, Cli, on_database
from tests.factories import make_organization

PASSWORD = "correct horse"
ANNA = ("create-user", "anna@firm.example", "--name", "Anna")


@pytest.fixture
def firm(cli: Cli) -> Organization:
    """An organization to create users in."""
    return on_database(cli.database_url, partial(make_organization, name="Firm"))


def users(cli: Cli) -> list[User]:
    """All users of the database."""

    async def found() -> list[User]:
        return await User.all().order_by("email")

    return on_database(cli.database_url, found)


def signed_in(cli: Cli, email: str, password: str) -> Viewer:
    """Who is signed in with these."""

    async def viewer() -> Viewer:
        found, _ = await sign_in(
            PasswordPool(),
            email=email,
            password=password,
            now=utc_now(),
            lifetime=timedelta(days=1),
        )
        return found

    return on_database(cli.database_url, viewer)


def test_migrate_says_what_it_applied_and_then_that_nothing_is_left(
    cli: Cli, empty_database_url: str
) -> None:
    assert cli.says("migrate", database_url=empty_database_url) == "Applied: 0001_initial\n"
    assert cli.says("migrate", database_url=empty_database_url) == "The database is up to date.\n"


def test_an_organization_is_created_with_its_time_zone(cli: Cli) -> None:
    said = cli.says("create-organization", "Firm", "--time-zone", "America/New_York")
    assert said == "Created the organization Firm.\n"

    async def zone() -> str:
        return (await Organization.get(name="Firm")).time_zone

    assert on_database(cli.database_url, zone) == "America/New_York"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Firm",), "There is an organization called Firm already."),
        (("  ",), "This must not be empty. Give it a value."),
        (("Other", "--time-zone", "Mars/Base"), "Give the name of a time zone"),
    ],
)
def test_an_organization_that_cannot_be_created_is_refused_in_one_line(
    cli: Cli, firm: Organization, arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in cli.refuses("create-organization", *arguments)

    async def count() -> int:
        return await Organization.all().count()

    assert on_database(cli.database_url, count) == 1


def test_a_user_signs_in_with_the_password_from_standard_input(
    cli: Cli, firm: Organization
) -> None:
    said = cli.says(*ANNA, "--role", "ADMIN", "--password-stdin", stdin=f"{PASSWORD}\r\nmore\n")

    user = signed_in(cli, "Anna@Firm.example", PASSWORD).user
    assert said == (
        f"Created anna@firm.example in Firm, with the id {encode_id('User', user.id)}.\n"
    )
    assert (user.name, user.role, user.organization_id) == ("Anna", UserRole.ADMIN, firm.id)


def test_a_user_without_a_password_cannot_sign_in(cli: Cli, firm: Organization) -> None:
    said = cli.says(*ANNA)

    assert said.endswith(
        "No password is set: nobody can sign in as anna@firm.example yet. "
        "Set one with: calendar-feeds set-password anna@firm.example, or let them do it: "
        "calendar-feeds password-link anna@firm.example\n"
    )
    assert [user.password_hash for user in users(cli)] == [None]
    assert [user.role for user in users(cli)] == [UserRole.MEMBER]
    with pytest.raises(WrongCredentials):
        signed_in(cli, "anna@firm.example", "")


@pytest.mark.parametrize(
    ("stdin", "reason"),
    [
        ("too short\n", "Choose a password of 10 to 1,000 characters."),
        ("", "Choose a password of 10 to 1,000 characters."),
        ("x" * 1_001, "Choose a password of 10 to 1,000 characters."),
        (b"\xff\xfe and more\n", "The password is not UTF-8."),
    ],
    ids=["short", "none", "long", "no text"],
)
def test_a_password_that_cannot_be_set_creates_no_user(
    cli: Cli, firm: Organization, stdin: str | bytes, reason: str
) -> None:
    assert cli.refuses(*ANNA, "--password-stdin", stdin=stdin) == reason
    assert users(cli) == []


def test_an_e_mail_address_is_taken_whatever_its_capitals(cli: Cli, firm: Organization) -> None:
    cli.says(*ANNA)

    refusal = cli.refuses("create-user", "ANNA@firm.example", "--name", "Another Anna")

    assert refusal == "There is a user with this e-mail address. Give another one."
    assert [user.name for user in users(cli)] == ["Anna"]


def test_a_user_needs_an_e_mail_address_and_a_name(cli: Cli, firm: Organization) -> None:
    assert "Give an e-mail address" in cli.refuses("create-user", "anna", "--name", "Anna")
    assert "must not be empty" in cli.refuses("create-user", "anna@firm.example", "--name", "")


def test_a_link_from_the_command_sets_a_password_once(cli: Cli, firm: Organization) -> None:
    cli.says(*ANNA)

    said = cli.says("password-link", "Anna@firm.example")

    assert said.startswith("https://feeds.example.com/password#cfp_")
    token = said.strip().partition("#")[2]

    async def use() -> User:
        return await set_password_with_link(
            PasswordPool(), token=token, password=PASSWORD, now=utc_now()
        )

    on_database(cli.database_url, use)
    assert signed_in(cli, "anna@firm.example", PASSWORD).user.email == "anna@firm.example"
    with pytest.raises(NotFound):
        on_database(cli.database_url, use)


def test_there_is_no_link_for_nobody(cli: Cli, firm: Organization) -> None:
    refusal = cli.refuses("password-link", "nobody@firm.example")
    assert refusal == "There is no user with the e-mail address nobody@firm.example."


def test_of_several_organizations_one_has_to_be_named(cli: Cli, firm: Organization) -> None:
    on_database(cli.database_url, partial(make_organization, name="Other"))

    assert cli.refuses(*ANNA) == "Say which organization: Firm, Other."
    refusal = cli.refuses(*ANNA, "--organization", "Third")
    assert refusal == "There is no organization called Third."
    said = cli.says(*ANNA, "--organization", "Other")
    assert said.startswith("Created anna@firm.example in Other, ")


def test_a_user_needs_an_organization(cli: Cli) -> None:
    assert cli.refuses(*ANNA) == (
        "There is no organization yet. Create one with: calendar-feeds create-organization NAME"
    )


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    cli: Cli, firm: Organization
) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *ANNA],
        env=os.environ | cli.environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    for prompt in (b"Password (empty for none): ", b"Repeat for confirmation: "):
        while not shown.endswith(prompt):
            shown += os.read(ours, 1024)
        os.write(ours, f"{PASSWORD}\n".encode())
    assert process.wait(60) == 0
    shown += os.read(ours, 1024)
    os.close(ours)

    assert b"Created anna@firm.example in Firm, " in shown
    assert PASSWORD.encode() not in shown
    assert signed_in(cli, "anna@firm.example", PASSWORD).user.name == "Anna"


def test_set_password_replaces_the_password_and_ends_sessions(cli: Cli, firm: Organization) -> None:
    cli.says(*ANNA, "--password-stdin", stdin=PASSWORD)
    signed_in(cli, "anna@firm.example", PASSWORD)

    said = cli.says("set-password", "Anna@firm.example", "--password-stdin", stdin="new" * 5)

    assert said == "anna@firm.example has another password. Sessions ended: 1.\n"
    with pytest.raises(WrongCredentials):
        signed_in(cli, "anna@firm.example", PASSWORD)
    assert signed_in(cli, "anna@firm.example", "new" * 5).user.name == "Anna"


@pytest.mark.parametrize(
    ("arguments", "stdin", "reason"),
    [
        (
            ("anna@firm.example",),
            f"{PASSWORD}\n",
            "Give a password at a terminal, or with --password-stdin.",
        ),
        (
            ("anna@firm.example", "--password-stdin"),
            "short\n",
            "Choose a password of 10 to 1,000 characters.",
        ),
        (
            ("nobody@firm.example", "--password-stdin"),
            f"{PASSWORD}\n",
            "There is no user with the e-mail address nobody@firm.example.",
        ),
    ],
    ids=["none", "short", "nobody"],
)
def test_a_password_that_cannot_be_set_changes_nothing(
    cli: Cli, firm: Organization, arguments: tuple[str, ...], stdin: str, reason: str
) -> None:
    cli.says(*ANNA)

    assert cli.refuses("set-password", *arguments, stdin=stdin) == reason
    assert [user.password_hash for user in users(cli)] == [None]
