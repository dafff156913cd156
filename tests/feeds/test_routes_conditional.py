"""If-None-Match: what a program gets that says which text it has (RFC 9110 section 13.1.2)."""

import pytest

from tests.feeds.publishing import publish, rename
from tests.feeds.raw import RawAnswer, ask, target_of
from tests.service import Service

MATCHING = {
    "the ETag": ["{etag}"],
    "the ETag, weak": ["W/{etag}"],
    "a list": ['"a", {etag}, "b"'],
    "a list without spaces": ['"a",W/{etag}'],
    "several header lines": ['"a"', "{etag}", '"b"'],
    "anything": ["*"],
}
OTHER = {
    "another ETag": ['"0123456789abcdef0123456789abcdef"'],
    "its beginning": ["{begin}"],
    "nothing": [""],
    "a quote": ['"'],
    "commas": [",,,"],
    "half an ETag": ["W/"],
    "a quote that does not close": ['"abc'],
    "a star in quotes": ['"*"'],
    "bytes": ["\x80\xff"],
    "a long list": [", ".join(f'"{number}"' for number in range(2_000))],
    "spaces": ['"a' + " " * 20_000 + "b"],
}


async def conditional(service: Service, target: str, values: list[str], method: str) -> RawAnswer:
    return await ask(service, target, method, [("If-None-Match", value) for value in values])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_program_that_has_the_text_is_told_so(service: Service, method: str) -> None:
    target = target_of(service, (await publish(service)).url)
    [etag] = (await ask(service, target)).header("etag")
    for name, values in MATCHING.items():
        sent = [value.format(etag=etag) for value in values]
        answer = await conditional(service, target, sent, method)
        assert answer.status == 304, name
        assert answer.body == b"", name
        assert sorted(answer.headers) == [
            ("cache-control", "private, no-cache"),
            ("etag", etag),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-robots-tag", "noindex"),
        ], name


async def test_any_other_value_gets_the_whole_feed(service: Service) -> None:
    target = target_of(service, (await publish(service)).url)
    plain = await ask(service, target)
    [etag] = plain.header("etag")
    for name, values in OTHER.items():
        sent = [value.format(begin=etag[:9] + '"') for value in values]
        assert await conditional(service, target, sent, "GET") == plain, name


async def test_other_conditions_are_not_asked(service: Service) -> None:
    target = target_of(service, (await publish(service)).url)
    plain = await ask(service, target)
    for header in [
        ("If-Modified-Since", "Wed, 01 Jan 2098 00:00:00 GMT"),
        ("If-Match", '"other"'),
        ("If-Unmodified-Since", "Wed, 01 Jan 1998 00:00:00 GMT"),
    ]:
        assert await ask(service, target, headers=[header]) == plain


async def test_nobody_without_the_address_is_told_that_nothing_changed(service: Service) -> None:
    for target in ["/nowhere", "/feeds/x.ics"]:
        answer = await ask(service, target, headers=[("If-None-Match", "*")])
        assert answer.status == 404


async def test_the_etag_changes_with_the_text_and_only_with_it(service: Service) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    first = await ask(service, target)
    service.clock.advance(hours=1)
    assert await ask(service, target) == first
    await rename(service, published, "Judgment")
    changed = await conditional(service, target, first.header("etag"), "GET")
    assert changed.status == 200
    assert b"SUMMARY:Judgment" in changed.body
    assert changed.header("etag") != first.header("etag")
