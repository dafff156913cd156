"""Series as they are stored: the columns of an event that recurs, and the facts they stand for.

`rrule` is the rule, empty for a series by `rdates` alone and null for a single event. `rdates` and
`exdates` are lists of texts (`api.ical.recurrence.stored`). Instants are in UTC; of an all-day
series 00:00 UTC of the date.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.errors import InvalidInput
from api.ical.recurrence import (
    ExtraDate,
    InvalidRule,
    Series,
    check_series,
)
from api.ical.recurrence.stored import exdate_texts, rdate_texts, read_exdates, read_rdates
from api.models.entry import Event
from api.models.fields import instant, stored_instant


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What makes an event a series: a rule, extra occurrences, and starts or dates without one."""

    rule: str
    rdates: tuple[ExtraDate, ...] = ()
    exdates: frozenset[date] = frozenset()


def series_of(columns: Mapping[str, Any], calendar_zone: str) -> Series:
    """The series in these columns of an event, as either engine or the ORM has them.

    Without a zone of its own it is planned in its calendar's. Raises ValueError or TypeError for
    what is no series.
    """
    return Series(
        starts_at=stored_instant(columns["starts_at"]),
        ends_at=stored_instant(columns["ends_at"]),
        time_zone=None if columns["all_day"] else columns["time_zone"] or calendar_zone,
        rule=columns["rrule"],
        rdates=read_rdates(_list(columns["rdates"])),
        exdates=read_exdates(_list(columns["exdates"])),
        last_ends_at=instant(columns["series_ends_at"]),
    )


def set_recurrence(event: Event, recurrence: Recurrence | None) -> None:
    """Makes the event a series, or with None a single event; `check_recurrence` is to follow."""
    event.rrule = None if recurrence is None else recurrence.rule
    event.rdates = [] if recurrence is None else rdate_texts(recurrence.rdates)
    event.exdates = [] if recurrence is None else exdate_texts(recurrence.exdates)


def check_recurrence(event: Event, calendar_zone: str) -> None:
    """Checks what makes the event a series, if it is one, and notes where it ends.

    Raises InvalidInput that says what to change.
    """
    event.series_ends_at = None
    if event.rrule is None:
        return
    try:
        series = check_series(series_of(vars(event), calendar_zone))
    except InvalidRule as invalid:
        raise InvalidInput(str(invalid), ("recurrence",)) from None
    event.rrule, event.series_ends_at = series.rule, series.last_ends_at


def _list(column: Any) -> list[Any]:
    entries = json.loads(column) if isinstance(column, str) else column
    if not isinstance(entries, list):
        raise TypeError("not a list")
    return entries
