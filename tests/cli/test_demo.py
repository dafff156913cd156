"""The command that shows the product on one's own machine."""

import re
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from api.models import Organization, User
from tests.cli.commands import Cli, Program, announced, on_database, program

SIGN_IN = "mutation($i: SignInInput!) { signIn(input: $i) { viewer { email } errors { code } } }"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """As whoever tries it has it: nothing is set but where the data go."""
    return {"CALENDAR_FEEDS_DATA_DIR": str(tmp_path / "data")}


def sign_in(demo: Program, email: str, password: str) -> Any:
    """The answer to a sign-in."""
    variables = {"i": {"email": email, "password": password}}
    answer = httpx.post(
        f"{demo.address}/graphql", json={"query": SIGN_IN, "variables": variables}, timeout=30
    )
    return answer.json()["data"]["signIn"]


def test_the_demo_prints_a_page_a_sign_in_and_a_feed_and_all_three_work(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with program(tmp_path, environ, "demo", log_level="DEBUG") as demo:
        page, email, password, feed = announced(demo)
        shown = httpx.get(page)
        answer = sign_in(demo, email, password)
        calendar = httpx.get(feed)
        status = demo.end(signal.SIGINT)

    assert page == f"{demo.address}/"
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert answer == {"viewer": {"email": email}, "errors": []}
    assert re.fullmatch(rf"{demo.address}/feeds/cf_\w{{16}}_\w{{43}}\.ics", feed)
    assert len(Calendar.from_ical(calendar.content).walk("VEVENT")) > 100
    assert status == 0
    assert demo.printed.count("\n") == 3
    assert password not in demo.log
    assert feed.rpartition("_")[2].removesuffix(".ics") not in demo.log
    assert "Traceback" not in demo.log
    assert (tmp_path / "data" / "keys").stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_data_and_address_and_has_a_new_password(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with program(tmp_path, environ, "demo") as first:
        _, email, old_password, feed = announced(first)
        assert first.end() == 0
    with program(tmp_path, environ, "demo") as second:
        _, same_email, password, same_feed = announced(second)
        refused = sign_in(second, email, old_password)
        answer = sign_in(second, email, password)
        calendar = httpx.get(same_feed)

    assert "Loading sample data" in first.log
    assert "Loading sample data" not in second.log
    assert same_email == email
    assert path_of(same_feed) == path_of(feed)
    assert refused["errors"] == [{"code": "WRONG_CREDENTIALS"}]
    assert answer["viewer"] == {"email": email}
    assert calendar.status_code == 200


def path_of(url: str) -> str:
    """The path of an address."""
    return httpx.URL(url).path


def test_a_database_with_other_data_gets_no_sample_and_no_password(
    cli: Cli, tmp_path: Path, environ: dict[str, str]
) -> None:
    cli.says("migrate")
    cli.says("create-organization", "Firm")
    with program(tmp_path, environ, "demo") as demo:
        lines = demo.await_lines(2)
        status = demo.end()

    async def names() -> tuple[list[str], int]:
        return [firm.name for firm in await Organization.all()], await User.all().count()

    assert lines == [
        f"Page: {demo.address}/",
        "This database holds data of its own: sign in as one of its users.",
    ]
    assert status == 0
    database = f"sqlite://{tmp_path / 'data' / 'calendar-feeds.sqlite3'}"
    assert on_database(database, names) == (["Firm"], 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "feeds.example.com"])  # noqa: S104
def test_the_demo_serves_on_this_machine_only(
    cli: Cli, tmp_path: Path, environ: dict[str, str], host: str
) -> None:
    refusal = cli.refuses("demo", host=host)

    assert refusal.startswith(f"the demo serves on this machine only, not on {host}.")
    assert not (tmp_path / "data").exists()
