"""No secret is anywhere but with the person it belongs to."""

import asyncio
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from api.auth import PasswordPool
from api.models import User
from api.models.database import open_database
from api.models.user import UserRole
from api.settings import load_settings
from api.tokens import generate_key
from tests.cli.commands import Program, program
from tests.factories import make_calendar, make_event, make_user
from tests.feeds.leaks import Secrets, stored
from tests.feeds.outside import run
from tests.feeds.publishing import EXPORT, FEEDS, RESET

COOKIE = "__Host-calendar_feeds_session"
EMAIL = "ada@firm.example"
PASSWORD = 'Größe "100%" & mehr'
MISTYPED = "Grösse 99 & weniger"
SIGN_IN = """
mutation ($input: SignInInput!) { signIn(input: $input) { errors { code message } } }
"""
LINK = """
mutation ($input: CreatePasswordLinkInput!) { createPasswordLink(input: $input) { url } }
"""
SET_PASSWORD = """
mutation ($input: SetPasswordInput!) { setPassword(input: $input) { errors { message path } } }
"""
CHANGE_PASSWORD = """
mutation ($input: ChangePasswordInput!) {
    changePassword(input: $input) { errors { message path } }
}
"""


@dataclass
class Run:
    """What a person and their programs do, with all that they were answered but must not see."""

    http: httpx.Client
    secrets: Secrets
    session: str = ""
    heard: list[bytes] = field(default_factory=list)

    def ask(self, method: str, path: str, *, shows: bool = False, **sent: Any) -> httpx.Response:
        """One request; an answer that shows a secret to whom it belongs is not kept."""
        answer = self.http.request(method, path, **sent)
        self.http.cookies.clear()
        if not shows:
            self.heard += [b": ".join(header) for header in answer.headers.raw]
            self.heard.append(answer.content)
        return answer

    def ask_wrongly(self, head: str) -> None:
        """What is no HTTP at all."""
        place = self.http.base_url
        with socket.create_connection((place.host, place.port)) as connection:
            connection.sendall(head.encode())
            with connection.makefile("rb") as answer:
                self.heard.append(answer.read())

    def graphql(self, query: str, *, shows: bool = False, **variables: Any) -> Any:
        answer = self.ask(
            "POST",
            "/graphql",
            shows=shows,
            json={"query": query, "variables": variables},
            headers={"cookie": f"{COOKIE}={self.session}"},
        )
        return answer.json()

    def sign_in(self, password: str, *, shows: bool) -> httpx.Response:
        sent = {"query": SIGN_IN, "variables": {"input": {"email": EMAIL, "password": password}}}
        return self.ask("POST", "/graphql", shows=shows, json=sent)

    def list_feeds(self) -> list[str]:
        """The paths of the person's feeds; what they export has no address in it."""
        data = self.graphql(FEEDS, shows=True)["data"]
        feeds = [edge["node"] for edge in data["calendarFeeds"]["edges"]]
        for feed in feeds:
            assert self.graphql(EXPORT, id=feed["id"])["data"]["node"]["export"]
        paths = [urlsplit(feed["links"]["url"]).path for feed in feeds]
        for path in paths:
            self.secrets.add_token("feed", path.rpartition("/")[2].removesuffix(".ics"))
        return paths


async def prepare(database_url: str) -> None:
    """A user with a password and a calendar."""
    pool = PasswordPool()
    async with open_database(database_url):
        user = await make_user(
            email=EMAIL, password_hash=await pool.hash(PASSWORD), role=UserRole.ADMIN
        )
        await make_event(await make_calendar(user))
    pool.close()


def sign_in(person: Run) -> None:
    person.sign_in(MISTYPED, shows=False)
    person.session = person.sign_in(PASSWORD, shows=True).cookies[COOKIE]
    person.secrets.add_token("session", person.session)


def fetch(person: Run, path: str) -> None:
    """A feed as programs fetch it, well and badly."""
    token = path.rpartition("/")[2]
    for wanted in (path, path.removesuffix(".ics"), f"{path}/", f"{path}?{token}", f"/{token}"):
        person.ask("GET", wanted, headers={"Referer": path, "User-Agent": "Thunderbird/153.7.0"})
    etag = person.ask("HEAD", path).headers.get("etag", "*")
    person.ask("GET", path, headers={"If-None-Match": etag})
    person.ask("PROPFIND", path)
    person.ask("GET", path, headers={"User-Agent": token})
    person.ask("GET", path.replace("cf_", "cfs_"), headers={"Cookie": f"{COOKIE}={token}"})
    person.ask("GET", f"/graphql?query={token}")
    person.ask("GET", path, headers={"Authorization": f"Bearer {token}"})
    person.ask("GET", path, headers={"Connection": "Upgrade", "Upgrade": "websocket"})
    person.ask_wrongly(f"GET {path} {token}\r\n\r\n")


def open_link(person: Run, user_id: str) -> None:
    """A link for a password, which is used badly."""
    made = person.graphql(LINK, shows=True, input={"userId": user_id})
    token = made["data"]["createPasswordLink"]["url"].partition("#")[2]
    person.secrets.add_token("password link", token)
    for password in ("short", MISTYPED):
        person.graphql(SET_PASSWORD, input={"token": token[:-1], "password": password})
    person.graphql(SET_PASSWORD, input={"token": token, "password": "short"})
    person.ask("GET", f"/password?{token}")
    wrong = {"currentPassword": MISTYPED, "newPassword": f"{MISTYPED} again"}
    person.graphql(CHANGE_PASSWORD, input=wrong)


