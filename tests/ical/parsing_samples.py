"""Real calendar files of other people's making, which stand beside the project where it is made."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "ics-samples"
MANIFEST = FOLDER / "MANIFEST.tsv"

needs_samples = pytest.mark.skipif(
    not MANIFEST.exists(), reason="the folder of real calendar files is not beside the project"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: valid, invalid-but-common, or some kind of garbage, and the items in it."""

    name: str
    kind: str
    vevents: int
    vtodos: int

    @property
    def content(self) -> bytes:
        """What the file holds."""
        return (FOLDER / self.name).read_bytes()

    @property
    def is_garbage(self) -> bool:
        """Whether no program could be blamed for refusing it."""
        return self.kind.startswith("garbage")


def samples() -> list[Sample]:
    """All files of the manifest; none where the folder is not."""
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as manifest:
        return [
            Sample(row["file"], row["class"], int(row["vevent"]), int(row["vtodo"]))
            for row in csv.DictReader(manifest, delimiter="\t")
        ]


# Every item of the files without series.
SINGLE = {
    "allenporter-ical__testdata_datetime_vtimezone.ics": [
        "2023-03-13T01:12 2023-03-13T02:12 Event 1",
    ],
    "ical4j__data_apple-iphone-os-26-structured-location.ics": [
        "2026-05-22T08:30 2026-05-22T08:40 Antrag auf ID Austria",
    ],
    "ical4j__data_test-relaxed-parsing.ics": [
        "2016-05-18T15:30 2016-05-18T16:30 xxxxxxx S-xxxxx",
    ],
    "ical4j__valid_1106817412.ics": [
        "2005-03-25 2005-09-26 2005年日本国際�?�覧会",
    ],
    "ical4j__valid_miked.ics": [
        "2005-09-13T17:00 2005-09-13T18:00 Meeting 1.1",
    ],
    "icalendar__calendars_alarm_etar_notification_clicked.ics": [
        "2024-10-05T13:17 2024-10-05T14:17 event with alarm acknowledged",
    ],
    "icalendar__calendars_alarm_google_acknowledged.ics": [
        "2024-10-04T18:15 2024-10-04T19:00 event with alarms",
    ],
    "icalendar__calendars_alarm_google_future.ics": [
        "2024-10-04T18:15 2024-10-04T19:00 event with alarms",
    ],
    "icalendar__calendars_alarm_thunderbird_2_future.ics": [
        "2024-10-23T18:00 2024-10-23T19:00 event",
    ],
    "icalendar__calendars_alarm_thunderbird_2_notification_5_min_postponed.ics": [
        "2024-10-23T18:00 2024-10-23T19:00 event",
    ],
    "icalendar__calendars_alarm_thunderbird_2_notification_5_min_postponed_and_closed.ics": [
        "2024-10-23T18:00 2024-10-23T19:00 event",
    ],
    "icalendar__calendars_alarm_thunderbird_closed.ics": [
        "2024-10-23T14:00 2024-10-23T15:00 event with alarms",
    ],
    "icalendar__calendars_america_new_york_forward_reference.ics": [
        "2014-08-29T12:00 2014-08-29T12:00 an event with a custom tz name",
    ],
    "icalendar__calendars_issue_1050_all_components.ics": [
        "2025-01-15T15:00 2025-01-15T16:00 Test Event 1",
        "refused todo-1: It has no due date (neither DUE nor DTSTART).",
    ],
    "icalendar__calendars_issue_1050_forward_timezone_reference.ics": [
        "2025-01-15T09:00 2025-01-15T09:00 Event with forward TZ ref",
    ],
    "icalendar__calendars_issue_836_do_not_quote_tzid.ics": [
        "2024-10-28T21:00 2024-10-28T22:00 Anonymous Test Event for TZID",
    ],
    "icalendar__calendars_multiple_calendar_components.ics": [
        "2003-12-25 2003-12-26 Christmas Day",
        "2003-05-01 2003-05-02 Boxing Day",
        "2003-12-25 2003-12-26 Christmas again!",
    ],
    "icalendar__corpus_pacific_fiji.ics": [
        "2014-08-28T20:00 2014-08-28T20:00 an event with a custom tz name",
    ],
    "icalendar__corpus_timezone_same_start.ics": [
        "2017-02-24T20:00 2017-02-24T20:30 Test 4",
    ],
    "icalendar__corpus_timezone_same_start_and_offset.ics": [
        "2017-02-24T03:00 2017-02-24T03:30 this is an event",
    ],
    "khal__ics_part0.ics": [
        "2014-05-09T18:30 2014-05-09T19:30 An Event",
    ],
    "khal__ics_tz_windows_format.ics": [
        "2019-11-20T00:00 2019-11-20T01:30 Event with Windows TZ name",
    ],
    "node-ical__fixtures_bad_custom_ms_tz2.ics": [
        "2021-04-01T19:30 2021-04-01T19:30 *masked-away*",
        "2021-04-01 2021-04-02 *masked-away2*",
        (
            "refused 1173422081SZR322: Its time zone “Customized Time Zone 1” is unknown, and the "
            "file has no usable VTIMEZONE for it."
        ),
    ],
    "node-ical__fixtures_exchange-custom-tz.ics": [
        "2019-04-30T02:00 2019-04-30T05:00 Test event",
    ],
    "node-ical__fixtures_multi-era-vtimezone.ics": [
        "2025-06-10T18:00 2025-06-10T19:00 Event in 2025 (modern rule)",
        "1985-10-15T18:00 1985-10-15T19:00 Event in 1985 (old rule)",
    ],
    "node-ical__fixtures_vtimezone-year-0001-dtstart.ics": [
        "2024-06-01T08:00 2024-06-01T09:00 Test event with year-0001 VTIMEZONE",
    ],
}
