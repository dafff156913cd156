"""One address in the forms in which programs take it."""

from dataclasses import fields
from urllib.parse import parse_qs, urlsplit

import pytest

from api.feeds.operations.addresses import Links, is_public, links_of
from api.settings import Settings, load_settings
from api.tokens import Token

TOKEN = Token("cf", "S" * 16, "s" * 43)
URL = f"https://feeds.example.com/feeds/{TOKEN}.ics"
WEBCAL = URL.replace("https://", "webcal://")


def settings(**given: str) -> Settings:
    return load_settings({f"CALENDAR_FEEDS_{name.upper()}": text for name, text in given.items()})


@pytest.mark.parametrize(
    "public_url",
    [
        "https://feeds.example.com",
        "https://feeds.example.com:8443/calendars",
        "https://feeds.example.com.",
        "https://xn--knig-5qa.example",
        "https://1.1.1.1",
        "https://[2606:4700:4700::1111]",
    ],
)
def test_https_on_a_public_host_can_be_reached_from_elsewhere(public_url: str) -> None:
    assert is_public(public_url)


@pytest.mark.parametrize(
    "public_url",
    [
        "http://feeds.example.com",
        "https://localhost",
        "https://localhost:8443",
        "https://feeds",
        "https://feeds.local",
        "https://feeds.localhost",
        "https://feeds.corp.internal",
        "https://feeds.lan",
        "https://feeds.test",
        "https://nas.home.arpa",
        "https://FEEDS.LOCAL",
        "https://feeds.local.",
        "https://127.0.0.1",
        "https://10.1.2.3",
        "https://172.16.0.1",
        "https://192.168.1.1",
        "https://169.254.1.1",
        "https://100.64.0.1",
        "https://0.0.0.0",
        "https://[::1]",
        "https://[fe80::1]",
        "https://[fd00::1]",
        "",
    ],
)
def test_anything_else_cannot(public_url: str) -> None:
    assert not is_public(public_url)


def test_on_a_public_host_there_is_a_link_for_each_program() -> None:
    links = links_of(TOKEN, settings(public_url="https://feeds.example.com"))
    assert links.url == URL
    assert links.webcal == WEBCAL
    assert links.google_calendar
    google = urlsplit(links.google_calendar)
    assert google.geturl().startswith("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F")
    assert parse_qs(google.query) == {"cid": [WEBCAL]}
    for link, host in (
        (links.outlook_personal, "outlook.live.com"),
        (links.outlook_work, "outlook.office.com"),
    ):
        assert link
        outlook = urlsplit(link)
        assert (outlook.hostname, outlook.path) == (host, "/calendar/0/addfromweb")
        assert parse_qs(outlook.query) == {"url": [URL]}


def test_the_operator_chooses_the_scheme_inside_the_link_to_google() -> None:
    chosen = settings(public_url="https://feeds.example.com", google_calendar_scheme="https")
    google = links_of(TOKEN, chosen).google_calendar
    assert google
    assert parse_qs(urlsplit(google).query) == {"cid": [URL]}


@pytest.mark.parametrize(
    ("public_url", "address"),
    [
        ("", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://feeds.example.com", "http://feeds.example.com"),
        ("https://10.1.2.3/calendars", "https://10.1.2.3/calendars"),
    ],
)
def test_elsewhere_there_are_only_the_address_and_webcal(public_url: str, address: str) -> None:
    links = links_of(TOKEN, settings(public_url=public_url))
    url = f"{address}/feeds/{TOKEN}.ics"
    assert links == Links(url, "webcal://" + url.split("://")[1], None, None, None)


def test_a_representation_of_links_shows_none_of_them() -> None:
    links = links_of(TOKEN, settings(public_url="https://feeds.example.com"))
    assert len(fields(links)) == 5
    assert TOKEN.secret not in f"{links!r} {links} {[links]} {links:}"
