"""Which days a rule gives, where programs and libraries are known to differ or to go wrong."""

from datetime import date, datetime, timedelta

import pytest

from api.ical.recurrence import expand
from api.ical.window import Window
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import series, starts
from tests.ical.series import WEEKDAYS

DECADES = Window(utc(1997, 1, 1), utc(2037, 1, 1))


def days(rule: str, start: datetime, window: Window = DECADES) -> list[str]:
    """The days on which an all-day series with this rule starts."""
    return starts(series(rule, start, zone=None), window)


# The examples of RFC 5545 section 3.8.5.3 that are not about hours and minutes.
@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "970805", "0805 0810 0819 0824"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "970805", "0805 0817 0819 0831"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "970902",
         "0902 0904 0916 0918 0930 1002 1014 1016"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "970905", "0905 1003 1107 1205"),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "970907",
         "0907 0928 1102 1130 0104 0125"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "970922", "0922 1020 1117 1222"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=4", "970928", "0928 1029 1128 1229"),
        ("FREQ=MONTHLY;COUNT=6;BYMONTHDAY=1,-1", "970930", "0930 1001 1031 1101 1130 1201"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4", "970902", "0902 0213 0313 1113"),
        ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=4", "970913",
         "0913 1011 1108 1213"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "970904", "0904 1007 1106"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "970929", "0929 1030 1127 1230"),
        ("FREQ=MONTHLY;COUNT=5;BYMONTHDAY=15,30", "070115", "0115 0130 0215 0315 0330"),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "970610", "0610 0710 0610 0710"),
        ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "970101", "0101 0410 0719 0101"),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "970519", "0519 0518 0517"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "970512", "0512 0511 0517"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4", "970313", "0313 0320 0327 0305"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "961105",
         "1107 1102"),  # 1996 is before the window
    ],
)  # fmt: skip
def test_the_examples_of_the_rfc_give_what_it_says(rule: str, start: str, expected: str) -> None:
    year, month, day = int(start[:2]), int(start[2:4]), int(start[4:])
    begin = local(1900 + year if year > 50 else 2000 + year, month, day)
    assert [each[5:].replace("-", "") for each in days(rule, begin)] == expected.split()


@pytest.mark.parametrize("number", [1, 2, 26, 52, 53, -1, -2, -52, -53])
def test_weeks_of_the_year_are_those_of_iso_8601(number: int) -> None:
    def is_numbered(day: date) -> bool:
        year, week, _ = day.isocalendar()
        weeks = date(year, 12, 28).isocalendar().week
        return week == (number if number > 0 else weeks + 1 + number)

    begin = local(1996, 12, 30)
    rule = f"FREQ=YEARLY;BYWEEKNO={number};BYDAY={','.join(WEEKDAYS)}"
    every_day = [date(1997, 1, 1) + timedelta(days=n) for n in range(40 * 365)]
    found = set(days(rule, begin))
    assert found - {"2036-12-29", "2036-12-30", "2036-12-31"} >= {
        str(day) for day in every_day if is_numbered(day)
    } - {"2036-12-29", "2036-12-30", "2036-12-31"}
    assert all(is_numbered(date.fromisoformat(day)) for day in found)


def test_a_week_belongs_to_the_year_of_its_number_also_where_years_are_left_out() -> None:
    # The first week of 2026 begins in 2025, that of 2020 in 2019.
    assert days("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO;COUNT=5", local(2018, 1, 1)) == [
        *("2018-01-01", "2019-12-30", "2022-01-03", "2024-01-01", "2025-12-29"),
    ]


def test_a_week_number_alone_means_the_weekday_of_the_start() -> None:
    assert days("FREQ=YEARLY;BYWEEKNO=20;COUNT=3", local(2026, 5, 13)) == [
        *("2026-05-13", "2027-05-19", "2028-05-17"),
    ]


def test_positions_are_counted_in_the_whole_week_also_in_that_of_the_start() -> None:
    # The start is a Wednesday, and the second of three.
    assert days("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=3;COUNT=3", local(2026, 3, 4)) == [
        *("2026-03-04", "2026-03-06", "2026-03-13"),
    ]


def test_the_31st_is_skipped_where_there_is_none_and_the_rhythm_is_kept() -> None:
    assert days("FREQ=MONTHLY;INTERVAL=3;COUNT=4", local(2026, 1, 31)) == [
        *("2026-01-31", "2026-07-31", "2026-10-31", "2027-01-31"),
    ]


def test_29_february_in_every_third_year_is_in_every_twelfth() -> None:
    assert days("FREQ=YEARLY;INTERVAL=3", local(2000, 2, 29)) == [
        *("2000-02-29", "2012-02-29", "2024-02-29", "2036-02-29"),
    ]


@pytest.mark.parametrize("interval", [2, 3, 5, 13])
def test_the_rhythm_is_kept_however_far_away_the_window_is(interval: int) -> None:
    monday = local(2000, 1, 3)
    weekly = series(f"FREQ=WEEKLY;INTERVAL={interval}", monday, zone=None)
    for each in expand(weekly, Window(utc(2026, 1, 1), utc(2027, 1, 1))):
        assert (each.starts_at - utc(2000, 1, 3)) % timedelta(weeks=interval) == timedelta()


def test_a_leap_second_is_the_second_before_it() -> None:
    minutely = series("FREQ=DAILY;BYSECOND=60;COUNT=2", local(2026, 3, 2, 9))
    assert [each.starts_at.second for each in expand(minutely, DECADES)] == [0, 59]
