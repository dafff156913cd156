"""Loads what calendars hold, for all calendars of a list at once, and whom it concerns."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from api.feeds.operations.listing import default_feeds_of
from api.ical.recurrence import Steps
from api.ical.window import Window
from api.models import agenda, contents
from api.models.agenda_rows import SeenCalendar
from api.models.assignees import assignees_of
from api.models.contents import CalendarMember
from api.models.entry import Event, Task
from api.models.feed import Feed
from api.models.paging import Page
from api.models.user import User
from api.schema.loading import Loader, Turns

Loaded = TypeVar("Loaded")


class CalendarLoaders:
    """The loaders of one request. Keys are a calendar, and what of its list is asked for."""

    def __init__(
        self,
        user_id: UUID | None,
        now: datetime,
        steps: Steps,
        assignments: Steps,
        turns: Turns,
    ) -> None:
        self._user_id, self._now = user_id, now
        self.events: Loader[tuple[SeenCalendar, tuple[Window, Page]], list[Event]] = _alike(
            turns,
            lambda calendars, asked: agenda.events_in(calendars, asked[0], asked[1], steps),
            lambda seen: seen.id,
        )
        self.event_counts: Loader[tuple[SeenCalendar, Window], int] = _alike(
            turns,
            lambda calendars, window: agenda.count_events(calendars, window, steps),
            lambda seen: seen.id,
        )
        self.tasks: Loader[tuple[UUID, tuple[Window, bool | None, Page]], list[Task]] = _alike(
            turns, lambda ids, asked: contents.tasks_in(ids, *asked)
        )
        self.task_counts: Loader[tuple[UUID, tuple[Window, bool | None]], int] = _alike(
            turns, lambda ids, asked: contents.count_tasks(ids, *asked)
        )
        self.members: Loader[tuple[UUID, Page], list[CalendarMember]] = _alike(
            turns, contents.members_of
        )
        self.member_counts: Loader[UUID, int] = Loader(_member_counts, turns)
        self.feeds: Loader[UUID, Feed | None] = Loader(self._feeds, turns)
        # By keys of events and series, and of tasks.
        self.event_assignees = _assignees(turns, Event, assignments)
        self.task_assignees = _assignees(turns, Task, assignments)

    async def _feeds(self, calendar_ids: list[UUID]) -> list[Feed | None]:
        if self._user_id is None:
            return [None] * len(calendar_ids)
        found = await default_feeds_of(self._user_id, calendar_ids, self._now)
        return [found.get(calendar_id) for calendar_id in calendar_ids]


async def _member_counts(calendar_ids: list[UUID]) -> list[int]:
    counts = await contents.count_members(calendar_ids)
    return [counts[calendar_id] for calendar_id in calendar_ids]


def _assignees(
    turns: Turns, model: type[Event | Task], assignments: Steps
) -> Loader[UUID, list[User]]:
    async def lists(item_ids: list[UUID]) -> list[list[User]]:
        found = await assignees_of(model, item_ids, assignments)
        return [found[item_id] for item_id in item_ids]

    return Loader(lists, turns)


def _alike(
    turns: Turns,
    load: Callable[[Sequence[Any], Any], Awaitable[Mapping[UUID, Loaded]]],
    id_of: Callable[[Any], UUID] = lambda calendar_id: calendar_id,
) -> Loader[tuple[Any, Any], Loaded]:
    """A loader of calendars' lists: one load for all of which the same is asked."""

    async def lists(keys: list[tuple[Any, Any]]) -> list[Loaded]:
        found = {
            asked: await load([calendar for calendar, of in keys if of == asked], asked)
            for asked in {asked for _, asked in keys}
        }
        return [found[asked][id_of(calendar)] for calendar, asked in keys]

    return Loader(lists, turns)