def blunder(person: Run) -> None:
    """Requests that are wrong, with secrets in them."""
    cookie = {"cookie": f"{COOKIE}={person.session}"}
    person.graphql('{ node(id: "' + person.session[:3] + '") { id } ')
    person.graphql("{ viewer { nothing } }")
    person.graphql(RESET, feedIds=[])
    person.ask("POST", "/graphql", content=b"{", headers=cookie)
    person.ask("POST", "/graphql", content=b"[", headers=cookie | {"content-type": "text/plain"})
    person.ask("POST", "/graphql", json={"query": "{ viewer { id } }"}, headers={"origin": "null"})
    for path in ("/readyz", "/healthz", "/", "/robots.txt", "/nowhere"):
        person.ask("GET", path, headers=cookie)


def live_through_a_fault(person: Run, database_url: str, paths: list[str]) -> None:
    """Faults are logged with tracebacks."""
    away = "ALTER TABLE feed_tokens RENAME TO elsewhere"
    asyncio.run(run(database_url, away, "ALTER TABLE key_uses RENAME TO nowhere"))
    assert person.ask("GET", paths[0]).status_code == 503
    assert person.ask("GET", "/readyz").status_code == 503
    assert person.graphql(RESET)["errors"]
    assert person.graphql(FEEDS)["errors"]
    back = "ALTER TABLE elsewhere RENAME TO feed_tokens"
    asyncio.run(run(database_url, back, "ALTER TABLE nowhere RENAME TO key_uses"))


def use(service: Program, database_url: str, secrets: Secrets) -> bytes:
    """Does all that can be done with secrets; returns what was answered."""
    with httpx.Client(base_url=service.address, timeout=30) as http:
        person = Run(http, secrets)
        sign_in(person)
        before = person.list_feeds()
        for path in before:
            fetch(person, path)
        person.graphql(RESET, shows=True)
        for path in (*before, *person.list_feeds()):
            fetch(person, path)
        open_link(person, person.graphql("{ viewer { id } }")["data"]["viewer"]["id"])
        blunder(person)
        live_through_a_fault(person, database_url, before)
        person.graphql("mutation { signOut { errors { code } } }")
        return b"\n".join(person.heard)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_secret_is_in_the_database_a_log_or_an_answer(
    tmp_path: Path, environ: dict[str, str], log_format: str
) -> None:
    """With the log at its most talkative; only who signs in or lists feeds is told a secret."""
    database_url = environ["CALENDAR_FEEDS_DATABASE_URL"]
    keys = [generate_key(), generate_key()]
    secrets = Secrets()
    secrets.add_text("password", PASSWORD)
    secrets.add_text("mistyped password", MISTYPED)
    for number, key in enumerate(keys):
        secrets.add_key(f"key {number}", key)
    if database_password := urlsplit(database_url).password:
        secrets.add_text("password of the database", database_password)
    asyncio.run(prepare(database_url))
    with program(
        tmp_path, environ, "serve", log_level="DEBUG", log_format=log_format, keys=",".join(keys)
    ) as service:
        service.await_ready()
        answers = use(service, database_url, secrets)
        running = asyncio.run(stored(database_url))
        assert service.end() == 0
        log = service.log + service.printed
    assert len(secrets.known) >= 5 + 1 + 4
    # The search finds what may be there.
    assert EMAIL.encode() in running
    assert b"$argon2id$v=19$m=64,t=1,p=1$" in running
    assert b"BEGIN:VCALENDAR" in answers
    assert "/feeds/{address}" in log
    assert "Traceback" in log
    assert secrets.found_in(running) == set()
    assert secrets.found_in(asyncio.run(stored(database_url))) == set()
    assert secrets.found_in(log.encode()) == set()
    assert secrets.found_in(answers) == set()


def test_the_search_finds_a_secret_in_every_form() -> None:
    key, token = generate_key(), "cf_0123456789ABCDEF_" + "Zz9" * 14 + "a"
    secrets = Secrets()
    secrets.add_text("password", PASSWORD)
    secrets.add_key("key", key)
    secrets.add_token("feed", token)
    for name, all_forms in secrets.known.items():
        for form in all_forms:
            assert secrets.found_in(b"INSERT (" + form + b")") == {name}
    assert secrets.found_in(b"cf_0123456789ABCDEF") == set()


def test_a_representation_of_the_settings_hides_what_is_secret() -> None:
    secrets = Secrets()
    secrets.add_key("key", key := generate_key())
    secrets.add_text("password of the database", "w0rd-of-the-database")
    settings = load_settings(
        {
            "CALENDAR_FEEDS_KEYS": key,
            "CALENDAR_FEEDS_DATABASE_URL": "postgres://me:w0rd-of-the-database@db/feeds",
        }
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "db/feeds" not in shown
    assert secrets.found_in(shown.encode()) == set()


async def test_a_representation_of_a_user_has_no_hash_in_it(open_database: str) -> None:
    user = await make_user(password_hash="$argon2id$hash")
    assert "argon2" not in f"{user!r} {user} {await User.all()}"
