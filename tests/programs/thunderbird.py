"""Thunderbird, without its window, with a profile of its own."""

import os
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import anyio
import pytest

needs_thunderbird = pytest.mark.skipif(
    shutil.which("thunderbird") is None,
    reason="Thunderbird is not here. Debian, Ubuntu: "
    "apt-get install --no-install-recommends thunderbird",
)

SECONDS: Final = 60
_CALENDAR: Final = "calendar.registry.11111111-1111-4111-8111-111111111111"
# Beside the calendar: nothing that asks other servers than ours.
_PREFERENCES: Final = f"""
user_pref("{_CALENDAR}.type", "ics");
user_pref("{_CALENDAR}.uri", "{{url}}");
user_pref("{_CALENDAR}.name", "Feed");
user_pref("{_CALENDAR}.cache.enabled", true);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.enabled", false);
"""
_EVENTS: Final = (
    "SELECT event_start, event_start_tz, event_end, event_end_tz, title FROM cal_events"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Thunderbird:
    """Thunderbird with one feed; it fetches it whenever it is started."""

    folder: Path
    url: str

    async def shown_after_a_start(self, expected: list[str]) -> list[str]:
        """Each event with start, end and title, once these are the expected ones, or too late."""
        profile = self.folder / "profile"
        profile.mkdir(exist_ok=True)
        (profile / "user.js").write_text(_PREFERENCES.format(url=self.url))
        command = ["thunderbird", "--headless", "--no-remote", "--profile", str(profile)]
        environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)}
        program = await anyio.open_process(
            command,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with anyio.move_on_after(SECONDS):
                while self._shown() != expected:
                    await anyio.sleep(0.2)
        finally:
            os.killpg(program.pid, signal.SIGTERM)
            await program.wait()
        return self._shown()

    def _shown(self) -> list[str]:
        """What is in the cache; from a copy, as Thunderbird keeps the file locked."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        try:
            shutil.copytree(self.folder / "profile" / "calendar-data", copy)
            with closing(sqlite3.connect(copy / "cache.sqlite")) as cache:
                rows = cache.execute(_EVENTS).fetchall()
        except (OSError, sqlite3.Error):  # not yet there, or copied while it was written
            return []
        return sorted(f"{_time(*row[:2])} {_time(*row[2:4])} {row[4]}" for row in rows)


def _time(microseconds: int, zone: str) -> str:
    """A time as iCalendar writes it; what has no zone is a date here."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return f"{moment:%Y%m%d}" if zone == "floating" else f"{moment:%Y%m%dT%H%M%SZ}"
