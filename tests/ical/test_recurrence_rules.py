"""Which rules can be stored, in which text, and what a person is told of those that cannot."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.ical.recurrence import InvalidRule, check_rule
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import LONDON, instant

START = local(2026, 3, 2, 9)
NAMES = ("FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYHOUR")
VALUES = ("DAILY", "YEARLY", "20991231", "1", "-1", "2,31", "MO", "1MO,-1FR", "x")
PARTS = st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)).map("=".join)


def checked(text: str, start: datetime = START, zone: str | None = LONDON) -> str:
    return check_rule(text, instant(start, zone), zone)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("freq=weekly;byday=we,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("INTERVAL=1;FREQ=DAILY;WKST=MO", "FREQ=DAILY"),
        ("FREQ=WEEKLY;INTERVAL=02;WKST=SU;", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        (" FREQ = MONTHLY ; BYDAY = +1MO , -1FR,1MO ", "FREQ=MONTHLY;BYDAY=-1FR,1MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=31,01,-1", "FREQ=MONTHLY;BYMONTHDAY=-1,1,31"),
        ("BYMONTH=11,3;FREQ=YEARLY;COUNT=10", "FREQ=YEARLY;COUNT=10;BYMONTH=3,11"),
        ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=20261231T090000", "FREQ=DAILY;UNTIL=20261231T090000"),
        ("FREQ=DAILY;UNTIL=20261231T090000z", "FREQ=DAILY;UNTIL=20261231T090000Z"),
        ("FREQ=DAILY;UNTIL=20261231T090000+0200", "FREQ=DAILY;UNTIL=20261231T070000Z"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY"),
        ("FREQ=DAILY;BYSECOND=60;BYHOUR=9", "FREQ=DAILY;BYSECOND=60;BYHOUR=9"),
    ],
)
def test_a_rule_is_stored_in_one_text_which_is_its_own(text: str, canonical: str) -> None:
    assert checked(text) == canonical
    assert checked(canonical) == canonical


def test_a_rule_of_dates_ends_with_a_date_and_has_no_times() -> None:
    rule = "FREQ=DAILY;UNTIL=20261231T225959Z;BYHOUR=9;BYMINUTE=0,30"
    assert checked(rule, local(2026, 3, 2), None) == "FREQ=DAILY;UNTIL=20261231"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "does not say how often"),
        ("COUNT=3", "does not say how often. Give it one of FREQ=DAILY, FREQ=WEEKLY"),
        ("FREQ=FORTNIGHTLY", "does not say how often"),
        ("FREQ=HOURLY", "the shortest step is a day"),
        ("FREQ=MINUTELY", "FREQ=DAILY;BYHOUR=6,14,22"),
        ("FREQ=SECONDLY", "the shortest step is a day"),
        ("FREQ=DAILY;INTERVAL=0", "a number from 1 to 9,999"),
        ("FREQ=DAILY;INTERVAL=-1", "a number from 1 to 9,999"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "a number from 1 to 9,999"),
        ("FREQ=DAILY;INTERVAL=two", "INTERVAL=TWO"),
        ("FREQ=DAILY;COUNT=0", "a number from 1 to 10,000"),
        ("FREQ=DAILY;COUNT=10001", "a number from 1 to 10,000"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "both COUNT and UNTIL"),
        ("FREQ=DAILY;UNTIL=20260301", "ends (UNTIL) before the event starts"),
        ("FREQ=DAILY;UNTIL=20260302T085959Z", "ends (UNTIL) before the event starts"),
        ("FREQ=DAILY;UNTIL=00010101T000000+1400", "outside the years"),
        ("FREQ=DAILY;UNTIL=20260230", "give a date such as 20261231"),
        ("FREQ=DAILY;UNTIL=tomorrow", "give a date such as 20261231"),
        ("FREQ=DAILY;FREQ=WEEKLY", "says FREQ twice"),
        ("FREQ=DAILY;COLOR=RED", "“COLOR” is no part"),
        ("RRULE:FREQ=DAILY", "“RRULE:FREQ” is no part"),
        ("FREQ=DAILY;X", "is not NAME=VALUE"),
        ("FREQ=DAILY;BYDAY=", "is not NAME=VALUE"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "Only the Gregorian calendar"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD", "Only the Gregorian calendar"),
        ("FREQ=WEEKLY;BYDAY=MON", "BYDAY has “MON”"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY has “0MO”"),
        ("FREQ=YEARLY;BYDAY=54MO", "BYDAY has “54MO”"),
        ("FREQ=MONTHLY;BYDAY=6MO", "No month has a sixth weekday"),
        ("FREQ=WEEKLY;BYDAY=1MO", "with FREQ=MONTHLY or FREQ=YEARLY only"),
        ("FREQ=YEARLY;BYDAY=1MO;BYWEEKNO=3", "do not go with BYWEEKNO"),
        ("FREQ=WEEKLY;WKST=1", "WKST=1"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "from 1 to 31 or from -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from 1 to 31 or from -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY has “”"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH has “13”: give numbers from 1 to 12."),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH has “-1”"),
        ("FREQ=YEARLY;BYMONTH=5L", "BYMONTH has “5L”"),
        ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY has “367”"),
        ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO has “54”"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR has “24”"),
        ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE has “60”"),
        ("FREQ=DAILY;BYSECOND=61", "BYSECOND has “61”"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS has “0”"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses among what another part gives"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO and BYYEARDAY go with FREQ=YEARLY only"),
        ("FREQ=DAILY;BYYEARDAY=3", "BYWEEKNO and BYYEARDAY go with FREQ=YEARLY only"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40", "at most 24 times a day"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "the 30th is never in February"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "gives no date"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "gives no date"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=4", "gives no date"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "gives no date"),
        ("FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366;BYMONTH=1", "gives no date"),
        ("FREQ=DAILY;" + "BYHOUR=9," * 200 + "9", "Shorten it to 1,000"),
        ("FREQ=DAILY;\x00\ud800" + "z" * 500, "is not NAME=VALUE"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_with_what_to_change(text: str, told: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        checked(text)
    message = str(refused.value)
    assert told in message
    assert len(message) < 300
    assert message.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2",
        "FREQ=DAILY;BYMONTHDAY=29;BYMONTH=2",
        "FREQ=YEARLY;BYDAY=5SU;BYMONTH=2",
        "FREQ=YEARLY;BYDAY=53TH",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;BYDAY=MO;BYYEARDAY=-366,366",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=SU;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_seldom_gives_a_date_is_kept(text: str) -> None:
    assert checked(text, local(2097, 3, 1, 9)) == text


def test_a_rule_may_end_on_the_very_day_or_instant_on_which_the_event_starts() -> None:
    for until in ("20260302", "20260302T090000", "20260302T090000Z"):
        assert checked(f"FREQ=DAILY;UNTIL={until}").endswith(until)


def test_a_rule_is_checked_against_the_start_as_an_instant() -> None:
    assert check_rule("FREQ=DAILY;UNTIL=20260702T080000Z", utc(2026, 7, 2, 8), LONDON)
    with pytest.raises(InvalidRule, match="before the event starts"):
        check_rule("FREQ=DAILY;UNTIL=20260702T080000", utc(2026, 7, 2, 8), LONDON)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50) | st.lists(PARTS, max_size=5).map(";".join))
def test_whatever_is_written_is_a_rule_or_is_refused(text: str) -> None:
    try:
        canonical = checked(text)
    except InvalidRule as why:
        assert str(why).encode()  # noqa: PT017 - either is right, a fault is not
    else:
        assert checked(canonical) == canonical
