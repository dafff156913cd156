"""Addresses made while access is taken: none stays that shows nothing and does not say why."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from api.feeds.operations.addresses import show_links
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.feeds.operations.reading import read_address
from api.feeds.operations.resetting import reset_feeds
from api.ical.feed_settings import Detail
from api.models import Calendar, FeedToken, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.governing import update_organization
from api.models.managing import delete_calendar, update_calendar
from api.models.membership import remove_member, set_member
from api.models.user import UserRole
from api.settings import load_settings
from api.tokens import KeyRing, derive_feed_token, generate_key, parse_key
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_user
from tests.feeds.outside import is_sqlite
from tests.holding import held

SETTINGS = load_settings({"CALENDAR_FEEDS_PUBLIC_URL": "https://feeds.example.com"})
KEYS = KeyRing((parse_key(generate_key()),))
READER = CalendarRole.READER


@dataclass(frozen=True)
class Place:
    """An admin's calendar, and a colleague who reads it."""

    database_url: str
    admin: User
    reader: User
    calendar: Calendar

    async def show(self) -> None:
        """Makes the addresses of the reader that are not there."""
        feeds = await visible_feeds(self.reader.id)
        await show_links(Actor(self.reader), feeds, NOON, keys=KEYS, settings=SETTINGS)

    async def reset(self) -> None:
        await reset_feeds(self.reader, None, NOON, keys=KEYS, by=None, notice_days=30)

    async def remove(self) -> None:
        keys = {"calendar_id": self.calendar.id, "user_id": self.reader.id}
        await remove_member(Actor(self.admin), NOON, **keys)

    async def set(self) -> None:
        keys = {"calendar_id": self.calendar.id, "user_id": self.reader.id}
        await set_member(Actor(self.admin), NOON, **keys, role=READER)

    async def give_everyone(self, role: CalendarRole | None) -> None:
        fields = {"everyone_role": role}
        await update_calendar(Actor(self.admin), NOON, calendar_id=self.calendar.id, fields=fields)

    async def delete(self) -> None:
        await delete_calendar(Actor(self.admin), NOON, calendar_id=self.calendar.id)

    async def limit(self, ceiling: Detail) -> None:
        await update_organization(Actor(self.admin), NOON, fields={"detail_ceiling": ceiling})

    async def live(self) -> int:
        return await FeedToken.filter(user_id=self.reader.id, retired_at__isnull=True).count()

    async def notices(self) -> list[bool | None]:
        """Of each address that the reader ever had whether it is a notice; None for 404."""
        tokens = await FeedToken.filter(user_id=self.reader.id)
        documents = [
            await read_address(
                str(derive_feed_token(KEYS.first, token.selector, bytes(token.nonce))),
                NOON,
                settings=SETTINGS,
                bodies=BodyCache(0),
            )
            for token in tokens
        ]
        return [document.is_notice if document else None for document in documents]


@pytest.fixture
async def place(open_database: str) -> Place:
    admin = await make_user(role=UserRole.ADMIN)
    reader = await make_user(await admin.organization)
    calendar = await make_calendar(admin)
    await add_member(calendar, reader, READER)
    await make_default_feeds(reader.id, NOON)
    return Place(open_database, admin, reader, calendar)


async def both_at_once(
    place: Place,
    first: Callable[[], Coroutine[Any, Any, None]],
    second: Callable[[], Coroutine[Any, Any, None]],
    *,
    table: str,
) -> None:
    """Begins the first, and the second when the first waits with its work half done.

    On SQLite they are begun in this order: one transaction waits for the other there.
    """
    if is_sqlite(place.database_url):
        await asyncio.gather(first(), second())
        return
    async with held(place.database_url, table) as until_waiting:
        tasks = [asyncio.create_task(first())]
        await until_waiting(1)
        tasks.append(asyncio.create_task(second()))
        await until_waiting(2)
    await asyncio.gather(*tasks)


async def take_from_everyone(place: Place) -> None:
    await place.give_everyone(None)


Taking = Callable[[Place], Awaitable[None]]
WAYS: dict[str, Taking] = {
    "membership": Place.remove,
    "role for everyone": take_from_everyone,
    "calendar": Place.delete,
    "ceiling": lambda place: place.limit(Detail.OFF),
}


@pytest.mark.parametrize("reset_comes_first", [True, False], ids=["reset first", "access first"])
@pytest.mark.parametrize("way", WAYS)
async def test_a_reset_while_access_is_taken_leaves_no_live_address_that_shows_nothing(
    place: Place, way: str, *, reset_comes_first: bool
) -> None:
    if way == "role for everyone":
        await place.remove()
        await place.give_everyone(READER)
    await place.show()
    assert await place.live() == 2

    async def take() -> None:
        await WAYS[way](place)

    order = (place.reset, take) if reset_comes_first else (take, place.reset)
    # Both write there last of all.
    await both_at_once(place, *order, table="audit_entries")

    assert await place.live() == 0
    assert set(await place.notices()) == {True}


async def test_access_given_back_brings_no_address_back_that_a_reset_made_meanwhile(
    place: Place,
) -> None:
    await place.show()
    await both_at_once(place, place.reset, place.remove, table="audit_entries")
    await place.set()
    assert set(await place.notices()) == {True}
    await place.show()
    assert await place.live() == 2


@pytest.mark.parametrize("shown_first", [True, False], ids=["shown first", "access first"])
async def test_an_address_that_is_first_shown_while_access_is_taken_is_not_left_alive(
    place: Place, *, shown_first: bool
) -> None:
    order = (place.show, place.remove) if shown_first else (place.remove, place.show)
    await both_at_once(place, *order, table="feed_tokens")
    assert await place.live() == 0
    assert False not in await place.notices()
    assert None not in await place.notices()


async def test_resets_changes_of_members_and_of_feeds_at_once_do_not_wait_for_each_other_for_ever(
    place: Place,
) -> None:
    """Whatever takes several locks takes them in one order: else PostgreSQL ends one in a fault."""

    async def change_members() -> None:
        for _ in range(5):
            await place.remove()
            await place.set()

    async def again(work: Callable[[], Awaitable[None]]) -> None:
        for _ in range(10):
            await work()

    await asyncio.gather(
        change_members(),
        again(place.reset),
        again(place.show),
        again(lambda: place.give_everyone(READER)),
        again(lambda: place.limit(Detail.BUSY)),
        again(lambda: place.limit(Detail.FULL)),
    )
    await place.remove()
    await place.give_everyone(None)
    assert await place.live() == 0
