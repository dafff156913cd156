"""CalendarFeed.links: a feed's address, made when it is first shown, in every program's form."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from api.models import AuditEntry, Feed, FeedToken, User
from api.settings import load_settings
from api.tokens import generate_key
from tests.clock import Clock
from tests.factories import make_calendar, make_user
from tests.schema.feeds import feeds_of
from tests.service import Service, serve

FEED_LINKS = """
{
  calendarFeeds(first: 100) {
    edges { node { id links { url webcal googleCalendar outlookPersonal outlookWork } } }
  }
}
"""[1:]


async def links_of(service: Service, user: User) -> list[Any]:
    return [feed["links"] for feed in await feeds_of(service, user, FEED_LINKS)]


async def test_links_hold_the_address_in_every_programs_form(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    links, _ = await links_of(service, user)

    url = links["url"]
    assert url.startswith("https://feeds.example.com/feeds/cf_")
    assert url.endswith(".ics")
    assert links["webcal"] == url.replace("https://", "webcal://")
    google = urlsplit(links["googleCalendar"])
    assert google.netloc == "calendar.google.com"
    assert parse_qs(google.query) == {"cid": [links["webcal"]]}
    outlook = f"/calendar/0/addfromweb?url={quote(url, safe='')}"
    assert links["outlookPersonal"] == "https://outlook.live.com" + outlook
    assert links["outlookWork"] == "https://outlook.office.com" + outlook


async def test_links_stay_the_same_until_a_reset(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    first = await links_of(service, user)
    service.clock.advance(days=400)

    assert await links_of(service, user) == first
    assert len({links["url"] for links in first}) == 2
    assert await FeedToken.all().count() == 2


async def test_no_address_is_made_before_links_are_asked_for(service: Service) -> None:
    user = await make_user()

    await make_calendar(user)
    await feeds_of(service, user)

    assert await FeedToken.all().count() == 0


async def test_showing_an_address_is_audited_once_a_day(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    async def entries() -> int:
        return await AuditEntry.filter(actor_id=user.id, action="ADDRESS_SHOWN").count()

    await links_of(service, user)
    await links_of(service, user)
    assert await entries() == 2
    service.clock.advance(hours=12)
    await links_of(service, user)
    assert await entries() == 4
    feeds = {feed.id for feed in await Feed.all()}
    assert {entry.subject_id for entry in await AuditEntry.all()} == feeds


async def test_programs_elsewhere_get_no_link_to_a_private_host(
    environ: dict[str, str], clock: Clock
) -> None:
    environ["CALENDAR_FEEDS_PUBLIC_URL"] = "http://127.0.0.1:8000"

    async with serve(load_settings(environ), clock) as service:
        user = await make_user()
        await make_calendar(user)
        links, _ = await links_of(service, user)

    assert links["webcal"].startswith("webcal://127.0.0.1:8000/feeds/")
    assert links["googleCalendar"] is links["outlookPersonal"] is links["outlookWork"] is None


async def test_an_address_whose_key_is_gone_is_not_shown_and_still_works(
    environ: dict[str, str], clock: Clock
) -> None:
    async with serve(load_settings(environ), clock) as service:
        user = await make_user()
        await make_calendar(user)
        url = await service.feed_url(user)

    environ["CALENDAR_FEEDS_KEYS"] = generate_key()
    async with serve(load_settings(environ), clock) as service:
        links = await links_of(service, user)
        response = await service.fetch(url)

    assert None in links
    assert response.status_code == 200
