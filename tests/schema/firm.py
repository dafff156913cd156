"""A firm with one calendar, and somebody for each way of standing to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

from argon2 import PasswordHasher

from api.feeds.operations.listing import make_default_feeds
from api.models import Calendar, Event, Feed, FeedCalendar, Member, Organization, Task, User
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.models.session import ApiToken, Scope, Session
from api.models.user import UserRole
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.tokens import Token
from tests.clock import NOON
from tests.factories import (
    add_member,
    make_calendar,
    make_event,
    make_organization,
    make_task,
    make_user,
    open_api_token,
    open_password_link,
    open_session,
    open_user_token,
)
from tests.ical.parsing_files import vcalendar, vevent
from tests.schema.documents import input_type, mutation_document
from tests.service import Answer, Service

SIGNED_OUT: Final = "signed out"
ELSEWHERE: Final = "admin of another organization"
STRANGER: Final = "no access"
ADMIN: Final = "admin"
PEOPLE: Final = (SIGNED_OUT, ELSEWHERE, STRANGER, *map(str, CalendarRole), ADMIN)
HOSTS: Final = {scope: f"API token to {scope}" for scope in Scope}
USER_TOKEN: Final = "user token of the owner"
ASKERS: Final = (*PEOPLE, *HOSTS.values(), USER_TOKEN)
# What the calendar's owner may not do.
ADMINS: Final = {
    "updateOrganization",
    "createApiToken",
    "revokeApiToken",
    "createUser",
    "updateUser",
    "deactivateUser",
    "reactivateUser",
    "resetUserFeeds",
    "createPasswordLink",
    "eraseUser",
}
# What the host application alone may do, and what its token has to allow.
OF_HOST: Final = {
    "createUserToken": Scope.SIGN_IN,
    "upsertUsers": Scope.WRITE,
    "upsertCalendars": Scope.WRITE,
    "deleteCalendars": Scope.WRITE,
    "upsertEvents": Scope.WRITE,
    "upsertTasks": Scope.WRITE,
    "deleteEvents": Scope.WRITE,
    "deleteTasks": Scope.WRITE,
    "finishSync": Scope.WRITE,
}

PASSWORD: Final = "correct horse battery staple"
ONCE_IN_A_REQUEST: Final = {
    "signIn",
    "setPassword",
    "changePassword",
    "importCalendar",
    "resetUserFeeds",
}
# Fewer than a query may have aliases.
_AT_ONCE: Final = 10
# As strong as a test needs: what the program makes itself takes half a second to check.
QUICK_HASHES: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


# Each time another: what is the same changes nothing.
ZONES: Final = cycle(["Europe/Berlin", "Europe/Paris", "Europe/Rome"])


@dataclass
class Firm:
    """The firm, its calendar, and by description who asks: a user, a bearer token, or nobody."""

    organization: Organization
    calendar: Calendar
    people: dict[str, User | Token | None]

    @property
    def owner(self) -> User:
        """The calendar's only owner."""
        return self.person(CalendarRole.OWNER)

    def asker(self, mutation: str) -> User | Token:
        """Who may do this: the calendar's owner, else an admin, else the host application."""
        if mutation in OF_HOST:
            return self.host(OF_HOST[mutation])
        return self.person(ADMIN) if mutation in ADMINS else self.owner

    def person(self, description: str) -> User:
        """Somebody who is signed in."""
        user = self.people[description]
        assert isinstance(user, User)
        return user

    def host(self, scope: Scope) -> Token:
        """The API token that may be used for this."""
        token = self.people[HOSTS[scope]]
        assert isinstance(token, Token)
        return token

    async def feed(self, description: str = CalendarRole.OWNER) -> Feed:
        """This person's feed of the calendar."""
        user = self.person(description)
        await make_default_feeds(user.id, NOON)
        return await Feed.get(user_id=user.id, kind=FeedKind.CALENDAR, calendar_id=self.calendar.id)

    async def session_id(self, user: User) -> str:
        """The id of a new session of this user."""
        token = await open_session(user, NOON)
        return encode_id("Session", (await Session.get(selector=token.selector)).id)

    async def added_feed(self) -> Feed:
        """A new feed that the owner added."""
        feed = await Feed.create(
            organization_id=self.owner.organization_id,
            user_id=self.owner.id,
            kind=FeedKind.ADDITIONAL,
            label="Tablet",
            created_at=NOON,
        )
        await FeedCalendar.create(feed_id=feed.id, calendar_id=self.calendar.id)
        return feed

    async def another(self) -> Calendar:
        """A new calendar in which everybody has the role that they have in the firm's."""
        calendar = await make_calendar(self.owner)
        for member in await Member.filter(calendar_id=self.calendar.id):
            if member.user_id != self.owner.id:
                await add_member(calendar, await member.user, member.role)
        return calendar

    async def inputs(self) -> dict[str, dict[str, Any] | None]:
        """For each mutation what the owner may send, about things that were made for it."""
        calendar_id = encode_id("Calendar", self.calendar.id)
        event: Event = await make_event(self.calendar)
        task: Task = await make_task(self.calendar)
        of_host = str(event.id)
        await make_event(self.calendar, external_id=of_host)
        await make_task(self.calendar, external_id=of_host)
        member = await make_user(self.organization)
        await add_member(self.calendar, member, CalendarRole.READER)
        gone = await make_user(self.organization, active=False)
        on_user = {"id": encode_id("User", member.id)}
        on_event = {"id": encode_id("Event", event.id)}
        on_task = {"id": encode_id("Task", task.id)}
        on_member: dict[str, Any] = {
            "calendarId": calendar_id,
            "userId": encode_id("User", member.id),
        }
        texts = {
            "title": "Hearing",
            "description": "Bring the file.",
            "url": "https://firm.example/1",
            "categories": ["Court"],
            "timeZone": "Europe/London",
            "assigneeIds": [encode_id("User", member.id)],
        }
        times = {"startsAt": "2026-03-18T09:00:00Z", "endsAt": "2026-03-18T10:00:00Z"}
        event_fields: dict[str, Any] = (
            texts | times | {"location": "Court 3", "status": "CONFIRMED"}
        )
        event_fields |= {"transparent": False}
        added = await self.added_feed()
        await make_calendar(self.owner, external_id=of_host)
        settings = {"detail": "TITLE"}
        api_token = await open_api_token(self.organization, Scope.READ)
        row = await ApiToken.get(selector=api_token.selector)
        task_fields = texts | {"dueAt": "2026-03-18T09:00:00Z", "priority": 1}
        return {
            "signIn": {"email": self.owner.email, "password": PASSWORD},
            "signOut": None,
            "endSession": {"id": await self.session_id(self.owner)},
            "createPasswordLink": {"userId": encode_id("User", member.id)},
            "setPassword": {
                "token": str(await open_password_link(member, NOON)),
                "password": PASSWORD,
            },
            "changePassword": {"currentPassword": PASSWORD, "newPassword": PASSWORD},
            "resetCalendarFeeds": {
                "feedIds": [encode_id("CalendarFeed", (await self.feed()).id)],
            },
            "updateOrganization": {
                "timeZone": next(ZONES),
                "detailCeiling": "FULL",
            },
            "createUser": {
                "email": f"{added.id}@firm.example",
                "name": "Ada",
                "role": "MEMBER",
                "feedsAllowed": True,
            },
            "updateUser": on_user
            | {
                "email": f"new-{added.id}@firm.example",
                "name": "Ada",
                "role": "MEMBER",
                "feedsAllowed": False,
            },
            "deactivateUser": on_user,
            "reactivateUser": {"id": encode_id("User", gone.id)},
            "eraseUser": {"id": encode_id("User", gone.id)},
            "resetUserFeeds": {"userId": on_user["id"]},
            "createCalendarFeed": {
                "label": "Phone",
                "calendarIds": [calendar_id],
                "settings": settings,
                "expiresAt": "2027-01-01T00:00:00Z",
            },
            "updateCalendarFeed": {
                "id": encode_id("CalendarFeed", added.id),
                "label": f"Phone {added.id}",
                "calendarIds": [calendar_id],
                "settings": settings,
                "expiresAt": "2027-01-01T00:00:00Z",
            },
            "deleteCalendarFeed": {"id": encode_id("CalendarFeed", added.id)},
            "createCalendar": {
                "name": "Diary",
                "timeZone": "Europe/London",
                "color": "#1a73e8",
            },
            "updateCalendar": {
                "id": calendar_id,
                "name": f"Diary {added.id}",
                "timeZone": "Europe/London",
                "color": "#1a73e8",
            },
            "deleteCalendar": {"id": encode_id("Calendar", (await self.another()).id)},
            "setCalendarMember": on_member | {"role": "WRITER"},
            "removeCalendarMember": on_member,
            "createEvent": {"calendarId": calendar_id} | event_fields,
            "updateEvent": on_event | event_fields,
            "deleteEvent": on_event,
            "createTask": {"calendarId": calendar_id} | task_fields,
            "updateTask": on_task | task_fields,
            "completeTask": on_task | {"completed": True},
            "deleteTask": on_task,
            "createApiToken": {
                "label": "Case management",
                "scopes": ["READ", "SIGN_IN"],
                "expiresAt": "2027-01-01T00:00:00Z",
            },
            "revokeApiToken": {"id": encode_id("ApiToken", row.id)},
            "createUserToken": {"email": member.email},
            "deleteEvents": {"calendarId": calendar_id, "externalIds": [of_host]},
            "deleteTasks": {"calendarId": calendar_id, "externalIds": [of_host]},
            "finishSync": {"calendarId": calendar_id, "syncRunId": of_host, "confirm": True},
            "deleteCalendars": {"externalIds": [of_host]},
            "upsertCalendars": {"calendars": [{"externalId": str(added.id), "name": "Matter"}]},
            "upsertUsers": {
                "users": [
                    {"externalId": of_host, "email": f"{of_host}@firm.example", "name": "Eve"}
                ]
            },
            "upsertEvents": {
                "calendarId": calendar_id,
                "syncRunId": of_host,
                "events": [{"externalId": str(added.id), "title": "Hearing"} | times],
            },
            "upsertTasks": {
                "calendarId": calendar_id,
                "syncRunId": of_host,
                "tasks": [{"externalId": str(added.id), "title": "Brief", "dueDate": "2026-03-18"}],
            },
            "importCalendar": {
                "calendarId": calendar_id,
                "content": vcalendar(*vevent("SUMMARY:Hearing", uid=f"UID:{event.id}")).decode(),
                "dryRun": False,
            },
        }


