"""An event and a task for tests to vary, and what a component of theirs says."""

from datetime import UTC, datetime
from functools import partial
from typing import TypedDict, Unpack
from uuid import UUID

from api.ical.event import render_event
from api.ical.facts import EventFacts, EventStatus, RenderOptions, Stamp, TaskFacts
from api.ical.feed_settings import Detail, FeedSettings
from api.ical.task import render_task

EVENT = EventFacts(
    id=UUID("11111111-1111-4111-8111-111111111111"),
    title="Planning",
    description="Bring the figures of the last quarter.",
    location="Room 4, second floor",
    url="https://intranet.example/events/1",
    categories=("Sales", "Quarter"),
    status=EventStatus.CONFIRMED,
    transparent=False,
    all_day=False,
    starts_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ends_at=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
    sequence=3,
    created_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
    updated_at=datetime(2026, 2, 20, 14, 5, 6, tzinfo=UTC),
    calendar_name="Team",
)

TASK = TaskFacts(
    id=UUID("22222222-2222-4222-8222-222222222222"),
    title="Send the offer",
    description="With the new prices.",
    url="https://intranet.example/tasks/2",
    categories=("Sales",),
    all_day=False,
    due_at=datetime(2026, 3, 3, 16, tzinfo=UTC),
    completed_at=None,
    priority=1,
    sequence=0,
    created_at=datetime(2026, 1, 6, 8, tzinfo=UTC),
    updated_at=datetime(2026, 2, 21, 9, 30, tzinfo=UTC),
    calendar_name="Team",
)


class Rendering(TypedDict, total=False):
    """How a test wants an item rendered, where that is not the default."""

    detail: Detail
    settings: FeedSettings
    stamp: Stamp
    options: RenderOptions
    several_calendars: bool


def component(item: EventFacts | TaskFacts, **how: Unpack[Rendering]) -> bytes | None:
    """The item's component, in full and with the default settings unless `how` says otherwise."""
    render = (
        partial(render_event, item) if isinstance(item, EventFacts) else partial(render_task, item)
    )
    return render(
        detail=how.get("detail", Detail.FULL),
        settings=how.get("settings", FeedSettings()),
        stamp=how.get("stamp", Stamp(changed_at=None, generation=0)),
        options=how.get("options", RenderOptions()),
        several_calendars=how.get("several_calendars", False),
    )


def properties(body: bytes | None) -> dict[str, str]:
    """Value by name (with its parameters) of a component's or a calendar's unfolded lines."""
    assert body is not None
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)
