"""The view `calendar_access` against the rule of access, said once more in plain Python."""

from dataclasses import dataclass
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from api.ical.feed_settings import Detail
from api.models import Calendar, Member, Organization, User
from api.models.access import CalendarRole
from tests.clock import NOON
from tests.factories import make_organization, make_user
from tests.models.accessible import Access, access_of_everybody

FREE_BUSY, READER, _, _ = CalendarRole
EVERYONE_ROLES = (None, FREE_BUSY, READER)
MEMBER_ROLES = (None, *CalendarRole)


def rule(
    organization: Organization, user: User, calendar: Calendar, member: CalendarRole | None
) -> Access:
    """The rule as the product's description has it."""
    if not user.active or user.organization_id != calendar.organization_id:
        return None
    roles = [role for role in (member, calendar.everyone_role) if role is not None]
    if not roles:
        return None
    role = max(roles, key=list(CalendarRole).index)
    detail = organization.detail_ceiling
    if role is FREE_BUSY:
        detail = detail.within(Detail.BUSY)
    return role, detail if user.feeds_allowed else Detail.OFF


async def test_the_view_is_the_rule_in_every_combination_there_is(open_database: str) -> None:
    """Each user, of all kinds, with each calendar, in each role, also across organizations."""
    organizations = [await make_organization(detail_ceiling=ceiling) for ceiling in Detail]
    users = [
        await make_user(organization, active=active, feeds_allowed=allowed)
        for organization, active, allowed in product(organizations, (True, False), (True, False))
    ]
    roles: dict[UUID, CalendarRole | None] = {}
    calendars = []
    for organization, everyone, member in product(organizations, EVERYONE_ROLES, MEMBER_ROLES):
        calendar = calendar_of(organization, everyone)
        roles[calendar.id] = member
        calendars.append(calendar)
    members = {
        (user.id, calendar.id): roles[calendar.id] for user, calendar in product(users, calendars)
    }
    await Calendar.bulk_create(calendars)
    await create_members(members)

    assert await access_of_everybody() == expected(organizations, users, calendars, members)


def calendar_of(organization: Organization, everyone: CalendarRole | None) -> Calendar:
    return Calendar(
        organization_id=organization.id,
        name="Any",
        color="#1a73e8",
        time_zone="Europe/London",
        everyone_role=everyone,
        created_at=NOON,
        updated_at=NOON,
    )


async def create_members(members: dict[tuple[UUID, UUID], CalendarRole | None]) -> None:
    await Member.bulk_create(
        [
            Member(user_id=user_id, calendar_id=calendar_id, role=role, created_at=NOON)
            for (user_id, calendar_id), role in members.items()
            if role is not None
        ]
    )


def expected(
    organizations: list[Organization],
    users: list[User],
    calendars: list[Calendar],
    members: dict[tuple[UUID, UUID], CalendarRole | None],
) -> dict[tuple[UUID, UUID], Access]:
    by_id = {organization.id: organization for organization in organizations}
    allowed = {
        (user.id, calendar.id): rule(
            by_id[user.organization_id], user, calendar, members.get((user.id, calendar.id))
        )
        for user, calendar in product(users, calendars)
    }
    return {pair: access for pair, access in allowed.items() if access is not None}


@dataclass(frozen=True)
class Firms:
    """Organizations, users and calendars by number, and who is a member of what."""

    ceilings: list[Detail]
    users: list[tuple[int, bool, bool]]
    calendars: list[tuple[int, CalendarRole | None]]
    roles: list[CalendarRole | None]


@st.composite
def firms(draw: st.DrawFn) -> Firms:
    ceilings = draw(st.lists(st.sampled_from(Detail), min_size=1, max_size=2))
    firm = st.integers(0, len(ceilings) - 1)
    users = draw(st.lists(st.tuples(firm, st.booleans(), st.booleans()), max_size=4))
    calendars = draw(st.lists(st.tuples(firm, st.sampled_from(EVERYONE_ROLES)), max_size=4))
    pairs = len(users) * len(calendars)
    roles = draw(st.lists(st.sampled_from(MEMBER_ROLES), min_size=pairs, max_size=pairs))
    return Firms(ceilings, users, calendars, roles)


@settings(max_examples=25)
@given(drawn=firms())
async def test_the_view_is_the_rule_in_any_firm(open_database: str, drawn: Firms) -> None:
    await Organization.filter().delete()
    organizations = [await make_organization(detail_ceiling=ceiling) for ceiling in drawn.ceilings]
    users = [
        await make_user(organizations[number], active=active, feeds_allowed=allowed)
        for number, active, allowed in drawn.users
    ]
    calendars = [calendar_of(organizations[number], role) for number, role in drawn.calendars]
    pairs = [(user.id, calendar.id) for user, calendar in product(users, calendars)]
    members = dict(zip(pairs, drawn.roles, strict=True))
    await Calendar.bulk_create(calendars)
    await create_members(members)

    assert await access_of_everybody() == expected(organizations, users, calendars, members)
