"""Around every request: an id, and one line in the log that names the route, never the path."""

import logging
import re

import pytest

from tests.feeds.publishing import publish
from tests.feeds.raw import ask, target_of
from tests.service import Service

GENERATED = "[0-9a-f]{32}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    """The lines about requests."""
    return [record.getMessage() for record in log.records if record.name == "api.requests"]


async def test_every_answer_has_an_id_of_its_own(service: Service) -> None:
    published = await publish(service)
    ids = []
    for path in ("/", "/healthz", "/readyz", "/nowhere", "/feeds/x.ics"):
        ids += (await service.http.get(path)).headers.get_list("x-request-id")
    ids += (await service.fetch(published.url)).headers.get_list("x-request-id")
    ids += (await service.fetch(published.url, if_none_match="*")).headers.get_list("x-request-id")
    ids += (await service.http.post("/healthz")).headers.get_list("x-request-id")
    ids += (await service.graphql("{ viewer { id } }")).response.headers.get_list("x-request-id")
    assert len({*ids}) == len(ids) == 9
    assert all(re.fullmatch(GENERATED, id_) for id_ in ids)


@pytest.mark.parametrize("given", ["a", "7f3c-1.2_X", "0" * 64])
async def test_an_id_that_a_proxy_gives_is_kept(service: Service, given: str) -> None:
    answer = await service.http.get("/healthz", headers={"x-request-id": given})
    assert answer.headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize(
    "given",
    ["", "0" * 65, "two words", "a,b", "a\tb", "<script>", "é", "%0d%0aX-Evil: 1"],
    ids=ascii,
)
async def test_an_id_that_could_forge_a_line_is_replaced(service: Service, given: str) -> None:
    sent = [(b"x-request-id", given.encode())]
    [id_] = (await service.http.get("/healthz", headers=sent)).headers.get_list("x-request-id")
    assert re.fullmatch(GENERATED, id_)


async def test_a_request_is_one_line_with_the_template_of_its_route(
    service: Service, log: pytest.LogCaptureFixture
) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    log.clear()
    await ask(service, target)
    await ask(service, target, "HEAD", [("If-None-Match", "*")])
    await ask(service, target, "PUT")
    await ask(service, target + "x")
    await ask(service, target + "/")
    await ask(service, "/graphql")
    assert [re.sub(r"[\d.]+ ms$", "… ms", line) for line in lines(log)] == [
        "GET /feeds/{address} 200 … ms",
        "HEAD /feeds/{address} 304 … ms",
        "PUT /feeds/{address} 405 … ms",
        "GET /feeds/{address} 404 … ms",
        "GET (no route) 404 … ms",
        "GET /graphql 405 … ms",
    ]


async def test_no_line_has_a_path_or_a_query(
    service: Service, log: pytest.LogCaptureFixture
) -> None:
    published = await publish(service)
    token = published.url.rpartition("/")[2].removesuffix(".ics")
    _, selector, secret = token.split("_")
    log.clear()
    for target in [
        f"/feeds/{token}.ics",
        f"/feeds/{token}",
        f"/feeds/{token}.ics/",
        f"/nowhere/{token}",
        f"/healthz?token={token}",
        f"/feeds/{token}.ics?again={secret}",
    ]:
        await ask(service, target, headers=[("Referer", target), ("User-Agent", secret)])
    assert len(lines(log)) == 6
    for part in (token, secret, selector):
        assert part not in log.text
