"""A page of the host application, on an origin of its own, in a real browser."""

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.models.session import Scope
from api.settings import load_settings
from tests.browser.chromium import needs_chromium, pages_of, shown
from tests.clock import Clock
from tests.factories import make_calendar, make_event, make_user, open_api_token, open_user_token
from tests.service import serve

pytestmark = [needs_chromium, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
PAGE = Path(__file__).parent / "page"


async def seen_by(environ: dict[str, str], folder: Path, *, allowed: bool) -> tuple[Any, Any]:
    """What the page made of it, and what the addresses that it was told serve now."""
    with pages_of(PAGE) as origin:
        environ |= {"CALENDAR_FEEDS_ALLOWED_ORIGINS": origin} if allowed else {}
        async with serve(load_settings(environ), Clock()) as service:
            owner = await make_user()
            await make_event(await make_calendar(owner, name="Diary"), title="Hearing")
            host = await open_api_token(await owner.organization, Scope.SIGN_IN)
            token = await open_user_token(owner, host)
            told = urlencode(
                {"api": service.address_here(service.settings.base_url), "token": token}
            )
            text = await shown(f"{origin}/index.html?{told}", folder)
            found = re.search(r"<output>(.*)</output>", text)
            assert found, text
            seen = json.loads(html.unescape(found[1]))
            assert seen.pop("origin") == origin
            bodies = {
                when: (await service.fetch(seen[when]["CALENDAR"])).text
                for when in ("before", "after")
                if when in seen
            }
            return seen, bodies


async def test_a_page_of_the_host_shows_a_users_feeds_and_resets_them(
    environ: dict[str, str], tmp_path: Path
) -> None:
    seen, bodies = await seen_by(environ, tmp_path, allowed=True)

    assert "error" not in seen
    assert set(seen["before"]) == set(seen["after"]) == {"ALL", "CALENDAR"}
    assert not set(seen["before"].values()) & set(seen["after"].values())
    assert "This calendar address was replaced" in bodies["before"]
    assert "SUMMARY:Hearing" in bodies["after"]
    # The browser keeps the answer from a page that sends the cookie.
    assert "Failed to fetch" in seen["cookie"]


async def test_the_browser_keeps_every_answer_from_any_other_page(
    environ: dict[str, str], tmp_path: Path
) -> None:
    seen, _ = await seen_by(environ, tmp_path, allowed=False)

    assert seen == {"error": "TypeError: Failed to fetch"}
