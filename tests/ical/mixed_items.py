"""Made-up items of every kind: what a busy person's calendars hold, the same in every run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from api.ical.facts import EventFacts, EventStatus, TaskFacts
from api.ical.recurrence import Series, check_series, expand
from api.ical.window import Window
from tests.ical.samples import EVENT, TASK

WINDOW = Window(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 5, 18, tzinfo=UTC))

TITLES = (
    "Hearing",
    "Hearing; room 4, with counsel",
    "Größe: über „alles“ hinaus",
    "日本語の会議、東京オフィスで新製品を話し合います",
    "اجتماع فريق العمل",
    "Party 🎉👩‍👩‍👧‍👦 " + "é" * 90,
    'A "quoted" title: with=signs^n and spaces ',
    "",
)
NAMES = ("Court diary", "Überstunden; Süd", "営業")


def mixed_items(count: int, seed: int = 2445) -> list[EventFacts | TaskFacts]:
    """So many items: as many single events as occurrences of series and as tasks."""
    random = Random(seed)
    items: list[EventFacts | TaskFacts] = []
    while len(items) < count:
        for occurrence in islice(_occurrences(random), 5):
            items += [_event(random), occurrence, _task(random)]
    return items[:count]


def _common(random: Random) -> dict[str, Any]:
    return {
        "id": UUID(int=random.getrandbits(128), version=4),
        "title": random.choice(TITLES),
        "description": random.choice(("", "Bring:\n- the file\n- 1,5 % of Zoë’s\ttea", "会" * 100)),
        "categories": random.choice(((), ("Court",), ("Größe, klein", "日本"))),
        "calendar_name": random.choice(NAMES),
        "sequence": random.randrange(9),
    }


def _event(random: Random) -> EventFacts:
    """A short event, a long one, or one of whole days; some are cancelled, some take no time."""
    all_day = random.random() < 0.3
    day = WINDOW.start + timedelta(days=random.randrange(106))
    start = day if all_day else day + timedelta(minutes=random.randrange(24 * 60))
    length = timedelta(days=random.choice((1, 1, 2, 30)))
    if not all_day:
        length = timedelta(minutes=random.choice((0, 15, 60, 24 * 60, 40 * 24 * 60)))
    return replace(
        EVENT,
        **_common(random),
        all_day=all_day,
        starts_at=start,
        ends_at=start + length,
        status=random.choice(list(EventStatus)),
        transparent=random.random() < 0.2,
    )


def _occurrences(random: Random) -> Iterator[EventFacts]:
    """A series in its own zone, each fifth occurrence moved, renamed or cancelled."""
    whole = replace(_event(random), status=EventStatus.CONFIRMED)
    rule = random.choice(("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY"))
    zone = None if whole.all_day else random.choice(("Europe/London", "America/New_York"))
    series = check_series(
        Series(
            starts_at=whole.starts_at - timedelta(weeks=10),
            ends_at=whole.starts_at - timedelta(weeks=10) + timedelta(days=1),
            time_zone=zone,
            rule=rule,
        )
    )
    for number, each in enumerate(expand(series, WINDOW)):
        occurrence = replace(
            whole,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            original_start=each.original_start,
        )
        yield _override(random, occurrence) if number % 5 == 4 else occurrence


def _override(random: Random, occurrence: EventFacts) -> EventFacts:
    moved = timedelta(days=random.choice((0, 1)))
    return replace(
        occurrence,
        title=random.choice(TITLES),
        status=random.choice(list(EventStatus)),
        starts_at=occurrence.starts_at + moved,
        ends_at=occurrence.ends_at + moved,
    )


def _task(random: Random) -> TaskFacts:
    """A task, due on a date or at a time, which is never midnight; some are done."""
    all_day = random.random() < 0.4
    day = WINDOW.start + timedelta(days=random.randrange(106))
    done_at = day - timedelta(days=1)
    return replace(
        TASK,
        **_common(random),
        all_day=all_day,
        due_at=day if all_day else day + timedelta(minutes=random.randrange(1, 24 * 60)),
        completed_at=done_at if random.random() < 0.4 else None,
        priority=random.randrange(10),
    )
