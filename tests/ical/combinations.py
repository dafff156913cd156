"""Feeds with every combination of the settings that change what an item looks like."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from api.ical.calendar import render_calendar
from api.ical.facts import EventFacts, RenderOptions, TaskFacts
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedSettings,
    TaskFormat,
)
from tests.ical.readers import Item
from tests.ical.samples import component

Facts = EventFacts | TaskFacts

DETAILS: Final = (Detail.FULL, Detail.TITLE, Detail.BUSY)
COMBINATIONS: Final = [
    FeedSettings(
        detail=detail,
        task_format=task_format,
        cancelled=cancelled,
        completed_tasks=completed,
        calendar_name=name,
    )
    for detail, task_format, cancelled, completed, name in product(
        DETAILS, TaskFormat, CancelledEvents, CompletedTasks, CalendarNamePlacement
    )
]


def feed(items: Iterable[Facts], settings: FeedSettings) -> bytes:
    """The feed that shows these items with these settings."""
    bodies = (
        component(item, detail=settings.detail, settings=settings, several_calendars=True)
        for item in items
    )
    return render_calendar(
        name="Überstunden 🕓",
        color="#3f51b5",
        components=filter(None, bodies),
        options=RenderOptions(),
    )


def feeds(items: Sequence[Facts], *details: Detail) -> list[bytes]:
    """The feeds of all combinations of settings with these details, each text once."""
    chosen = [settings for settings in COMBINATIONS if settings.detail in details]
    return list(dict.fromkeys(feed(items, settings) for settings in chosen))


def in_one_order(items: Iterable[Item]) -> list[Item]:
    """The items by their UIDs."""
    return sorted(items, key=lambda item: item.uid)
