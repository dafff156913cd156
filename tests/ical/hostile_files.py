"""Files that mean harm, each of its kind and as large as it is wanted."""

from collections.abc import Callable
from random import Random

from tests.ical.parsing_files import vcalendar, vevent, vtodo

VALID = vcalendar(*vevent("SUMMARY:Planning", "DURATION:PT1H"), *vtodo("SUMMARY:Send"))

# As much as is read of a file.
LARGEST = 10_000_000

OBSERVANCE = b"BEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
RULE = OBSERVANCE + b"RRULE:FREQ=YEARLY"


def event(begin: bytes, repeated: bytes, times: int, end: bytes = b"") -> bytes:
    """A file with an event that holds the repeated text between the others."""
    head = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260302\n"
    return head + begin + repeated * times + end + b"\nEND:VEVENT\nEND:VCALENDAR\n"


def zone(begin: bytes, repeated: bytes, times: int, end: bytes = b"") -> bytes:
    """A file with a definition that holds that, and events that use it in a thousand years."""
    lines = b"BEGIN:VEVENT\nUID:%d\nDTSTART;TZID=A:%04d0302T000000\nEND:VEVENT\n"
    events = b"".join(lines % (year, year) for year in range(1500, 2500))
    head = b"BEGIN:VCALENDAR\n" + events + b"BEGIN:VTIMEZONE\nTZID:A\n"
    return head + begin + repeated * times + end + b"\nEND:VTIMEZONE\nEND:VCALENDAR\n"


MASTER = (
    b"BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/London:20200302T090000\nDURATION:PT1H\nRRULE:%s\n"
)
HOURS = b"FREQ=DAILY;BYHOUR=" + b",".join(b"%d" % hour for hour in range(24))


def rules(rule: bytes, times: int) -> bytes:
    """A file with so many series of this rule."""
    return b"BEGIN:VCALENDAR\n" + b"".join(
        (MASTER % rule).replace(b"UID:1", b"UID:%d" % number) for number in range(1, times + 1)
    )


