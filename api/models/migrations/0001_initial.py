"""The whole schema: tables with their checks, indexes, and the view that is the rule of access."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from api.ical.facts import EventStatus
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedDetail,
    TaskFormat,
)
from api.models.access import CalendarRole
from api.models.audit import Action
from api.models.feed import FeedKind, RetiredReason
from api.models.fetch import FetchResult
from api.models.fields import InstantField, new_id
from api.models.migrations._operations import CreateTable
from api.models.session import ApiTokenKind
from api.models.user import UserRole

# One list of indexes, in statements that read alike on both engines: partial and covering ones
# cannot be said otherwise, and SQLite's tables are remade before they get any.
INDEXES = [
    "CREATE UNIQUE INDEX organizations_name ON organizations (name)",
    "CREATE UNIQUE INDEX users_external ON users (organization_id, external_id)",
    # Pages of users by name: all that they can be searched and filtered by is in it.
    "CREATE INDEX users_name ON users (organization_id, name, id, email, role, active)"
    " WHERE erased_at IS NULL",
    "CREATE UNIQUE INDEX calendars_external ON calendars (organization_id, external_id)",
    # Pages of all calendars of an organization, by name and by age.
    "CREATE INDEX calendars_name ON calendars (organization_id, name, id)",
    "CREATE INDEX calendars_created_at ON calendars (organization_id, created_at, id)",
    # Calendars that everybody sees, for the second half of the rule of access.
    "CREATE INDEX calendars_for_everyone ON calendars (organization_id)"
    " WHERE everyone_role IS NOT NULL",
    "CREATE UNIQUE INDEX members_calendar_user ON members (calendar_id, user_id)",
    "CREATE INDEX members_user ON members (user_id)",
    # What begins in a window; what began before it and still runs is looked for among the few
    # that last longer than a day, and series among those still alive.
    "CREATE INDEX events_start ON events (calendar_id, starts_at)",
    "CREATE INDEX events_long ON events (calendar_id, ends_at) WHERE long",
    "CREATE INDEX events_series_alive ON events (calendar_id, series_ends_at)"
    " WHERE rrule IS NOT NULL",
    "CREATE UNIQUE INDEX events_override ON events (series_id, original_start)",
    "CREATE UNIQUE INDEX events_external ON events (calendar_id, external_id)",
    "CREATE UNIQUE INDEX events_ical_uid ON events (calendar_id, ical_uid) WHERE series_id IS NULL",
    "CREATE INDEX tasks_due ON tasks (calendar_id, due_at)",
    "CREATE UNIQUE INDEX tasks_external ON tasks (calendar_id, external_id)",
    "CREATE UNIQUE INDEX tasks_ical_uid ON tasks (calendar_id, ical_uid)",
    "CREATE UNIQUE INDEX event_assignees_event_user ON event_assignees (event_id, user_id)",
    "CREATE UNIQUE INDEX task_assignees_task_user ON task_assignees (task_id, user_id)",
    "CREATE INDEX event_assignees_user ON event_assignees (user_id)",
    "CREATE INDEX task_assignees_user ON task_assignees (user_id)",
    # A user has one default feed for each calendar and one for all of them.
    "CREATE UNIQUE INDEX feeds_default ON feeds (user_id, calendar_id) WHERE kind = 'CALENDAR'",
    "CREATE UNIQUE INDEX feeds_all ON feeds (user_id) WHERE kind = 'ALL'",
    "CREATE INDEX feeds_user ON feeds (user_id)",
    # Pages of all feeds of an organization, and of those of one kind.
    "CREATE INDEX feeds_organization ON feeds (organization_id, id)",
    "CREATE INDEX feeds_kind ON feeds (organization_id, kind, id)",
    # When did what any feed may show change last?
    "CREATE INDEX feeds_changed_at ON feeds (changed_at) WHERE changed_at IS NOT NULL",
    "CREATE INDEX feeds_calendar_id ON feeds (calendar_id)",
    "CREATE UNIQUE INDEX feed_calendars_feed_calendar ON feed_calendars (feed_id, calendar_id)",
    "CREATE INDEX feed_calendars_calendar ON feed_calendars (calendar_id)",
    # A feed has one live token, whatever happens at once.
    "CREATE UNIQUE INDEX feed_tokens_live ON feed_tokens (feed_id) WHERE retired_at IS NULL",
    "CREATE INDEX feed_tokens_feed ON feed_tokens (feed_id)",
    "CREATE INDEX feed_tokens_user ON feed_tokens (user_id)",
    "CREATE UNIQUE INDEX feed_programs_feed_program ON feed_programs (feed_id, program)",
    "CREATE UNIQUE INDEX fetch_days_feed_program_day ON fetch_days (feed_id, program, day)",
    # Old days are deleted, and there are many rows.
    "CREATE INDEX fetch_days_day ON fetch_days (day)",
    "CREATE UNIQUE INDEX feed_networks_feed_network ON feed_networks (feed_id, network)",
    "CREATE INDEX sessions_user ON sessions (user_id)",
    # Old ones are deleted with the next try.
    "CREATE INDEX password_tries_since ON password_tries (since)",
    # A new link for a password ends the old one.
    "CREATE UNIQUE INDEX password_links_user ON password_links (user_id)",
    "CREATE INDEX api_tokens_organization ON api_tokens (organization_id)",
    "CREATE INDEX api_tokens_user_id ON api_tokens (user_id)",
    "CREATE INDEX api_tokens_issued_by ON api_tokens (issued_by_id)",
    # Pages of the log, whole, by what was done and by whom; counts read nothing but an index.
    "CREATE INDEX audit_entries_at ON audit_entries (organization_id, at)",
    "CREATE INDEX audit_entries_action ON audit_entries (organization_id, action, at)",
    "CREATE INDEX audit_entries_actor ON audit_entries (actor_id, organization_id, at, action)",
    # An address shown is recorded once a day: has it been?
    "CREATE INDEX audit_entries_shown ON audit_entries (actor_id, at)"
    " WHERE action = 'ADDRESS_SHOWN'",
    "CREATE INDEX audit_entries_api_token ON audit_entries (api_token_id)",
]

# Who sees which calendar, and how much of it: the one rule of access (api/models/access.py).
#
# Two halves without an aggregate, so that both engines push the asking user into them: members, and
# users who are no members of a calendar that everybody sees. SQLite keeps the order of a CROSS
# JOIN: it begins with the user's own memberships, not with every calendar of the organization.
_MEMBER_ROLE = (
    "CASE WHEN m.role = 'FREE_BUSY_READER' AND c.everyone_role = 'READER' THEN 'READER'"
    " ELSE m.role END"
)
_DETAIL = (
    "CASE WHEN NOT u.feeds_allowed OR o.detail_ceiling = 'OFF' THEN 'OFF'"
    " WHEN {role} = 'FREE_BUSY_READER' OR o.detail_ceiling = 'BUSY' THEN 'BUSY'"
    " ELSE o.detail_ceiling END"
)
CALENDAR_ACCESS = f"""
CREATE VIEW calendar_access (id, user_id, calendar_id, role, detail) AS
SELECT m.id, m.user_id, m.calendar_id, {_MEMBER_ROLE}, {_DETAIL.format(role=_MEMBER_ROLE)}
FROM members m CROSS JOIN users u CROSS JOIN calendars c CROSS JOIN organizations o
WHERE u.id = m.user_id AND u.active
  AND c.id = m.calendar_id AND c.organization_id = u.organization_id
  AND o.id = u.organization_id
