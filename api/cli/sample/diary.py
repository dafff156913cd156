"""Diaries of the sample: the text in which events and tasks are written down, and its reading.

An entry is a line of five columns, with notes in indented lines below it:

    -48..-43 | 18:00-06:00 | lukasz cagla | #saltmarsh @depot !tentative | Watch on the gates
        What the description says. Lines are joined; an empty line parts paragraphs, and a line
        - that begins with a dash stays a line.

1. The day, counted from that of the sample (each diary says in which days), and after ".." the last
   one where it is not the first.
2. Wall-clock hours where it takes place, "17:00" for a task, "-" for all day. Hours that end no
   later than they begin run into the next day.
3. Short names of the staff it is assigned to.
4. Tags: #matter, @place, +category, =brief (a long description), !tentative, !cancelled, !free
   (transparent), *RULE (a series from that day on); for tasks ^priority and ~N, completed on the
   working day N.
5. The title.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from textwrap import dedent
from zlib import crc32

from api.cli.sample.briefs import BRIEFS
from api.cli.sample.days import DAY, instant
from api.cli.sample.firm import CALENDARS, emails
from api.cli.sample.matters import MATTERS, PLACES
from api.cli.sample.types import SampleEvent, SampleTask
from api.ical.window import midnight

DateOf = Callable[[int], date]
"""The date of a day that is counted from that of the sample."""

ALL_DAY = "-"
_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar's diary, read but not yet placed in time."""

    calendar: str
    first: int
    last: int | None
    hours: str
    who: str
    tags: tuple[str, ...]
    title: str
    notes: str

    def tagged(self, sigil: str) -> str:
        """What the first tag with a sigil says, "" when there is none."""
        return next((tag.removeprefix(sigil) for tag in self.tags if tag.startswith(sigil)), "")

    @property
    def time_zone(self) -> str:
        """The zone of its hours: that of its place, else that of its calendar."""
        of_calendar = CALENDARS[self.calendar].time_zone
        place = self.tagged("@")
        return (PLACES[place].time_zone if place else "") or of_calendar

    @property
    def location(self) -> str:
        """The address of its place, if it has one."""
        place = self.tagged("@")
        return PLACES[place].address if place else ""

    @property
    def url(self) -> str:
        """The page of its matter, if it has one."""
        matter = self.tagged("#")
        return MATTERS[matter].url if matter else ""

    @property
    def categories(self) -> tuple[str, ...]:
        """The kind of its matter and its own category, as far as it has them."""
        matter, own = self.tagged("#"), self.tagged("+")
        return ((MATTERS[matter].category,) if matter else ()) + ((own,) if own else ())

    @property
    def description(self) -> str:
        """Its brief or notes, and below which matter it belongs to."""
        brief = self.tagged("=")
        parts = [unwrapped(BRIEFS[brief] if brief else self.notes)]
        if matter := MATTERS.get(self.tagged("#")):
            parts.append(f"{matter.reference} {matter.name}\nClient: {matter.client}")
        return "\n\n".join(part for part in parts if part)


def read(calendar: str, diary: str) -> tuple[Entry, ...]:
    """The entries of a calendar's diary."""
    return tuple(_entry(calendar, block) for block in re.split(r"\n(?=\S)", diary.strip("\n")))


def _entry(calendar: str, block: str) -> Entry:
    """One entry: its line and the notes below it."""
    line, _, notes = block.partition("\n")
    days, hours, who, tags, title = (part.strip() for part in line.split("|", _COLUMNS - 1))
    first, _, last = days.partition("..")
    return Entry(
        calendar=calendar,
        first=int(first),
        last=int(last) if last else None,
        hours=hours,
        who=who,
        tags=tuple(tags.split()),
        title=title,
        notes=dedent(notes),
    )


def unwrapped(text: str) -> str:
    """A text whose paragraphs are one line each; lines that begin with a dash are kept apart."""
    return re.sub(r"(?<!\n)\n(?![\n-])", " ", text.strip())


def event(entry: Entry, date_of: DateOf) -> SampleEvent:
    """The event that an entry writes down."""
    starts_at, ends_at = _span(entry, date_of)
    return SampleEvent(
        calendar=entry.calendar,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=entry.hours == ALL_DAY,
        time_zone=entry.time_zone,
        title=entry.title,
        description=entry.description,
        location=entry.location,
        url=entry.url,
        categories=entry.categories,
        status=next(
            (status for status in ("TENTATIVE", "CANCELLED") if f"!{status.lower()}" in entry.tags),
            "CONFIRMED",
        ),
        transparent="!free" in entry.tags,
        rrule=entry.tagged("*") or None,
        assignees=emails(entry.who),
    )


def _span(entry: Entry, date_of: DateOf) -> tuple[datetime, datetime]:
    """When an event starts and ends, in UTC."""
    first = date_of(entry.first)
    last = first if entry.last is None else date_of(entry.last)
    if entry.hours == ALL_DAY:
        return midnight(first), midnight(last + DAY)
    starts, ends = map(time.fromisoformat, entry.hours.split("-"))
    if entry.last is None and ends <= starts:
        last += DAY
    return instant(first, starts, entry.time_zone), instant(last, ends, entry.time_zone)


def task(entry: Entry, date_of: DateOf) -> SampleTask:
    """The task that an entry writes down."""
    due = date_of(entry.first)
    all_day = entry.hours == ALL_DAY
    done = entry.tagged("~")
    return SampleTask(
        calendar=entry.calendar,
        due_at=midnight(due)
        if all_day
        else instant(due, time.fromisoformat(entry.hours), entry.time_zone),
        all_day=all_day,
        time_zone=entry.time_zone,
        title=entry.title,
        description=entry.description,
        url=entry.url,
        categories=entry.categories,
        completed_at=_completed_at(entry, date_of(int(done))) if done else None,
        priority=int(entry.tagged("^") or 0),
        assignees=emails(entry.who),
    )


def _completed_at(entry: Entry, day: date) -> datetime:
    """A time in the morning of the day, always the same for the same title; in UTC."""
    minutes = crc32(entry.title.encode()) % 180
    return instant(day, time(9 + minutes // 60, minutes % 60), entry.time_zone)
