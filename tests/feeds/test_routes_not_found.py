"""404: one answer, byte for byte, for whatever is not a live address."""

from api.tokens import generate_token
from tests.feeds.publishing import publish, reset
from tests.feeds.raw import RawAnswer, ask, target_of
from tests.service import Service

NOWHERE = "/nowhere"
NONSENSE = [
    "/feeds",
    "/feeds/",
    "/feeds/.ics",
    "/feeds/x.ics",
    "/feeds/cf__.ics",
    "/feeds/%00.ics",
    "/feeds/%ff%fe.ics",
    "/feeds/%zz.ics",
    "/feeds/..%2f..%2fetc%2fpasswd",
    "/feeds/cf_' OR 1=1--_.ics".replace(" ", "%20"),
    "/feeds/" + "a" * 10_000 + ".ics",
    "/" + "a" * 10_000,
    "/.env",
    "/wp-login.php",
    "/favicon.ico",
]


async def same_as_nowhere(service: Service, target: str, method: str = "GET") -> RawAnswer:
    """Asserts that the target is answered like a path that never was."""
    answer = await ask(service, target, method)
    assert answer == await ask(service, NOWHERE, method), target
    return answer


async def test_what_never_was_is_answered_with_exactly_this(service: Service) -> None:
    answer = await ask(service, NOWHERE)
    assert answer.status == 404
    assert answer.body == b"There is no calendar at this address.\n"
    assert sorted(answer.headers) == [
        ("cache-control", "private, no-cache"),
        ("content-length", str(len(answer.body))),
        ("content-type", "text/plain; charset=utf-8"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ]


async def test_nonsense_is_answered_alike(service: Service) -> None:
    for target in NONSENSE:
        await same_as_nowhere(service, target)


async def test_an_address_that_was_never_given_out_is_answered_alike(service: Service) -> None:
    await same_as_nowhere(service, f"/feeds/{generate_token('cf')}.ics")
    await same_as_nowhere(service, f"/feeds/{generate_token('cf')}.ics", "HEAD")


async def test_a_known_selector_with_a_wrong_secret_is_answered_alike(service: Service) -> None:
    published = await publish(service)
    known, _, _ = target_of(service, published.url).rpartition("_")
    _, _, wrong = str(generate_token("cf")).rpartition("_")
    await same_as_nowhere(service, f"{known}_{wrong}.ics")
    await same_as_nowhere(service, f"{known}_{wrong}.ics", "HEAD")


async def test_an_address_that_is_not_quite_right_is_answered_alike(service: Service) -> None:
    target = target_of(service, (await publish(service)).url)
    assert (await ask(service, target)).status == 200
    for changed in [
        target.removesuffix(".ics"),
        target.removesuffix("s"),
        target + "x",
        target + ".ics",
        target.replace("cf_", "cfs_"),
        target.replace("cf_", ""),
        target.swapcase(),
        target.replace("/feeds/", "/Feeds/"),
        target.replace("/feeds/", "/api/"),
        target.replace(".ics", ".ICS"),
        target.replace("_", "%5F_"),
        target.replace("/cf_", "/cf%00_"),
        target + "%0A",
        target + "%20",
    ]:
        await same_as_nowhere(service, changed)


async def test_no_slash_too_many_is_answered_with_a_redirect(service: Service) -> None:
    """A redirect would repeat the secret in a header."""
    target = target_of(service, (await publish(service)).url)
    for changed in [
        target + "/",
        "/" + target,
        target.replace("/feeds/", "/feeds//"),
        "/feeds/./x",
    ]:
        answer = await same_as_nowhere(service, changed)
        assert not answer.header("location")


async def test_a_replaced_address_is_answered_alike_when_its_notice_is_over(
    service: Service,
) -> None:
    published = await publish(service)
    await reset(service, published.owner)
    service.clock.advance(days=30)
    await same_as_nowhere(service, target_of(service, published.url))
    await same_as_nowhere(service, target_of(service, published.url), "HEAD")


async def test_a_query_changes_nothing(service: Service) -> None:
    """Some programs add one against caches between."""
    target = target_of(service, (await publish(service)).url)
    assert await ask(service, target + "?nocache=1") == await ask(service, target)
