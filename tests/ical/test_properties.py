"""What VEVENT and VTODO share: stamps, titles, descriptions, URLs, categories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.ical.facts import EventFacts, RenderOptions, Stamp, TaskFacts
from api.ical.feed_settings import CalendarNamePlacement, Detail, FeedSettings, TaskFormat
from tests.ical.samples import EVENT, TASK, component, properties

AS_TODO = FeedSettings(task_format=TaskFormat.TODO)


@pytest.mark.parametrize(
    ("changed_at", "stamp"),
    [
        (None, "20260220T140506Z"),
        (datetime(2026, 2, 20, 14, 5, 5, tzinfo=UTC), "20260220T140506Z"),
        (datetime(2026, 2, 20, 14, 5, 7, 999_999, tzinfo=UTC), "20260220T140507Z"),
    ],
)
def test_the_stamps_are_the_later_of_the_items_and_the_feeds_change_in_whole_seconds(
    changed_at: datetime | None, stamp: str
) -> None:
    shown = properties(component(EVENT, stamp=Stamp(changed_at=changed_at, generation=0)))
    assert shown["DTSTAMP"] == shown["LAST-MODIFIED"] == stamp


@pytest.mark.parametrize("item", [EVENT, TASK])
def test_the_sequence_is_the_items_and_the_feeds_generation(item: EventFacts | TaskFacts) -> None:
    shown = properties(component(item, stamp=Stamp(changed_at=None, generation=7)))
    assert int(shown["SEQUENCE"]) == item.sequence + 7


def test_an_instant_of_another_offset_is_written_in_utc() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    shown = properties(component(replace(EVENT, starts_at=EVENT.starts_at.astimezone(east))))
    assert shown["DTSTART"] == "20260302T090000Z"


def test_a_datetime_without_a_zone_is_a_fault_and_is_not_taken_for_local_time() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        component(replace(EVENT, starts_at=EVENT.starts_at.replace(tzinfo=None)))


@pytest.mark.parametrize("title", ["", " ", "\n", "\x00"])
def test_an_item_without_a_title_says_so(title: str) -> None:
    assert properties(component(replace(EVENT, title=title)))["SUMMARY"] == "(No title)"


def test_a_backslash_before_an_n_stays_a_backslash() -> None:
    shown = properties(component(replace(EVENT, title=r"C:\New\notes")))
    assert shown["SUMMARY"] == r"C:\\New\\notes"


def test_a_calendars_name_is_a_category_of_its_items_only_in_feeds_over_several() -> None:
    assert properties(component(EVENT))["CATEGORIES"] == "Sales,Quarter"
    assert (
        properties(component(EVENT, several_calendars=True))["CATEGORIES"] == "Sales,Quarter,Team"
    )


def test_a_category_stands_once_and_an_empty_one_not_at_all() -> None:
    event = replace(EVENT, categories=("Team", " ", "a,b", "Team"))
    shown = properties(component(event, several_calendars=True))
    assert shown["CATEGORIES"] == r"Team,a\,b"


@pytest.mark.parametrize(
    ("item", "settings", "summary"),
    [
        (EVENT, FeedSettings(), "Team: Planning"),
        (TASK, FeedSettings(), "Due: Team: Send the offer"),
        (TASK, AS_TODO, "Team: Send the offer"),
    ],
)
@pytest.mark.parametrize("detail", [Detail.FULL, Detail.TITLE])
def test_a_calendars_name_stands_before_the_title_if_the_feed_wants_it(
    item: EventFacts | TaskFacts, settings: FeedSettings, summary: str, detail: Detail
) -> None:
    settings = replace(settings, calendar_name=CalendarNamePlacement.TITLE_PREFIX)
    shown = properties(component(item, settings=settings, detail=detail, several_calendars=True))
    assert shown["SUMMARY"] == summary
    assert "Team" not in shown.get("CATEGORIES", "")


def test_a_calendars_name_is_nowhere_if_the_feed_wants_none() -> None:
    settings = FeedSettings(calendar_name=CalendarNamePlacement.NONE)
    assert b"Team" not in (component(EVENT, settings=settings, several_calendars=True) or b"")


def test_a_long_description_is_cut_between_words_and_names_the_link() -> None:
    shown = properties(component(EVENT, options=RenderOptions(description_length=12)))
    assert shown["DESCRIPTION"] == rf"Bring the…\n{EVENT.url}"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "HTTPS://intranet.example:8443/a;b,c?d=%20&e#f",
        "https://user@host/",
        "mailto:office@firm.example?subject=Hi%20there",
    ],
)
def test_a_uri_is_written_unescaped_and_not_repeated(url: str) -> None:
    shown = properties(component(replace(EVENT, url=url)))
    assert shown["URL"] == url
    assert url not in shown["DESCRIPTION"]


@pytest.mark.parametrize(
    "url",
    [
        "intranet/events/1",
        "https://",
        "https://[::1",
        "https:///path",
        "https://host:port/",
        "https://host/a b",
        "https://host/50%",
        "https://wiki.example/Bücher",
        "javascript:alert(1)",
        "mailto:",
    ],
)
def test_what_is_no_uri_stands_at_the_end_of_the_description(url: str) -> None:
    shown = properties(component(replace(EVENT, url=url)))
    assert "URL" not in shown
    assert shown["DESCRIPTION"] == rf"{EVENT.description}\n{url}"
    alone = properties(component(replace(EVENT, url=url, description="")))
    assert alone["DESCRIPTION"] == url
    cut = properties(
        component(replace(EVENT, url=url), options=RenderOptions(description_length=5))
    )
    assert cut["DESCRIPTION"] == rf"Bring…\n{url}"


def test_a_line_break_in_a_url_does_not_begin_a_new_property() -> None:
    body = component(replace(EVENT, url="https://host/\r\nATTACH:evil"))
    assert "ATTACH" not in properties(body)


@pytest.mark.parametrize("item", [EVENT, TASK])
def test_a_field_with_nothing_in_it_is_left_out(item: EventFacts | TaskFacts) -> None:
    bare = replace(item, description="", url="", categories=())
    shown = properties(component(bare))
    assert not {"DESCRIPTION", "URL", "CATEGORIES"} & shown.keys()


@pytest.mark.parametrize("item", [EVENT, TASK])
@pytest.mark.parametrize("settings", [FeedSettings(), AS_TODO])
def test_a_title_feed_shows_no_description_location_url_or_categories(
    item: EventFacts | TaskFacts, settings: FeedSettings
) -> None:
    body = component(item, detail=Detail.TITLE, settings=settings, several_calendars=True)
    hidden = {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"}
    assert not hidden & properties(body).keys()


@pytest.mark.parametrize("item", [EVENT, TASK])
def test_a_feed_without_detail_shows_nothing(item: EventFacts | TaskFacts) -> None:
    assert component(item, detail=Detail.OFF) is None
