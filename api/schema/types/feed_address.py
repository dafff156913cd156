"""The address of a feed in the schema, and what it serves."""

from typing import Self

import strawberry

from api.feeds.operations.addresses import Links
from api.feeds.operations.reading import Document


@strawberry.type(
    description="A feed's address in the forms in which programs take it. It is a secret: whoever "
    "has it can read the calendar."
)
class FeedLinks:
    """A feed's address in the forms in which programs take it."""

    url: str = strawberry.field(description="The address itself.")
    webcal: str = strawberry.field(
        description="With the scheme webcal: opens the calendar program of phone or desktop."
    )
    google_calendar: str | None = strawberry.field(
        description="Opens Google Calendar; null unless the address is https on a public host."
    )
    outlook_personal: str | None = strawberry.field(
        description="Opens Outlook.com; null unless the address is https on a public host."
    )
    outlook_work: str | None = strawberry.field(
        description="Opens Outlook for work; null unless the address is https on a public host."
    )

    @classmethod
    def of(cls, links: Links) -> Self:
        """The links as the schema shows them."""
        return cls(
            url=links.url,
            webcal=links.webcal,
            google_calendar=links.google_calendar,
            outlook_personal=links.outlook_personal,
            outlook_work=links.outlook_work,
        )


@strawberry.type(description="What a feed's address serves now, byte for byte.")
class FeedExport:
    """What a feed's address serves now."""

    body: str = strawberry.field(description="The calendar as iCalendar text (RFC 5545).")
    etag: str = strawberry.field(description="Its entity tag, quotes included.")
    item_count: int = strawberry.field(description="How many items it holds.")
    size_bytes: int = strawberry.field(description="Its size in UTF-8.")

    @classmethod
    def of(cls, document: Document) -> Self:
        """The document as the schema shows it."""
        return cls(
            body=document.body.decode(),
            etag=document.etag,
            item_count=document.item_count,
            size_bytes=len(document.body),
        )
