"""The route that calendar programs fetch: its answers, header by header."""

import hashlib

import pytest

from api.schema.http import SESSION_COOKIE
from tests.factories import make_calendar, make_event, make_task, make_user, open_session
from tests.feeds.publishing import feeds_of, publish, summaries
from tests.feeds.raw import ask, target_of
from tests.service import Service

PROGRAMS = {
    "a browser": {
        "User-Agent": "Mozilla/5.0",
        "Accept": "text/html",
        "Accept-Encoding": "gzip, br",
    },
    "Google": {"User-Agent": "Google-Calendar-Importer", "Accept-Encoding": "gzip"},
    "Thunderbird": {
        "User-Agent": "Thunderbird/153.7.0",
        "Accept": "text/calendar,text/plain;q=0.8",
    },
    "a picky one": {
        "Accept": "application/json",
        "Accept-Charset": "latin-1",
        "Accept-Language": "de",
    },
    "one that wants a part": {"Range": "bytes=0-9"},
    "one with a cookie": {"Cookie": "__Host-calendar_feeds_session=cfs_x"},
    "a page of another origin": {
        "Origin": "https://elsewhere.example",
        "Sec-Fetch-Site": "cross-site",
    },
}


async def test_a_feed_shows_events_and_tasks(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Court diary")
    await make_event(calendar, title="Hearing")
    await make_task(calendar, title="File the report")
    feed = await service.fetch(await service.feed_url(user, calendar="Court diary"))
    assert sorted(summaries(feed)) == ["Due: File the report", "Hearing"]


async def test_a_feed_is_answered_with_exactly_these_headers(service: Service) -> None:
    published = await publish(service)
    answer = await ask(service, target_of(service, published.url))
    assert answer.status == 200
    assert sorted(answer.headers) == [
        ("cache-control", "private, no-cache"),
        ("content-disposition", 'inline; filename="court-diary.ics"'),
        ("content-length", str(len(answer.body))),
        ("content-type", "text/calendar; charset=utf-8"),
        ("etag", f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ]


@pytest.mark.parametrize(
    ("name", "filename"),
    [("Überstunden, König & Söhne", "uberstunden-konig-sohne.ics"), ("会議", "calendar.ics")],
)
async def test_a_feed_is_saved_under_a_name_in_plain_letters(
    service: Service, name: str, filename: str
) -> None:
    user = await make_user()
    await make_calendar(user, name=name)
    feed = await service.fetch(await service.feed_url(user, calendar=name))
    assert feed.headers["content-disposition"] == f'inline; filename="{filename}"'


async def test_head_has_the_headers_of_get_and_no_body(service: Service) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    get, head = await ask(service, target), await ask(service, target, "HEAD")
    assert (head.status, head.headers) == (get.status, get.headers)
    assert int(head.header("content-length")[0]) == len(get.body) > 0
    assert head.body == b""


async def test_every_program_gets_the_same_answer(service: Service) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    plain = await ask(service, target)
    for name, headers in PROGRAMS.items():
        assert await ask(service, target, headers=list(headers.items())) == plain, name


async def test_a_feed_sets_no_cookie_even_for_somebody_who_is_signed_in(service: Service) -> None:
    published = await publish(service)
    session = await open_session(published.owner, service.clock.now)
    answer = await service.fetch(published.url, cookie=f"{SESSION_COOKIE}={session}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "PROPFIND", "OPTIONS"])
async def test_other_methods_are_refused_and_change_nothing(service: Service, method: str) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    before = await ask(service, target)
    refused = await ask(service, target, method)
    assert refused.status == 405
    assert {*refused.header("allow")[0].split(", ")} == {"GET", "HEAD"}
    assert b"BEGIN" not in refused.body
    assert await ask(service, target) == before


async def test_the_feed_of_a_user_without_calendars_has_no_address_yet(service: Service) -> None:
    user = await make_user()
    (everything,) = await feeds_of(service, user)
    assert everything["links"] is None
    await make_event(await make_calendar(user), title="Hearing")
    assert summaries(await service.fetch(await service.feed_url(user))) == ["Hearing"]


async def test_an_empty_calendar_is_a_valid_feed_without_items(service: Service) -> None:
    user = await make_user()
    await make_calendar(user, name="Empty")
    feed = await service.fetch(await service.feed_url(user, calendar="Empty"))
    assert summaries(feed) == []
    assert feed.content.endswith(b"END:VCALENDAR\r\n")
