"""docs/integrating.md: the code on the page works as it stands there, against a running service."""

import json
import re
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from subprocess import run
from typing import Final

import anyio.to_thread
import pytest

from api.models import Event, Task, User
from api.models.session import Scope
from api.models.user import UserRole
from api.settings import load_settings
from api.tokens import Token
from tests.clock import Clock
from tests.factories import make_calendar, make_event, make_user, open_api_token, open_user_token
from tests.frontend.tools import MODULES, needs_tools
from tests.nodejs import run_node
from tests.service import Service, serve

PAGE: Final = (Path(__file__).parents[1] / "docs" / "integrating.md").read_text(encoding="utf-8")
APP: Final = "https://cases.firm.example"
# What a browser does: it says where the page comes from, and keeps answers that it may not show.
BROWSER: Final = """
const [, , token, origin] = process.argv;
const send = globalThis.fetch;
let tokens = 0;
let asked = 0;
const later = { message: "later", extensions: { code: "UNAVAILABLE", retryAfter: 0 } };
globalThis.fetch = async (url, options) => {
  if (url === "/feeds-token") {
    tokens += 1;
    return Response.json({ token, expiresAt: new Date(Date.now() + 900_000).toISOString() });
  }
  if ((asked += 1) === 1) return Response.json({ data: null, errors: [later] });
  const headers = { ...options.headers, Origin: origin };
  const answer = await send(url, { ...options, headers });
  if (answer.headers.get("Access-Control-Allow-Origin") !== origin) throw new Error("CORS");
  return answer;
};
const { showFeeds, resetFeeds } = await import("./page.js");
const shown = await showFeeds();
console.log(JSON.stringify({ shown, renewed: await resetFeeds(), tokens, asked }));
"""


def code(language: str) -> str:
    """All code of the page in this language."""
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
async def open_service(environ: dict[str, str], clock: Clock) -> AsyncIterator[Service]:
    """A service that lets pages of the host application ask."""
    environ["CALENDAR_FEEDS_ALLOWED_ORIGINS"] = APP
    async with serve(load_settings(environ), clock) as running:
        yield running


async def test_the_day_of_a_host_in_python(open_service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    made = await open_service.ask(code("graphql"), user=admin)
    environ = {
        "FEEDS_URL": open_service.address_here("").rstrip("/"),
        "FEEDS_API_TOKEN": made["createApiToken"]["token"],
    }

    script = partial(run, [sys.executable, "-c", code("python")], env=environ)
    ended = await anyio.to_thread.run_sync(partial(script, capture_output=True, text=True))

    assert ended.returncode == 0, ended.stderr
    assert [event.title for event in await Event.all()] == ["Hearing"]
    assert [task.title for task in await Task.all()] == ["Draft the brief"]
    eve = await User.get(external_id="staff-7")
    headers = {"authorization": f"Bearer {ended.stdout.strip()}", "origin": APP}
    answer = await open_service.graphql("{ viewer { email } }", headers=headers)
    assert answer.data == {"viewer": {"email": eve.email}}


@needs_tools
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_page_of_another_origin_in_typescript(
    open_service: Service, tmp_path: Path
) -> None:
    owner = await make_user()
    await make_event(await make_calendar(owner), title="Hearing")
    token: Token = await open_user_token(
        owner, await open_api_token(await owner.organization, Scope.SIGN_IN)
    )
    here = open_service.address_here("")
    page = code("ts").replace("https://feeds.example.com/", f"{here.rstrip('/')}/")
    (tmp_path / "page.ts").write_text(page)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "browser.js").write_text(BROWSER)
    compiler = MODULES / "typescript" / "bin" / "tsc"
    options = ("--strict", "--target", "es2022", "--module", "es2022", "--lib", "es2022,dom")
    await anyio.to_thread.run_sync(run_node, compiler, *options, tmp_path / "page.ts")

    arguments = (tmp_path / "browser.js", str(token), APP)
    told = json.loads(await anyio.to_thread.run_sync(run_node, *arguments))

    assert (told["tokens"], told["asked"]) == (1, 3)
    old = {feed["links"]["url"] for feed in told["shown"]}
    new = {feed["links"]["url"] for feed in told["renewed"]}
    assert len(old) == len(new) == 2
    assert not old & new
    for url in old:
        assert "was replaced" in (await open_service.fetch(url)).text.replace("\r\n ", "")
    for url in new:
        assert "Hearing" in (await open_service.fetch(url)).text


BUSY: Final = """
answers = [
    {"errors": [{"message": "later", "extensions": {"code": code, "retryAfter": 0}}]}
    for code in ("UNAVAILABLE", "TIMEOUT", "RATE_LIMITED")
]
later = list(answers)
def answer(request):
    return httpx.Response(200, json=later.pop() if later else {"data": {"upsert": {"errors": []}}})
feeds = httpx.Client(base_url="http://here", transport=httpx.MockTransport(answer))
assert send("mutation") == {"errors": []}
later = answers[:1] * 4
try:
    send("mutation")
except RuntimeError:
    assert not later
else:
    raise AssertionError
later = [{"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]}] * 2
try:
    send("mutation")
except RuntimeError:
    assert len(later) == 1
else:
    raise AssertionError
"""


async def test_what_is_away_is_sent_again_even_when_the_status_is_200() -> None:
    sending = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    environ = {"FEEDS_URL": "http://here", "FEEDS_API_TOKEN": "token"}

    script = partial(run, [sys.executable, "-c", sending + BUSY], env=environ)
    ended = await anyio.to_thread.run_sync(partial(script, capture_output=True, text=True))

    assert ended.returncode == 0, ended.stderr
