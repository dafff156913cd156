"""What becomes of each VEVENT and VTODO of a file: an item, a series or a reasoned refusal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.ical.parsing.components import Component
from api.ical.parsing.items import ParsedEvent, ParsedTask, read_item
from api.ical.parsing.texts import item_uid, read_number, read_title, read_uid, read_word
from api.ical.parsing.times import UnreadableItem
from api.ical.parsing.zones import Zones
from api.ical.text import shorten

_SHOWN_TITLE = 80
_HIGHEST_SEQUENCE = 2**31 - 1

_RULES = ("RRULE", "RDATE", "EXRULE")
_RECURRENCE = (*_RULES, "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A component that was not read, and a sentence that says why. Its title may be shortened."""

    component: str
    ical_uid: str | None
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A recurring event or task, or an override of one: recognised, not imported yet.

    Its title may be shortened.
    """

    component: str
    ical_uid: str
    title: str


Outcome = ParsedEvent | ParsedTask | Refusal | Series


@dataclass(frozen=True, slots=True)
class Reading:
    """A component and what became of it."""

    component: Component
    outcome: Outcome


def read_component(component: Component, zones: Zones) -> Reading:
    """Read one VEVENT or VTODO; whatever it holds, this raises nothing."""
    if any(component.first(name) for name in _RECURRENCE):
        title = shorten(read_title(component), _SHOWN_TITLE)
        series = Series(component=component.name, ical_uid=item_uid(component), title=title)
        return Reading(component, series)
    try:
        return Reading(component, read_item(component, zones))
    except UnreadableItem as why:
        return Reading(component, _refusal(component, str(why)))


def without_repeated_uids(readings: Iterable[Reading]) -> Iterator[Outcome]:
    """The outcomes, where of items with one UID all but the latest revision are refused.

    An event and a task may have the same UID. The parts of a series do; an item without recurrence
    that has the UID of a series is refused.
    """
    readings = list(readings)
    latest: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if (key := _claimed(reading)) is not None:
            latest[key] = max(latest.get(key, reading), reading, key=_revision)
    for reading in readings:
        key = _claimed(reading)
        if key is None or latest[key] is reading or isinstance(reading.outcome, Series):
            yield reading.outcome
        else:
            yield _refusal(reading.component, "The same UID appears again in this file.")


def _claimed(reading: Reading) -> tuple[str, str] | None:
    """The kind and UID that only one item of the file may have; None for refusals and overrides."""
    component = reading.component
    is_override = component.first("RECURRENCE-ID") is not None
    if isinstance(reading.outcome, Refusal) or is_override:
        return None
    return component.name, reading.outcome.ical_uid


def _revision(reading: Reading) -> tuple[bool, int, str]:
    """What puts revisions of one item in order (RFC 5546 section 2.1.5); a series goes first."""
    component = reading.component
    return (
        isinstance(reading.outcome, Series),
        read_number(component, "SEQUENCE", _HIGHEST_SEQUENCE),
        read_word(component, "DTSTAMP"),
    )


def _refusal(component: Component, reason: str) -> Refusal:
    return Refusal(
        component=component.name,
        ical_uid=read_uid(component),
        title=shorten(read_title(component), _SHOWN_TITLE),
        reason=reason,
    )