async def make_firm() -> Firm:
    """The firm with everybody in PEOPLE."""
    organization = await make_organization()
    known: dict[str, Any] = {"password_hash": QUICK_HASHES.hash(PASSWORD)}
    owner = await make_user(organization, **known)
    calendar = await make_calendar(owner, name="Court diary")
    people: dict[str, User | Token | None] = {
        SIGNED_OUT: None,
        ELSEWHERE: await make_user(role=UserRole.ADMIN, **known),
        STRANGER: await make_user(organization, **known),
        CalendarRole.OWNER: owner,
        ADMIN: await make_user(organization, role=UserRole.ADMIN, **known),
    }
    for role in (CalendarRole.FREE_BUSY_READER, CalendarRole.READER, CalendarRole.WRITER):
        user = await make_user(organization, **known)
        await add_member(calendar, user, role)
        people[role] = user
    tokens = {scope: await open_api_token(organization, scope) for scope in Scope}
    people |= {HOSTS[scope]: token for scope, token in tokens.items()}
    people[USER_TOKEN] = await open_user_token(owner, tokens[Scope.SIGN_IN])
    return Firm(organization, calendar, people)


async def mutate(
    service: Service, mutation: str, user: User | Token | None, input: dict[str, Any] | None
) -> Answer:
    """Sends a mutation as this user."""
    variables = {} if input is None else {"input": input}
    return await service.graphql(mutation_document(mutation), user=user, **variables)


