"""The command that resets the feeds of a user."""

from api.app import utc_now
from api.feeds.operations.addresses import Links, show_links
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.keys import load_keys
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.feeds.operations.reading import read_address
from api.models import AuditEntry, User
from api.models.audit import Actor
from api.settings import Settings, load_settings
from tests.cli.commands import Cli, on_database
from tests.factories import make_calendar, make_user


def feed_links(cli: Cli, settings: Settings) -> list[Links]:
    """The links of all of Anna's feeds, made if need be."""

    async def links() -> list[Links]:
        user = await User.get(email="anna@firm.example")
        await make_default_feeds(user.id, utc_now())
        feeds = await visible_feeds(user.id).order_by("id")
        shown = await show_links(
            Actor(user), feeds, utc_now(), keys=load_keys(settings), settings=settings
        )
        return [links for links in shown.values() if links is not None]

    return on_database(cli.database_url, links)


def served(cli: Cli, settings: Settings, url: str) -> str:
    """What is at this address: "calendar", "notice" or "nothing"."""
    token = url.rpartition("/")[2].removesuffix(".ics")

    async def read() -> str:
        found = await read_address(token, utc_now(), settings=settings, bodies=BodyCache(0))
        if found is None:
            return "nothing"
        return "notice" if found.is_notice else "calendar"

    return on_database(cli.database_url, read)


def make_anna(cli: Cli) -> None:
    """Anna and a calendar of hers."""

    async def anna() -> None:
        await make_calendar(await make_user(email="anna@firm.example"))

    on_database(cli.database_url, anna)


def test_reset_feeds_replaces_every_address_of_the_user_and_prints_none(cli: Cli) -> None:
    settings = load_settings(cli.environ)
    make_anna(cli)
    before = feed_links(cli, settings)
    assert len(before) == 2
    assert {served(cli, settings, links.url) for links in before} == {"calendar"}

    said = cli.says("reset-feeds", "Anna@firm.example")

    assert said.startswith("The feeds of anna@firm.example have new addresses")
    assert "cf_" not in said
    after = feed_links(cli, settings)
    assert {served(cli, settings, links.url) for links in before} == {"notice"}
    assert {served(cli, settings, links.url) for links in after} == {"calendar"}
    assert len(after) == 2


def test_reset_feeds_leaves_no_notice_when_told_so(cli: Cli) -> None:
    settings = load_settings(cli.environ)
    make_anna(cli)
    before = feed_links(cli, settings)

    cli.says("reset-feeds", "anna@firm.example", "--no-notice")

    assert {served(cli, settings, links.url) for links in before} == {"nothing"}


def test_reset_feeds_says_when_there_was_nothing_to_replace(cli: Cli) -> None:
    make_anna(cli)

    said = cli.says("reset-feeds", "anna@firm.example")

    assert said == "anna@firm.example had no address yet: there was nothing to replace.\n"


def test_reset_feeds_of_nobody_is_refused(cli: Cli) -> None:
    refusal = cli.refuses("reset-feeds", "nobody@firm.example")
    assert refusal == "There is no user with the e-mail address nobody@firm.example."

    async def entries() -> int:
        return await AuditEntry.all().count()

    assert on_database(cli.database_url, entries) == 0
