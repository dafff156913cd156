"""What became of a file: counts, and what was not imported with the reason."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class NotImported:
    """One item that was not imported, and why, for a person."""

    component: str
    ical_uid: str
    title: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of a file, item by item: each VEVENT and VTODO is counted once.

    A series is one item, and each occurrence that the file says apart another.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[NotImported] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Items that the calendar holds anew or otherwise than before."""
        return self.created + self.updated