async def mutate_all(
    service: Service, mutation: str, headers: dict[str, str], inputs: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Sends a mutation for each input, several with a request; what the user can correct of each.

    No top-level error may come, whatever the inputs hold.
    """
    named = input_type(mutation)
    assert named is not None
    found: list[dict[str, Any]] = []
    at_once = 1 if mutation in ONCE_IN_A_REQUEST else _AT_ONCE
    for start in range(0, len(inputs), at_once):
        part = inputs[start : start + at_once]
        variables: dict[str, Any] = {f"input{number}": input for number, input in enumerate(part)}
        declared = ", ".join(f"${name}: {named.name}!" for name in variables)
        asked = " ".join(
            f"{name}: {mutation}(input: ${name}) {{ errors {{ code message path }} }}"
            for name in variables
        )
        answer = await service.graphql(
            f"mutation ({declared}) {{ {asked} }}", headers=headers, **variables
        )
        assert not answer.errors, ascii(answer.errors)
        found += [answer.data[name] for name in variables]
    return found


async def signed_in(service: Service, user: User | Token) -> dict[str, str]:
    """The headers of a session of this user, or of a token, for tests with many requests."""
    if isinstance(user, Token):
        return {"authorization": f"Bearer {user}"}
    return {"cookie": f"{SESSION_COOKIE}={await open_session(user, service.clock.now)}"}


def outcome(answer: Answer, root_field: str) -> str:
    """The code of the first error, or OK."""
    if answer.errors:
        return str(answer.errors[0]["extensions"]["code"])
    errors = answer.data[root_field]["errors"]
    return str(errors[0]["code"]) if errors else "OK"
