"""The page at the root, and robots.txt."""

import re

from tests.service import Service


async def test_the_page_says_what_this_is_and_loads_nothing_from_elsewhere(
    service: Service,
) -> None:
    page = await service.http.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "calendar" in page.text.lower()
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.text)
    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= {*policy}
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_no_path_is_closed_to_robots(service: Service) -> None:
    """Google Calendar obeys this file when it fetches a feed."""
    robots = await service.http.get("/robots.txt")
    assert robots.status_code == 200
    assert robots.headers["content-type"] == "text/plain; charset=utf-8"
    assert robots.text.splitlines() == ["User-agent: *", "Disallow:"]
