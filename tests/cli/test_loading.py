"""The sample in the database: all of it, alike on both engines, and shown by feeds."""

from icalendar import Calendar as Parsed

from api.cli.sample import sample_on
from api.cli.sample.loading import load_sample
from api.models import Calendar, Event, EventAssignee, Member, Organization, Task, User
from api.models.database import transaction
from tests.clock import NOON
from tests.service import Service

SAMPLE = sample_on(NOON.date())


async def test_everything_in_the_sample_is_stored_under_the_same_keys_each_time(
    open_database: str,
) -> None:
    keys = []
    for _ in range(2):
        await load_sample(SAMPLE, NOON)
        keys.append({event.id for event in await Event.all()})
        assert await User.all().count() == len(SAMPLE.users)
        assert await Calendar.all().count() == len(SAMPLE.calendars)
        assert await Event.all().count() == len(SAMPLE.events)
        assert await Task.all().count() == len(SAMPLE.tasks)
        assert await Member.all().count() == sum(len(c.members) for c in SAMPLE.calendars)
        assert await EventAssignee.all().count() == sum(len(e.assignees) for e in SAMPLE.events)
        assert await User.filter(password_hash__isnull=False).count() == 0
        async with transaction():
            await Organization.all().delete()
    assert keys[0] == keys[1]


async def test_the_feed_of_the_demos_user_shows_most_of_the_sample(service: Service) -> None:
    await load_sample(SAMPLE, NOON)
    user = await User.get(email=SAMPLE.demo_user)

    response = await service.fetch(await service.feed_url(user))

    events = Parsed.from_ical(response.content).walk("VEVENT")
    titles = {str(event["SUMMARY"]) for event in events}
    assert len(events) > 100
    assert {"Busy"} < titles
    assert any(title.startswith("Due: ") for title in titles)
    assert any(title.startswith("Done: ") for title in titles)
