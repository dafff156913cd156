"""serverInfo: what the server is, told to whoever asks."""

from importlib.metadata import version

from api.settings import load_settings
from tests.clock import Clock
from tests.service import Service, serve

SERVER_INFO = "{ serverInfo { version windowPastDays windowFutureDays } }"
PROGRAMS = "{ serverInfo { programs { program label reportedInterval } } }"


async def test_version_and_window_are_told_without_a_sign_in(service: Service) -> None:
    assert await service.ask(SERVER_INFO) == {
        "serverInfo": {
            "version": version("calendar-feeds"),
            "windowPastDays": 45,
            "windowFutureDays": 60,
        }
    }


async def test_the_programs_that_are_known_are_told_with_the_interval_that_is_reported(
    service: Service,
) -> None:
    programs = (await service.ask(PROGRAMS))["serverInfo"]["programs"]
    assert {
        "program": "google-calendar",
        "label": "Google Calendar",
        "reportedInterval": "4 to 24 hours",
    } in programs
    assert all(program["label"] and program["reportedInterval"] for program in programs)


async def test_the_window_is_that_of_the_settings(environ: dict[str, str], clock: Clock) -> None:
    environ["CALENDAR_FEEDS_WINDOW_PAST_DAYS"] = "7"
    environ["CALENDAR_FEEDS_WINDOW_FUTURE_DAYS"] = "365"

    async with serve(load_settings(environ), clock) as service:
        info = (await service.ask(SERVER_INFO))["serverInfo"]

    assert (info["windowPastDays"], info["windowFutureDays"]) == (7, 365)
