"""What a fetch costs, over real HTTP on SQLite, with the demo's data in one feed."""

from datetime import UTC, datetime
from pathlib import Path

from api.cli.sample import sample_on
from api.cli.sample.loading import load_sample
from api.feeds.operations.bodies import BodyCache
from api.models import User, database, migrating
from api.settings import load_settings
from benchmarks.timing import async_median, line
from tests.clock import Clock
from tests.service import serve

_DAY = datetime(2026, 3, 18, 12, tzinfo=UTC)


async def measure(folder: Path) -> list[str]:
    """One line a figure."""
    settings = load_settings(
        {
            "CALENDAR_FEEDS_DATA_DIR": str(folder),
            "CALENDAR_FEEDS_PUBLIC_URL": "https://feeds.example.com",
        }
    )
    sample = sample_on(_DAY.date())
    async with database.open_database(settings.effective_database_url):
        await migrating.migrate()
        await load_sample(sample, _DAY)
    async with serve(settings, Clock(_DAY)) as service:
        url = await service.feed_url(await User.get(email=sample.demo_user))
        kept = await service.fetch(url)
        wrong = url.replace(url[-47:-4], "0" * 43)

        async def cold() -> None:
            service.app.state.bodies = BodyCache(0)
            await service.fetch(url)

        items = kept.text.count("BEGIN:VEVENT")
        return [
            line("answer /healthz", await async_median(lambda: service.fetch("/healthz"), 300)),
            line("refuse a wrong secret", await async_median(lambda: service.fetch(wrong), 300)),
            line(
                "answer 304",
                await async_median(
                    lambda: service.fetch(url, If_None_Match=kept.headers["etag"]), 300
                ),
            ),
            line(
                f"serve a kept body of {len(kept.content) // 1000} kB",
                await async_median(lambda: service.fetch(url), 300),
            ),
            line(f"render {items} items and serve them", await async_median(cold, 5)),
        ]
