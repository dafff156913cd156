"""Added and excepted dates as texts, as lists in the database hold them: iCalendar's own forms.

20260302T090000Z is an instant, 20260302T090000Z/20260302T170000Z an added one with an end of its
own (RFC 5545 section 3.3.9), and 20260302 a date on which all that starts is excepted.
"""

from collections.abc import Iterable
from datetime import date, datetime

from api.ical.recurrence.rule import date_text, instant_text
from api.ical.recurrence.series import ExtraDate

_DATE_LENGTH = len("20260302")


def rdate_texts(rdates: Iterable[ExtraDate]) -> list[str]:
    """Added dates as texts, in order, each once."""
    return sorted(
        {
            "/".join(instant_text(moment) for moment in (extra.starts_at, extra.ends_at) if moment)
            for extra in rdates
        }
    )


def read_rdates(texts: Iterable[str]) -> tuple[ExtraDate, ...]:
    """The added dates that `rdate_texts` wrote."""
    return tuple(ExtraDate(*map(datetime.fromisoformat, text.split("/"))) for text in texts)


def exdate_texts(exdates: Iterable[date]) -> list[str]:
    """Excepted instants and dates as texts, in order, each once."""
    return sorted(
        {instant_text(each) if isinstance(each, datetime) else date_text(each) for each in exdates}
    )


def read_exdates(texts: Iterable[str]) -> frozenset[date]:
    """The excepted instants and dates that `exdate_texts` wrote."""
    return frozenset(
        date.fromisoformat(text) if len(text) == _DATE_LENGTH else datetime.fromisoformat(text)
        for text in texts
    )
