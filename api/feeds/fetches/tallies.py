"""Fetches, counted together where they are alike, and what they change in the rows of a feed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from api.feeds.programs import OTHER, is_listed
from api.models.fetch import KEPT_GAPS, FeedProgram, FetchDay, FetchResult

# Of one feed, besides the programs that are known: further ones are counted together. A person has
# a handful, and a User-Agent may be anything.
MOST_UNLISTED: Final = 20
# Programs ask with HEAD before GET, or once for events and once for tasks: that is one visit.
ONE_VISIT: Final = timedelta(minutes=1)

_COUNTS: Final = {
    FetchResult.FULL: "full_count",
    FetchResult.NOT_MODIFIED: "not_modified_count",
    FetchResult.NOTICE: "notice_count",
}

ProgramKey = tuple[UUID, str]
Key = tuple[UUID, str, str, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request for a feed at a proved address, and how it was answered."""

    feed_id: UUID
    # Of the address's token; public.
    selector: str
    # A key of `api.feeds.programs`.
    program: str
    # As `api.auth.network_of` says it; empty when it is not known.
    network: str
    result: FetchResult
    etag: str
    at: datetime

    @property
    def key(self) -> Key:
        """Fetches with the same key are counted together."""
        day = self.at.astimezone(UTC).date()
        return (self.feed_id, self.program, self.selector, self.network, day)


@dataclass(slots=True)
class Tally:
    """Fetches with the same key: how many, and the last of them."""

    first_at: datetime
    last: Fetch
    counts: Counter[FetchResult]

    @classmethod
    def of(cls, fetch: Fetch) -> "Tally":
        """A tally of one fetch."""
        return cls(fetch.at, fetch, Counter({fetch.result: 1}))

    def note(self, fetch: Fetch) -> None:
        """Counts one more fetch."""
        if fetch.at >= self.last.at:
            self.last = fetch
        self.counts[fetch.result] += 1

    def add(self, other: "Tally") -> None:
        """Counts what another one counted."""
        self.first_at = min(self.first_at, other.first_at)
        if other.last.at >= self.last.at:
            self.last = other.last
        self.counts.update(other.counts)


def within_bounds(tallies: Iterable[Tally], known: Iterable[ProgramKey]) -> list[Tally]:
    """The tallies, in the order of time; programs beyond the most that a feed has are OTHER.

    Those that are known have a place of their own each, however many names were invented before.
    """
    seen = set(known)
    unlisted = Counter(feed_id for feed_id, program in seen if not is_listed(program))
    bounded = []
    for tally in sorted(tallies, key=lambda tally: tally.first_at):
        last = tally.last
        key = (last.feed_id, last.program)
        if key not in seen and not is_listed(last.program):
            if unlisted[last.feed_id] >= MOST_UNLISTED:
                bounded.append(replace(tally, last=replace(last, program=OTHER)))
                continue
            unlisted[last.feed_id] += 1
            seen.add(key)
        bounded.append(tally)
    return bounded


def noted(row: FeedProgram | None, tally: Tally) -> FeedProgram:
    """The program's row with this tally in it; a new one when there is none yet.

    A notice at an old address does not count where the program has since fetched at another one:
    it may run on two devices, of which one knows the new address.
    """
    last = tally.last
    if row is None:
        row = FeedProgram(
            feed_id=last.feed_id, program=last.program, first_fetch_at=tally.first_at, gaps=[]
        )
    elif last.at < row.last_fetch_at or (
        last.result is FetchResult.NOTICE and last.selector != row.selector
    ):
        return row
    elif tally.first_at - row.last_fetch_at >= ONE_VISIT:
        gap = round((tally.first_at - row.last_fetch_at).total_seconds())
        row.gaps = [*row.gaps, gap][-KEPT_GAPS:]
    row.last_fetch_at, row.last_result = last.at, last.result
    row.last_etag, row.selector = last.etag, last.selector
    return row


def programs_after(
    rows: Mapping[ProgramKey, FeedProgram], tallies: Iterable[Tally]
) -> list[FeedProgram]:
    """The rows of programs that these tallies change or make."""
    after = dict(rows)
    changed = {}
    for tally in tallies:
        key = (tally.last.feed_id, tally.last.program)
        changed[key] = after[key] = noted(after.get(key), tally)
    return list(changed.values())


def days_after(
    rows: Mapping[tuple[UUID, str, date], FetchDay], tallies: Iterable[Tally]
) -> list[FetchDay]:
    """The rows of counts that these tallies change or make."""
    after = dict(rows)
    changed = {}
    for tally in tallies:
        feed_id, program, _, _, day = tally.last.key
        key = (feed_id, program, day)
        if key not in after:
            after[key] = FetchDay(feed_id=feed_id, program=program, day=day)
        row = changed[key] = after[key]
        for result, count in tally.counts.items():
            setattr(row, _COUNTS[result], getattr(row, _COUNTS[result]) + count)
    return list(changed.values())