UNION ALL
SELECT CAST(NULL AS UUID), u.id, c.id, c.everyone_role, {_DETAIL.format(role="c.everyone_role")}
FROM users u CROSS JOIN organizations o CROSS JOIN calendars c
WHERE u.active AND o.id = u.organization_id
  AND c.organization_id = u.organization_id AND c.everyone_role IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM members m WHERE m.calendar_id = c.id AND m.user_id = u.id)
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        CreateTable(
            name="KeyUse",
            fields=[
                (
                    "fingerprint",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16),
                ),
                ("used_at", InstantField()),
            ],
            options={"table": "key_uses"},
        ),
        CreateTable(
            name="RendererUse",
            fields=[
                (
                    "generation",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("fingerprint", fields.CharField(max_length=200)),
                ("first_used_at", InstantField()),
            ],
            options={"table": "renderer_uses"},
        ),
        CreateTable(
            name="PasswordTries",
            fields=[
                (
                    "key",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("tries", fields.IntField()),
                ("since", InstantField()),
            ],
            options={
                "table": "password_tries",
                "constraints": [CheckConstraint(check="tries >= 0", name="password_tries_count")],
            },
        ),
        CreateTable(
            name="Organization",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(max_length=200)),
                ("time_zone", fields.CharField(max_length=64)),
                (
                    "detail_ceiling",
                    fields.CharEnumField(default=Detail.FULL, enum_type=Detail, max_length=8),
                ),
                ("created_at", InstantField()),
            ],
            options={
                "table": "organizations",
                "constraints": [
                    CheckConstraint(
                        check="detail_ceiling IN ('FULL', 'TITLE', 'BUSY', 'OFF')",
                        name="organizations_ceiling",
                    )
                ],
            },
        ),
        CreateTable(
            name="Calendar",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        related_name="calendars",
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("color", fields.CharField(max_length=7)),
                ("time_zone", fields.CharField(max_length=64)),
                ("revision", fields.BigIntField(default=1)),
                (
                    "everyone_role",
                    fields.CharEnumField(null=True, enum_type=CalendarRole, max_length=16),
                ),
                ("external_id", fields.CharField(null=True, max_length=255)),
                ("sync_run", fields.CharField(null=True, max_length=64)),
                ("finished_sync_run", fields.CharField(null=True, max_length=64)),
                ("created_at", InstantField()),
                ("updated_at", InstantField()),
            ],
            options={
                "table": "calendars",
                "constraints": [
                    CheckConstraint(check="revision >= 1", name="calendars_revision"),
                    CheckConstraint(check="color LIKE '#______'", name="calendars_color"),
                    CheckConstraint(
                        check="everyone_role IN ('FREE_BUSY_READER', 'READER')",
                        name="calendars_everyone_role",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Event",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "calendar",
                    fields.ForeignKeyField(
                        "models.Calendar", source_field="calendar_id", related_name="events"
                    ),
                ),
                ("title", fields.TextField(default="")),
                ("description", fields.TextField(default="")),
                ("location", fields.TextField(default="")),
                ("url", fields.TextField(default="")),
                ("categories", fields.JSONField(default=list)),
                (
                    "status",
                    fields.CharEnumField(
                        default=EventStatus.CONFIRMED, enum_type=EventStatus, max_length=16
                    ),
                ),
                ("transparent", fields.BooleanField(default=False)),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
                ("all_day", fields.BooleanField(default=False)),
                ("long", fields.BooleanField(default=False)),
                ("time_zone", fields.CharField(null=True, max_length=64)),
                ("rrule", fields.TextField(null=True)),
                ("rdates", fields.JSONField(default=list)),
                ("exdates", fields.JSONField(default=list)),
                ("last_starts_at", InstantField(null=True)),
                ("series_ends_at", InstantField(null=True)),
                ("exact_seconds", fields.IntField(default=0)),
                (
                    "series",
                    fields.ForeignKeyField(
                        "models.Event",
                        source_field="series_id",
                        null=True,
                        related_name="overrides",
                    ),
                ),
                ("original_start", InstantField(null=True)),
                ("ical_uid", fields.CharField(null=True, max_length=1000)),
                ("external_id", fields.CharField(null=True, max_length=255)),
                ("sync_run", fields.CharField(null=True, max_length=64)),
                ("sequence", fields.IntField(default=0)),
                ("created_at", InstantField()),
                ("updated_at", InstantField()),
            ],
            options={
                "table": "events",
                "constraints": [
                    CheckConstraint(check="ends_at >= starts_at", name="events_order"),
                    CheckConstraint(
                        check="status IN ('CONFIRMED', 'TENTATIVE', 'CANCELLED')",
                        name="events_status",
                    ),
                    CheckConstraint(check="exact_seconds >= 0", name="events_exact_seconds"),
                    CheckConstraint(check="sequence >= 0", name="events_sequence"),
                    CheckConstraint(
                        check="(series_id IS NULL) = (original_start IS NULL)",
                        name="events_override_names_occurrence",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Task",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "calendar",
                    fields.ForeignKeyField(
                        "models.Calendar", source_field="calendar_id", related_name="tasks"
                    ),
                ),
                ("title", fields.TextField(default="")),
                ("description", fields.TextField(default="")),
                ("url", fields.TextField(default="")),
                ("categories", fields.JSONField(default=list)),
                ("due_at", InstantField()),
                ("all_day", fields.BooleanField(default=False)),
                ("time_zone", fields.CharField(null=True, max_length=64)),
                ("completed_at", InstantField(null=True)),
                ("priority", fields.SmallIntField(default=0)),
                ("ical_uid", fields.CharField(null=True, max_length=1000)),
                ("external_id", fields.CharField(null=True, max_length=255)),
                ("sync_run", fields.CharField(null=True, max_length=64)),
                ("sequence", fields.IntField(default=0)),
                ("created_at", InstantField()),
                ("updated_at", InstantField()),
            ],
            options={
                "table": "tasks",
                "constraints": [
                    CheckConstraint(check="priority BETWEEN 0 AND 9", name="tasks_priority"),
                    CheckConstraint(check="sequence >= 0", name="tasks_sequence"),
                ],
            },
        ),
        CreateTable(
            name="User",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization", source_field="organization_id", related_name="users"
                    ),
                ),
                ("email", fields.CharField(unique=True, max_length=254)),
                ("name", fields.CharField(max_length=200)),
                (
                    "role",
                    fields.CharEnumField(default=UserRole.MEMBER, enum_type=UserRole, max_length=8),
                ),
                ("active", fields.BooleanField(default=True)),
                ("feeds_allowed", fields.BooleanField(default=True)),
                ("password_hash", fields.TextField(null=True)),
                ("external_id", fields.CharField(null=True, max_length=255)),
                ("created_at", InstantField()),
                ("erased_at", InstantField(null=True)),
            ],
            options={
                "table": "users",
                "constraints": [
                    CheckConstraint(check="role IN ('MEMBER', 'ADMIN')", name="users_role"),
                    CheckConstraint(check="erased_at IS NULL OR NOT active", name="users_erased"),
                ],
            },
        ),
        CreateTable(
            name="ApiToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        related_name="api_tokens",
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=ApiTokenKind, max_length=16)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", null=True, related_name="api_tokens"
                    ),
                ),
                (
                    "issued_by",
                    fields.ForeignKeyField(
                        "models.ApiToken",
                        source_field="issued_by_id",
                        null=True,
                        related_name="issued",
                    ),
                ),
                ("label", fields.CharField(default="", max_length=200)),
                ("scopes", fields.JSONField(default=list)),
                ("selector", fields.CharField(unique=True, max_length=16)),
                ("secret_hash", fields.CharField(max_length=128)),
                ("created_at", InstantField()),
                ("expires_at", InstantField(null=True)),
                ("revoked_at", InstantField(null=True)),
            ],
            options={
                "table": "api_tokens",
                "constraints": [
                    CheckConstraint(
                        check="kind IN ('ORGANIZATION', 'USER')", name="api_tokens_kind"
                    ),
                    CheckConstraint(
                        check="(kind = 'USER') = (user_id IS NOT NULL)", name="api_tokens_user"
                    ),
                ],
            },
        ),
        CreateTable(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        related_name="audit_entries",
                    ),
                ),
                ("at", InstantField()),
                ("action", fields.CharEnumField(enum_type=Action, max_length=32)),
                (
                    "actor",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="actor_id",
                        null=True,
                        related_name="audit_entries",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "api_token",
                    fields.ForeignKeyField(
                        "models.ApiToken",
                        source_field="api_token_id",
                        null=True,
                        related_name="audit_entries",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("subject_id", fields.UUIDField(null=True)),
                ("details", fields.JSONField(default=dict)),
                ("network", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "audit_entries"},
        ),
        CreateTable(
            name="EventAssignee",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "event",
                    fields.ForeignKeyField(
                        "models.Event", source_field="event_id", related_name="assignees"
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="assigned_events"
                    ),
                ),
            ],
            options={"table": "event_assignees"},
        ),
        CreateTable(
            name="Feed",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization", source_field="organization_id", related_name="feeds"
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="feeds"
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=FeedKind, max_length=16)),
                (
                    "calendar",
                    fields.ForeignKeyField(
                        "models.Calendar",
                        source_field="calendar_id",
                        null=True,
                        related_name="feeds",
                    ),
                ),
                ("all_calendars", fields.BooleanField(default=False)),
                ("label", fields.CharField(default="", max_length=200)),
                (
                    "detail",
                    fields.CharEnumField(
                        default=FeedDetail.FULL, enum_type=FeedDetail, max_length=8
                    ),
                ),
                (
                    "task_format",
                    fields.CharEnumField(
                        default=TaskFormat.EVENT, enum_type=TaskFormat, max_length=8
                    ),
                ),
                (
                    "cancelled",
                    fields.CharEnumField(
                        default=CancelledEvents.OMIT, enum_type=CancelledEvents, max_length=8
                    ),
                ),
                (
                    "completed_tasks",
                    fields.CharEnumField(
                        default=CompletedTasks.SHOW, enum_type=CompletedTasks, max_length=8
                    ),
                ),
                ("only_assigned_to_me", fields.BooleanField(default=False)),
                (
                    "calendar_name",
                    fields.CharEnumField(
                        default=CalendarNamePlacement.CATEGORY,
                        enum_type=CalendarNamePlacement,
                        max_length=16,
                    ),
                ),
                ("expires_at", InstantField(null=True)),
                ("changed_at", InstantField(null=True)),
                ("generation", fields.IntField(default=0)),
                ("created_at", InstantField()),
            ],
            options={
                "table": "feeds",
                "constraints": [
                    CheckConstraint(
                        check="kind IN ('CALENDAR', 'ALL', 'ADDITIONAL')", name="feeds_kind"
                    ),
                    CheckConstraint(
                        check="(kind = 'CALENDAR') = (calendar_id IS NOT NULL)",
                        name="feeds_calendar",
                    ),
                    CheckConstraint(
                        check="kind = 'ADDITIONAL' OR NOT all_calendars",
                        name="feeds_all_calendars",
                    ),
                    CheckConstraint(
                        check="detail IN ('FULL', 'TITLE', 'BUSY')", name="feeds_detail"
                    ),
                    CheckConstraint(
                        check="task_format IN ('EVENT', 'TODO', 'NONE')", name="feeds_task_format"
                    ),
                    CheckConstraint(check="cancelled IN ('OMIT', 'SHOW')", name="feeds_cancelled"),
                    CheckConstraint(
                        check="completed_tasks IN ('SHOW', 'OMIT')", name="feeds_completed_tasks"
                    ),
                    CheckConstraint(
                        check="calendar_name IN ('CATEGORY', 'TITLE_PREFIX', 'NONE')",
                        name="feeds_calendar_name",
                    ),
                    CheckConstraint(check="generation >= 0", name="feeds_generation"),
                ],
            },
        ),
        CreateTable(
            name="FeedCalendar",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "models.Feed", source_field="feed_id", related_name="chosen_calendars"
                    ),
                ),
                (
                    "calendar",
                    fields.ForeignKeyField(
                        "models.Calendar", source_field="calendar_id", related_name="chosen_by"
                    ),
                ),
            ],
            options={"table": "feed_calendars"},
        ),
        CreateTable(
            name="FeedToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "models.Feed",
                        source_field="feed_id",
                        null=True,
                        related_name="tokens",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="feed_tokens"
                    ),
                ),
                ("selector", fields.CharField(unique=True, max_length=16)),
                ("nonce", fields.BinaryField()),
                ("key_fingerprint", fields.CharField(max_length=16)),
                ("secret_hash", fields.CharField(max_length=128)),
                ("created_at", InstantField()),
                ("retired_at", InstantField(null=True)),
                (
                    "retired_reason",
                    fields.CharEnumField(null=True, enum_type=RetiredReason, max_length=16),
                ),
                ("leaves_notice", fields.BooleanField(default=True)),
            ],
            options={
                "table": "feed_tokens",
                "constraints": [
                    CheckConstraint(
                        check="(retired_at IS NULL) = (retired_reason IS NULL)",
                        name="feed_tokens_retired_has_reason",
                    ),
                    CheckConstraint(
                        check="retired_reason IN ('RESET', 'ACCESS_WITHDRAWN', 'DELETED', 'EXPIRED')",
                        name="feed_tokens_retired_reason",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Member",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "calendar",
                    fields.ForeignKeyField(
                        "models.Calendar", source_field="calendar_id", related_name="members"
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="memberships"
                    ),
                ),
                ("role", fields.CharEnumField(enum_type=CalendarRole, max_length=16)),
                ("of_host", fields.BooleanField(default=False)),
                ("created_at", InstantField()),
            ],
            options={
                "table": "members",
                "constraints": [
                    CheckConstraint(
                        check="role IN ('FREE_BUSY_READER', 'READER', 'WRITER', 'OWNER')",
                        name="members_role",
                    )
                ],
            },
        ),
        CreateTable(
            name="Session",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="sessions"
                    ),
                ),
                ("selector", fields.CharField(unique=True, max_length=16)),
                ("secret_hash", fields.CharField(max_length=128)),
                ("user_agent", fields.CharField(default="", max_length=200)),
                ("network", fields.CharField(default="", max_length=64)),
                ("created_at", InstantField()),
                ("expires_at", InstantField()),
                ("ended_at", InstantField(null=True)),
            ],
            options={"table": "sessions"},
        ),
        CreateTable(
            name="PasswordLink",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="password_links"
                    ),
                ),
                ("selector", fields.CharField(unique=True, max_length=16)),
                ("secret_hash", fields.CharField(max_length=128)),
                ("created_at", InstantField()),
                ("expires_at", InstantField()),
            ],
            options={"table": "password_links"},
        ),
        CreateTable(
            name="TaskAssignee",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "task",
                    fields.ForeignKeyField(
                        "models.Task", source_field="task_id", related_name="assignees"
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User", source_field="user_id", related_name="assigned_tasks"
                    ),
                ),
            ],
            options={"table": "task_assignees"},
        ),
        CreateTable(
            name="FeedProgram",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "models.Feed", source_field="feed_id", related_name="programs"
                    ),
                ),
                ("program", fields.CharField(max_length=32)),
                ("first_fetch_at", InstantField()),
                ("last_fetch_at", InstantField()),
                ("last_result", fields.CharEnumField(enum_type=FetchResult, max_length=16)),
                ("last_etag", fields.CharField(max_length=64)),
                ("selector", fields.CharField(max_length=16)),
                ("gaps", fields.JSONField(default=list)),
            ],
            options={
                "table": "feed_programs",
                "constraints": [
                    CheckConstraint(
                        check="last_result IN ('FULL', 'NOT_MODIFIED', 'NOTICE')",
                        name="feed_programs_last_result",
                    )
                ],
            },
        ),
        CreateTable(
            name="FetchDay",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "models.Feed", source_field="feed_id", related_name="fetch_days"
                    ),
                ),
                ("program", fields.CharField(max_length=32)),
                ("day", fields.DateField()),
                ("full_count", fields.IntField(default=0)),
                ("not_modified_count", fields.IntField(default=0)),
                ("notice_count", fields.IntField(default=0)),
            ],
            options={
                "table": "fetch_days",
                "constraints": [
                    CheckConstraint(
                        check="full_count >= 0 AND not_modified_count >= 0 AND notice_count >= 0",
                        name="fetch_days_counts",
                    )
                ],
            },
        ),
        CreateTable(
            name="FeedNetwork",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "feed",
                    fields.ForeignKeyField(
                        "models.Feed", source_field="feed_id", related_name="networks"
                    ),
                ),
                ("network", fields.CharField(max_length=64)),
                ("last_seen_at", InstantField()),
            ],
            options={"table": "feed_networks"},
        ),
        ops.RunSQL([*INDEXES, CALENDAR_ACCESS], atomic=True),
    ]
