"""What becomes of each VEVENT and VTODO of a file: an item or a reasoned refusal."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from api.ical.parsing.components import EVENT, Component
from api.ical.parsing.items import read_event, read_task
from api.ical.parsing.overrides import place_overrides
from api.ical.parsing.readings import Outcome, Reading, Refusal, refused
from api.ical.parsing.series import read_series, series_fields, take_steps
from api.ical.parsing.texts import read_number, read_word
from api.ical.parsing.times import UnreadableItem, is_for_all_later
from api.ical.parsing.zones import Zones
from api.ical.recurrence import Steps

_HIGHEST_SEQUENCE = 2**31 - 1

_RULES = ("RRULE", "RDATE", "EXRULE")

_AGAIN = "The same UID appears again in this file."
_CHANGED_AGAIN = "Another change of the same occurrence appears in this file."
_RECURRING_TASK = (
    "It is a task that repeats, and tasks cannot repeat here. Make it an event, or a task for each "
    "date."
)


def read_component(component: Component, zones: Zones, steps: Steps) -> Reading:
    """Read one VEVENT or VTODO; whatever it holds, this raises nothing.

    `steps` are what all series of the file may take together.
    """
    try:
        return _read(component, zones, steps)
    except UnreadableItem as why:
        return refused(component, str(why))


def outcomes_of(readings: Sequence[Reading], steps: Steps) -> list[Outcome]:
    """The outcomes: each item is one of its own, and each override has its place in its series.

    Of items with one UID all but the latest revision are refused. An event and a task may have the
    same UID; of two events a series goes first.
    """
    placed = place_overrides(_without_repetitions(readings), steps)
    return [reading.outcome for reading in placed]


def _read(component: Component, zones: Zones, steps: Steps) -> Reading:
    recurs = any(component.first(name) for name in _RULES)
    is_override = component.first("RECURRENCE-ID") is not None
    if component.name != EVENT:
        if recurs or is_override:
            raise UnreadableItem(_RECURRING_TASK)
        return Reading(component, read_task(component, zones))
    is_series = recurs or _ends_series(component)
    if is_series:
        take_steps(component, steps)
    event = read_event(component, zones)
    if not is_series:
        return Reading(component, event)
    series = read_series(component, zones, Steps(whole=steps))
    return Reading(component, replace(event, **series_fields(series)) if recurs else event, series)


def _ends_series(component: Component) -> bool:
    line = component.first("RECURRENCE-ID")
    return line is not None and is_for_all_later(line)


def _without_repetitions(readings: Sequence[Reading]) -> list[Reading]:
    """The readings; of several that claim the same, all but the latest revision are refused."""
    latest: dict[Hashable, Reading] = {}
    for reading in readings:
        if (claim := _claimed(reading)) is not None:
            latest[claim] = max(latest.get(claim, reading), reading, key=_revision)
    return [
        reading
        if (claim := _claimed(reading)) is None or latest[claim] is reading
        else refused(reading.component, _AGAIN if reading.recurrence_id is None else _CHANGED_AGAIN)
        for reading in readings
    ]


def _claimed(reading: Reading) -> Hashable:
    """What only one item of the file may be; None for refusals."""
    if isinstance(reading.outcome, Refusal):
        return None
    return reading.component.name, reading.outcome.ical_uid, reading.recurrence_id


def _revision(reading: Reading) -> tuple[bool, int, str]:
    """What puts revisions of one item in order (RFC 5546 section 2.1.5); a series goes first."""
    component = reading.component
    return (
        reading.series is not None,
        read_number(component, "SEQUENCE", _HIGHEST_SEQUENCE),
        read_word(component, "DTSTAMP"),
    )
