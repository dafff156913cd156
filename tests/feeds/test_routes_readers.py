"""Every reader sees the same in what is served: 500 items, whatever the feed is told to show."""

from typing import Any

import pytest

from api.models import User
from api.models.feed import Feed
from tests.factories import make_user
from tests.feeds.many import MINE, load_many
from tests.ical.combinations import in_one_order
from tests.ical.readers import READERS, Item
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
async def owner(service: Service) -> User:
    """Somebody with all these items in two calendars."""
    user = await make_user()
    await load_many(user)
    return user


async def read_by_all(service: Service, owner: User, **settings: Any) -> list[Item]:
    """The items of the owner's feed with these settings, in which every reader has to agree."""
    url = await service.feed_url(owner)
    await Feed.filter(user_id=owner.id).update(**settings)
    body = (await service.fetch(url)).content
    seen = {name: in_one_order(read(body)) for name, read in READERS.items()}
    for name in READERS:
        assert seen[name] == seen["icalendar"], name
    items = seen["icalendar"]
    assert len({item.uid for item in items}) == body.count(b"BEGIN:V") - 1
    return items


async def test_every_reader_sees_the_same_500_items(service: Service, owner: User) -> None:
    assert len(await read_by_all(service, owner, cancelled="SHOW")) >= 500


async def test_every_reader_sees_the_same_todos_and_titles(service: Service, owner: User) -> None:
    settings = {"task_format": "TODO", "detail": "TITLE", "calendar_name": "TITLE_PREFIX"}
    items = await read_by_all(service, owner, **settings)
    assert len([item for item in items if item.start is None]) > 100
    assert all(item.title.startswith(("Court diary: ", "Süd; Büro: ")) for item in items)


async def test_every_reader_sees_the_same_busy_times(service: Service, owner: User) -> None:
    items = await read_by_all(service, owner, detail="BUSY")
    assert {item.title for item in items} == {"Busy"}


async def test_every_reader_sees_the_same_of_what_is_assigned(
    service: Service, owner: User
) -> None:
    settings = {"only_assigned_to_me": True, "completed_tasks": "OMIT", "calendar_name": "NONE"}
    items = await read_by_all(service, owner, **settings)
    assert len(items) > 100
    assert all(MINE.strip() in item.title for item in items)
