"""The server in the schema."""

import strawberry

from api.schema.types.programs import CalendarProgram


@strawberry.type(description="What the server is, and of which days its feeds speak.")
class ServerInfo:
    """What the server is, and of which days its feeds speak."""

    version: str = strawberry.field(description="Version of calendar-feeds.")
    window_past_days: int = strawberry.field(
        description="Days before today (UTC) of which a feed speaks."
    )
    window_future_days: int = strawberry.field(
        description="Days after today (UTC) of which a feed speaks."
    )
    programs: list[CalendarProgram] = strawberry.field(
        description="The calendar programs that are known, with how often each is reported to "
        "fetch."
    )
