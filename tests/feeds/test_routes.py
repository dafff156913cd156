"""The route that calendar programs fetch."""

from icalendar import Calendar as Parsed

from tests.factories import make_calendar, make_event, make_task, make_user
from tests.service import Service


async def test_a_feed_shows_events_and_tasks(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Court diary")
    await make_event(calendar, title="Hearing")
    await make_task(calendar, title="File the report")
    url = await service.feed_url(user, calendar="Court diary")

    response = await service.fetch(url)

    assert response.status_code == 200
    titles = [str(event["SUMMARY"]) for event in Parsed.from_ical(response.content).walk("VEVENT")]
    assert titles == ["Due: File the report", "Hearing"] or sorted(titles) == [
        "Due: File the report",
        "Hearing",
    ]
