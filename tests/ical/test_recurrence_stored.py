"""Added and excepted dates as the database holds them."""

from datetime import date, timedelta, timezone

from api.ical.recurrence import ExtraDate
from api.ical.recurrence.stored import exdate_texts, rdate_texts, read_exdates, read_rdates
from tests.ical.parsing_files import utc


def test_added_dates_are_read_as_they_were_written_with_their_ends() -> None:
    rdates = (ExtraDate(utc(2026, 3, 2, 9)), ExtraDate(utc(2026, 4, 2, 9), utc(2026, 4, 2, 17)))
    assert rdate_texts(rdates) == ["20260302T090000Z", "20260402T090000Z/20260402T170000Z"]
    assert read_rdates(rdate_texts(rdates)) == rdates


def test_excepted_instants_and_dates_are_read_as_they_were_written() -> None:
    exdates = frozenset({utc(2026, 3, 2, 9), date(2026, 3, 1), date(987, 3, 1)})
    assert exdate_texts(exdates) == ["09870301", "20260301", "20260302T090000Z"]
    assert read_exdates(exdate_texts(exdates)) == exdates


def test_the_same_dates_have_one_text_whatever_their_order_and_offset() -> None:
    one, two = utc(2026, 3, 2, 9), utc(2026, 3, 3, 9)
    elsewhere = one.astimezone(timezone(timedelta(hours=2)))
    assert exdate_texts([two, one]) == exdate_texts([elsewhere, two, one])
    assert rdate_texts(map(ExtraDate, [two, one, elsewhere])) == [
        *("20260302T090000Z", "20260303T090000Z"),
    ]
