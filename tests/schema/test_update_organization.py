"""The organization, and updateOrganization: the ceiling on detail and the stamps that rise."""

import re
from datetime import timedelta
from typing import Any

from api.models import AuditEntry, Event, User
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_user
from tests.feeds.publishing import WITHDRAWN, Published, publish, rename, summaries
from tests.service import Service

UPDATE = """
mutation ($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    organization { id name timeZone detailCeiling }
    errors { code message path }
  }
}
"""[1:]
ORGANIZATION = "{ organization { id name timeZone detailCeiling } }"


async def update(service: Service, user: User, **input: Any) -> Any:
    return (await service.ask(UPDATE, user=user, input=input))["updateOrganization"]


async def admin_of(published: Published) -> User:
    return await make_user(await published.owner.organization, role=UserRole.ADMIN)


async def stamps(service: Service, published: Published) -> tuple[int, str]:
    """SEQUENCE and LAST-MODIFIED of the one event."""
    text = (await service.fetch(published.url)).text
    [sequence] = re.findall(r"^SEQUENCE:(\d+)\r$", text, re.MULTILINE)
    [modified] = re.findall(r"^LAST-MODIFIED:(\w+)\r$", text, re.MULTILINE)
    return int(sequence), modified


async def test_an_admin_sets_zone_and_ceiling(service: Service) -> None:
    published = await publish(service)
    admin = await admin_of(published)
    payload = await update(service, admin, timeZone="Europe/Berlin", detailCeiling="BUSY")
    assert payload["errors"] == []
    assert payload["organization"]["timeZone"] == "Europe/Berlin"
    assert payload["organization"]["detailCeiling"] == "BUSY"
    assert summaries(await service.fetch(published.url)) == ["Busy"]
    entry = await AuditEntry.get(action="ORGANIZATION_UPDATED")
    assert entry.details == {"changed": ["detail_ceiling", "time_zone"], "detail_ceiling": "BUSY"}
    assert entry.actor_id == admin.id


async def test_everybody_in_a_firm_reaches_it_without_an_id(service: Service) -> None:
    published = await publish(service)
    organization = await published.owner.organization

    shown = (await service.ask(ORGANIZATION, user=published.owner))["organization"]

    assert shown == {
        "id": encode_id("Organization", organization.id),
        "name": organization.name,
        "timeZone": organization.time_zone,
        "detailCeiling": "FULL",
    }


async def test_a_zone_that_is_none_is_refused(service: Service) -> None:
    published = await publish(service)
    (error,) = (await update(service, await admin_of(published), timeZone="Berlin"))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "timeZone"])


async def test_every_change_of_the_ceiling_raises_every_stamp(service: Service) -> None:
    published = await publish(service)
    admin = await admin_of(published)
    seen = [await stamps(service, published)]
    for ceiling in ("TITLE", "BUSY", "FULL"):
        await update(service, admin, detailCeiling=ceiling)
        seen.append(await stamps(service, published))
    assert seen == sorted(set(seen))
    assert len({modified for _, modified in seen}) == 4


async def test_the_same_ceiling_again_changes_nothing(service: Service) -> None:
    published = await publish(service)
    before = await service.fetch(published.url)
    await update(service, await admin_of(published), detailCeiling="FULL")
    assert (await service.fetch(published.url)).headers["etag"] == before.headers["etag"]


async def test_another_organizations_feeds_stay_as_they_are(service: Service) -> None:
    published = await publish(service)
    elsewhere = await publish(service)
    await update(service, await admin_of(elsewhere), detailCeiling="BUSY")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]
    assert (await stamps(service, published))[0] == 0


async def test_feeds_switched_off_for_all_get_new_addresses_when_they_are_allowed_again(
    service: Service,
) -> None:
    published = await publish(service)
    admin = await admin_of(published)
    await update(service, admin, detailCeiling="OFF")
    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    await update(service, admin, detailCeiling="FULL")
    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    renewed = await service.feed_url(published.owner, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


async def test_a_write_after_a_change_of_the_feed_is_later_though_the_clock_was_set_back(
    service: Service,
) -> None:
    """Either kind of change comes after all of the other kind, in whole seconds."""
    published = await publish(service)
    admin = await admin_of(published)
    seen = [await stamps(service, published)]
    for step in range(6):
        service.clock.advance(seconds=-90 if step in {1, 4} else 0)
        if step % 2:
            await rename(service, published, f"Hearing {step}")
        else:
            await update(service, admin, detailCeiling=("TITLE", "BUSY", "FULL")[step // 2])
        seen.append(await stamps(service, published))
    assert seen == sorted(set(seen))
    assert len({modified for _, modified in seen}) == len(seen)
    # And no further ahead than they must be.
    event = await Event.get(id=published.event.id)
    assert event.updated_at <= NOON + timedelta(seconds=len(seen))