def dates(name: bytes, times: int) -> bytes:
    """A file with series that have so many single dates together, each as many as may be."""
    minutes = (b"20260302T%02d%02d%02dZ" % (n // 3600, n // 60 % 60, n % 60) for n in range(2_000))
    line = name + b":" + b",".join(minutes) + b"\n"
    return rules(b"FREQ=DAILY\n" + line, times // 2_000 + 1)


def overrides(rule: bytes, named: bytes, times: int) -> bytes:
    """A file with one series, and so many of its occurrences apart."""
    line = b"BEGIN:VEVENT\nUID:1\nDTSTART:20260302T090000Z\nRECURRENCE-ID%s\n"
    days = (
        (f"{2020 + n // 336 % 200}{1 + n // 28 % 12:02d}{1 + n % 28:02d}").encode()
        for n in range(times)
    )
    return rules(rule, 1) + b"".join(line % (named % day) for day in days)


LONG_ZONE_NAME = b"DTEND;TZID=" + b"a" * 100_000 + b":20260302T000000\n"


def zone_names(times: int) -> bytes:
    """Lines with zones that nobody knows, which are looked for as if they might be known."""
    line = b"DTEND;TZID=/vendor/%d/Europe/Berlin/%d:20260302T000000\n"
    return b"".join(line % (number, number) for number in range(times // 10))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "a title folded at each character": lambda n: event(b"SUMMARY:", b"x\r\n\t", n),
    "an unknown property folded at each character": lambda n: event(b"X-A:", b"x\n ", n),
    "unknown properties": lambda n: event(b"", b"X-A:b\n", n),
    "the same property": lambda n: event(b"", b"UID:b\n", n),
    "lines of categories": lambda n: event(b"", b"CATEGORIES:a,a\n", n),
    "a line of categories": lambda n: event(b"CATEGORIES:", b",\\,a", n),
    "empty categories": lambda n: event(b"CATEGORIES:", b",", n),
    "backslashes": lambda n: event(b"CATEGORIES:", b"\\", n),
    "attendees": lambda n: event(b"", b"ATTENDEE:mailto:a@b.example\n", n),
    "a long attendee": lambda n: event(b"ATTENDEE:mailto:", b"a@", n),
    "parameters": lambda n: event(b"DTEND", b";A=b", n, b":20260303"),
    "parameters without end": lambda n: event(b"DTEND", b";", n),
    "open parentheses": lambda n: event(b"DTEND;TZID=", b"(UTC+01", n),
    "open quotation marks": lambda n: event(b"", b'DTEND;TZID="x\n', n),
    "a long zone name": lambda n: event(b"DTEND;TZID=/", b"a/", n, b":20260302T000000"),
    "digits": lambda n: event(b"DURATION:PT", b"9", n, b"S"),
    "control characters": lambda n: event(b"DESCRIPTION:", b"\x01\x0b", n),
    "no UTF-8": lambda n: event(b"DESCRIPTION:", b"\xff\xc3", n),
    "blank lines": lambda n: event(b"", b"\n", n),
    "carriage returns": lambda n: b"\r" * n + VALID,
    "spaces": lambda n: event(b"DTEND", b" ", n),
    "components": lambda n: event(b"", b"BEGIN:A\nEND:A\n", n),
    "components in one another": lambda n: event(b"", b"BEGIN:A\n", n),
    "ends": lambda n: event(b"", b"END:A\n", n),
    "calendars": lambda n: b"BEGIN:VCALENDAR\n" * n,
    "definitions": lambda n: zone(b"", b"BEGIN:VTIMEZONE\n", n),
    "observances": lambda n: zone(b"", OBSERVANCE, n // 10),
    "onsets": lambda n: zone(OBSERVANCE + b"RDATE:", b"20200101T000000,", n // 2, b"20200101"),
    "yearly rules": lambda n: zone(b"", RULE + b"\n", min(n, 20)),
    "too many yearly rules": lambda n: zone(b"", RULE + b"\n", n // 10),
    "days of a rule": lambda n: zone(RULE + b";BYMONTHDAY=", b"1,", n, b"1"),
    "parts of a rule": lambda n: zone(RULE, b";WKST=MO", n),
    "a rule each second": lambda n: zone(OBSERVANCE, b"RRULE:FREQ=SECONDLY\n", min(n, 1)),
    "events": lambda n: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nDTSTART:20260302\n" * (n // 20),
    "zone names of 100 kB": lambda n: event(b"", LONG_ZONE_NAME, n // 20_000),
    "zone names, each of them another": lambda n: event(b"", b"", 0, zone_names(n)),
    "a definition with a long name": lambda n: zone(b"", b"TZID:" + b"a/" * n + b"\n", 1),
    "short properties": lambda n: event(b"", b"URL:\n", n),
    "properties without a value": lambda n: event(b"", b"SUMMARY\n", n),
    "parameters of 100 kB": lambda n: event(b"", b"DTEND;" + b"A=b;" * 25_000 + b"\n", n // 20_000),
    "definitions in one another": lambda n: zone(b"", b"BEGIN:VTIMEZONE\nBEGIN:STANDARD\n", n // 4),
    "alarms in one another": lambda n: event(b"", b"BEGIN:VALARM\nBEGIN:VEVENT\n", n // 4),
    "half of UTF-16": lambda n: b"\xff\xfe" + VALID + b"\x00\xd8" * n,
    "UTF-16 that ends too early": lambda n: b"\xfe\xff" + b"\x00\n" * n + b"\x00",
    "UTF-32": lambda n: (VALID + event(b"SUMMARY:", b"x", n)).decode().encode("utf-32"),
    "characters in too many bytes": lambda n: event(b"SUMMARY:", b"\xc0\xba\xe0\x80\xba", n),
    "byte order marks": lambda n: event(b"SUMMARY:", b"\xef\xbb\xbf", n),
    "NUL": lambda n: event(b"SUMMARY:", b"\x00", n),
    "line ends of Unicode": lambda n: event(b"SUMMARY:", "\u2028\x85".encode(), n),
    "SECONDLY for ever": lambda n: rules(b"FREQ=SECONDLY", n // 20),
    "INTERVAL=0": lambda n: rules(b"FREQ=DAILY;INTERVAL=0", n // 20),
    "an INTERVAL of many digits": lambda n: rules(b"FREQ=DAILY;INTERVAL=" + b"9" * n, 1),
    "30 February": lambda n: rules(b"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", n // 20),
    "rules that count far": lambda n: rules(HOURS + b";COUNT=10000", n // 20),
    "the 53rd Monday": lambda n: rules(b"FREQ=YEARLY;BYDAY=53MO;COUNT=100", n // 20),
    "added dates": lambda n: dates(b"RDATE", n // 2),
    "excepted dates": lambda n: dates(b"EXDATE", n // 2),
    "added dates of one series": lambda n: event(b"RDATE:", b"20260303,", n, b"20260304"),
    "changes of all later ones": lambda n: overrides(
        b"FREQ=DAILY", b";RANGE=THISANDFUTURE:%sT090000Z", n // 25
    ),
    "changes of all later ones that count": lambda n: overrides(
        b"FREQ=DAILY;COUNT=9000", b";RANGE=THISANDFUTURE:%sT090000Z", n // 25
    ),
    "changed occurrences": lambda n: overrides(b"FREQ=DAILY", b":%sT090000Z", n // 25),
    "changed occurrences by date": lambda n: overrides(b"FREQ=DAILY", b":%s", n // 25),
    "changed occurrences by date that count": lambda n: overrides(
        HOURS + b";COUNT=9000", b":%s", n // 25
    ),
    "changed occurrences that it never had": lambda n: overrides(
        b"FREQ=YEARLY", b":%sT101500Z", n // 25
    ),
    "changed occurrences without a series": lambda n: overrides(b"", b":%s", n // 25),
    "a web page": lambda n: b"<html>" * n,
}


def hostile_file(seed: int) -> bytes:
    """A file of some kinds one after another, of up to 10 MB, with some damage."""
    random = Random(seed)
    size = int(10 ** random.uniform(3, 6.3))
    kinds = random.sample(sorted(HOSTILE), random.randint(1, 4))
    content = bytearray(b"".join(HOSTILE[kind](size // len(kinds)) for kind in kinds)[:LARGEST])
    for _ in range(random.randint(0, 20)):
        at = random.randrange(len(content))
        content[at : at + random.randint(0, 40)] = random.randbytes(random.randint(0, 20))
    return bytes(content[:LARGEST])
