"""What goes along when a row is deleted, and what stays."""

from tortoise import Model

from api import models
from api.models import AuditEntry, Calendar, Event, Feed, FeedToken, Organization, User
from api.models.feed import FeedKind
from tests.factories import make_user

MODELS: list[type[Model]] = list(models.__models__)


async def left() -> dict[str, int]:
    """The number of rows of each model that has any."""
    counts = {model.__name__: await model.all().count() for model in MODELS}
    return {name: count for name, count in counts.items() if count}


async def test_the_firm_has_a_row_of_everything(firm: User) -> None:
    assert set(await left()) == {model.__name__ for model in MODELS}


async def test_a_calendar_takes_what_it_holds_along_but_leaves_its_tokens(firm: User) -> None:
    await Calendar.filter().delete()

    gone = {"Calendar", "Member", "Event", "EventAssignee", "Task", "TaskAssignee", "FeedCalendar"}
    gone |= {"FeedProgram", "FetchDay", "FeedNetwork"}
    assert gone.isdisjoint(await left())
    assert {feed.kind for feed in await Feed.all()} == {FeedKind.ALL, FeedKind.ADDITIONAL}
    # The old address must still be able to say that the calendar is gone.
    assert [token.feed_id for token in await FeedToken.all()] == [None]


async def test_a_series_takes_its_overrides_along(firm: User) -> None:
    await Event.filter(series_id__isnull=True).delete()
    assert "Event" not in await left()


async def test_a_user_takes_feeds_and_tokens_along_but_not_what_was_audited(firm: User) -> None:
    await User.filter().delete()

    assert set(await left()) == {
        "Organization", "Calendar", "Event", "Task", "KeyUse", "AuditEntry", "RendererUse",
        "PasswordTries",
    }  # fmt: skip
    entry = await AuditEntry.get()
    assert (entry.actor_id, entry.api_token_id) == (None, None)


async def test_an_organization_takes_everything_along_but_the_keys(firm: User) -> None:
    other = await make_user()
    await Organization.filter(id=firm.organization_id).delete()

    assert await left() == {
        "Organization": 1,
        "User": 1,
        "KeyUse": 1,
        "RendererUse": 1,
        "PasswordTries": 1,
    }
    assert (await User.get()).id == other.id
