"""Feeds as one process renders them: `python -m tests.feeds.rendering DATABASE USER INSTANT`.

Prints the bodies of all feeds of the user as JSON.
"""

import asyncio
import json
import sys
from datetime import datetime
from uuid import UUID

from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.reading import export_feed
from api.models.database import open_database
from api.models.feed import Feed
from api.settings import load_settings


async def render_feeds(user_id: UUID, now: datetime) -> dict[str, str]:
    """The body of each feed of the user, by kind and calendar."""
    settings = load_settings({})
    bodies = {}
    for feed in await Feed.filter(user_id=user_id):
        document = await export_feed(feed, now, settings=settings, bodies=BodyCache(0))
        assert document is not None
        bodies[f"{feed.kind} {feed.calendar_id or ''}"] = document.body.decode()
    return bodies


async def _print_feeds(database_url: str, user_id: str, now: str) -> None:
    async with open_database(database_url):
        bodies = await render_feeds(UUID(user_id), datetime.fromisoformat(now))
    print(json.dumps(bodies))  # noqa: T201  (the output of a program)


if __name__ == "__main__":
    asyncio.run(_print_feeds(*sys.argv[1:]))
