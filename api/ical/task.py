"""A task as a VEVENT up to its due time, or as a VTODO."""

from datetime import timedelta

from icalendar import Component, Event, Todo

from api.ical.facts import RenderOptions, Stamp, TaskFacts
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CompletedTasks,
    Detail,
    FeedSettings,
    TaskFormat,
)
from api.ical.properties import (
    UID_DOMAIN,
    add_details,
    add_identity,
    add_summary,
    add_text,
    as_written,
    public_id,
    utc_seconds,
)

LENGTH_AS_EVENT = timedelta(minutes=30)


def render_task(
    task: TaskFacts,
    *,
    detail: Detail,
    settings: FeedSettings,
    stamp: Stamp,
    options: RenderOptions,
    several_calendars: bool,
) -> bytes | None:
    """The task's VEVENT or VTODO (RFC 5545 sections 3.6.1, 3.6.2), folded, each line with CRLF.

    None when a feed of this detail and these settings does not show it: with `BUSY` no task is
    shown, as a task takes no time. The parameters are those of `render_event`.
    """
    if not _is_shown(task, detail, settings):
        return None
    label = settings.calendar_name if several_calendars else CalendarNamePlacement.NONE
    as_todo = settings.task_format is TaskFormat.TODO
    component = Todo() if as_todo else Event()
    add_identity(component, task_uid(task), task, stamp)
    component.add("CREATED", utc_seconds(task.created_at))
    if as_todo:
        _add_todo(component, task, label)
    else:
        _add_event(component, task, label)
    if detail is Detail.FULL:
        add_details(component, task, label, options.description_length)
    body: bytes = component.to_ical(sorted=False)
    return body


def task_uid(task: TaskFacts) -> str:
    """The UID of the task, apart from those of events; both forms share it, as no feed has both."""
    return f"task-{public_id(task.id)}@{UID_DOMAIN}"


def _is_shown(task: TaskFacts, detail: Detail, settings: FeedSettings) -> bool:
    if detail not in (Detail.FULL, Detail.TITLE) or settings.task_format is TaskFormat.NONE:
        return False
    return task.completed_at is None or settings.completed_tasks is CompletedTasks.SHOW


def _add_event(component: Component, task: TaskFacts, label: CalendarNamePlacement) -> None:
    """Add the properties of a VEVENT that never blocks time: Google and Outlook show no VTODO."""
    due = as_written(task.due_at, all_day=task.all_day)
    component.add("DTSTART", due if task.all_day else due - LENGTH_AS_EVENT)
    component.add("DTEND", due + timedelta(days=1) if task.all_day else due)
    add_summary(component, "Due: " if task.completed_at is None else "Done: ", task, label)
    add_text(component, "STATUS", "CONFIRMED")
    add_text(component, "TRANSP", "TRANSPARENT")
    # Outlook's own TRANSP.
    add_text(component, "X-MICROSOFT-CDO-BUSYSTATUS", "FREE")


def _add_todo(component: Component, task: TaskFacts, label: CalendarNamePlacement) -> None:
    """Add the properties of a VTODO; it has no DTSTART, as a task has no beginning."""
    component.add("DUE", as_written(task.due_at, all_day=task.all_day))
    add_summary(component, "", task, label)
    if task.completed_at is None:
        add_text(component, "STATUS", "NEEDS-ACTION")
    else:
        add_text(component, "STATUS", "COMPLETED")
        component.add("COMPLETED", utc_seconds(task.completed_at))
    if task.priority:
        component.add("PRIORITY", task.priority)
